"""What the text of a JavaScript proof declares, and the same proof with other payloads. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from agent.gates.imports.js import parse_js
from agent.gates.imports.treesitter import text_of, walk
from agent.gates.proof.mutant import ProofText
from agent.gates.proof.script_rules import TEST_NAMES, broken_rule, is_function, root_name

_LIST = "ATTACKS"
_HONEST = "HARMLESS"
_LATER = "LATENT"
_LOOPS = {"for_in_statement": "right", "for_statement": "condition"}
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))")
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\r\n": ""}
_SHORT |= dict.fromkeys("\n\r\u2028\u2029", "")


def read_proof(content: str) -> ProofText | str:
    """What the proof declares, or in one sentence what is wrong with it.

    A title that is put together counts by what stands before its first variable part.
    """
    root = _parse(content)
    if root.has_error:
        return "the file is no valid JavaScript"
    calls = tuple(_tests(root))
    titles = [(call, _title(call)) for call in calls]
    attacks = [(call, title) for call, title in titles if title.startswith("attack")]
    controls = tuple(dict.fromkeys(title for _, title in titles if title.startswith("control")))
    strange = next((call for call, title in titles if not title.startswith(("attack", "control"))), None)
    if strange is not None:
        line = strange.start_point[0] + 1
        return f"the title of the test at line {line} begins with neither `attack` nor `control`"
    if not attacks:
        return "there is no test whose title begins with `attack`"
    if not controls:
        return "there is no test whose title begins with `control`"
    trouble = broken_rule(root, calls)
    if trouble:
        return trouble
    names = tuple(dict.fromkeys(title for _, title in attacks))
    return _with_payloads(root, tuple(call for call, _ in attacks), ProofText(names, controls))


def _with_payloads(root: Node, attacks: tuple[Node, ...], text: ProofText) -> ProofText | str:
    listed, honest = _constant(root, _LIST), _constant(root, _HONEST)
    if listed is None:
        used = any(node.type == "identifier" and text_of(node) == _LIST for node in walk(root))
        return f"`const {_LIST}` has to stand at the top of the file" if used else text
    payloads = _literals(listed)
    if not payloads:
        return f"`{_LIST}` has to be a list of plain strings, and not empty"
    harmless = _literal(honest) if honest is not None else None
    if harmless is None:
        return f"with `{_LIST}` there has to be `const {_HONEST}`, an honest input as a plain string"
    if not all(_for_each_payload(call) for call in attacks):
        return f"every attack test has to be made once for each string of `{_LIST}`, in a loop around it"
    later = _constant(root, _LATER)
    latent = _literals(later) if later is not None else ()
    if later is not None and not latent:
        return f"`{_LATER}` has to be a list of plain strings, and not empty"
    return ProofText(text.attacks, text.controls, payloads, harmless, latent)


def with_attacks(content: str, attacks: Sequence[str]) -> str:
    """The proof with `attacks` as its payloads; raises ValueError when it has no list of them."""
    listed = _constant(_parse(content), _LIST)
    if listed is None or listed.type != "array":
        raise ValueError("this proof has no list of payloads")
    # JSON in ASCII is JavaScript too, whatever the text holds.
    literal = "[" + ", ".join(json.dumps(attack) for attack in attacks) + "]"
    data = content.encode("utf-8", "surrogatepass")
    whole = data[: listed.start_byte] + literal.encode() + data[listed.end_byte :]
    return whole.decode("utf-8", "surrogatepass")


def _parse(content: str) -> Node:
    data = content.encode("utf-8", "surrogatepass")
    root = parse_js("proof.js", data)
    return parse_js("proof.ts", data) if root.has_error else root


def _tests(root: Node) -> Iterator[Node]:
    """Calls that make a test: `test`, `it`, `t.test`, `test.each(...)`."""
    for node in walk(root):
        callee = node.child_by_field_name("function") if node.type == "call_expression" else None
        if callee is None:
            continue
        if callee.type == "call_expression":
            made = text_of(callee.child_by_field_name("function")).split(".")
            if made[0] in TEST_NAMES and made[-1] == "each":
                yield node
            continue
        member = text_of(callee.child_by_field_name("property"))
        concurrent = member == "concurrent" and root_name(callee) in TEST_NAMES
        if text_of(callee) in TEST_NAMES or ((member in TEST_NAMES or concurrent) and _has_body(node)):
            yield node


def _arguments(call: Node) -> list[Node]:
    given = call.child_by_field_name("arguments")
    return [] if given is None else [node for node in given.named_children if node.type != "comment"]


def _has_body(call: Node) -> bool:
    arguments = _arguments(call)
    return len(arguments) > 1 and is_function(arguments[-1])


def _title(call: Node) -> str:
    """What the title begins with; empty when that is not written there."""
    node = next(iter(_arguments(call)), None)
    while node is not None and node.type == "binary_expression":
        node = node.child_by_field_name("left")
    if node is None or node.type not in ("string", "template_string"):
        return ""
    first = next((c for c in node.named_children if c.type == "template_substitution"), None)
    end = first.start_byte if first is not None else node.end_byte - 1
    inner = (node.text or b"")[1 : end - node.start_byte].decode("utf-8", "surrogatepass")
    title = _unescaped(inner)
    callee = call.child_by_field_name("function")
    each = callee is not None and callee.type == "call_expression"
    return re.split(r"[%$]", title)[0] if each else title


def _constant(root: Node, name: str) -> Node | None:
    """What a constant of the module is, without what TypeScript says of it."""
    for statement in root.named_children:
        for node in statement.named_children if statement.type == "lexical_declaration" else ():
            if node.type == "variable_declarator" and text_of(node.child_by_field_name("name")) == name:
                value = node.child_by_field_name("value")
                while value is not None and value.type in ("as_expression", "satisfies_expression"):
                    value = value.named_children[0]
                return value
    return None


def _literals(node: Node) -> tuple[str, ...]:
    """The strings of a list; empty when it holds anything else."""
    parts = [part for part in node.named_children if part.type != "comment"] if node.type == "array" else []
    strings = [_literal(part) for part in parts]
    return tuple(s for s in strings if s is not None) if None not in strings else ()


def _literal(node: Node) -> str | None:
    if node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.named_children):
        return None
    return _unescaped((node.text or b"")[1:-1].decode("utf-8", "surrogatepass"))


def _unescaped(text: str) -> str:
    def character(found: re.Match[str]) -> str:
        digits = found[1] or found[2] or found[3]
        if digits:
            return chr(min(int(digits, 16), 0x10FFFF))
        return _SHORT.get(found[4], found[4])

    # Two escapes may make one character.
    units = _ESCAPE.sub(character, text).encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "surrogatepass" if _lone(units) else "strict")


def _lone(units: bytes) -> bool:
    try:
        units.decode("utf-16-le")
    except UnicodeDecodeError:
        return True
    return False


def _for_each_payload(call: Node) -> bool:
    """Whether a loop over the payloads, or `test.each` of them, makes the test."""
    callee = call.child_by_field_name("function")
    heads = [callee] if callee is not None else []
    node = call.parent
    while node is not None:
        if node.type in _LOOPS:
            heads += [head for head in [node.child_by_field_name(_LOOPS[node.type])] if head is not None]
        elif node.type == "call_expression":
            heads += [head for head in [node.child_by_field_name("function")] if head is not None]
        node = node.parent
    return any(part.type == "identifier" and text_of(part) == _LIST for head in heads for part in walk(head))
