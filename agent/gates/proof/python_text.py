"""What the text of a Python proof declares, and the same proof with other payloads. Pure."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence

from agent.gates.imports.parse import parse_python
from agent.gates.proof.mutant import ProofText
from agent.gates.pysource import uses

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_SKIPPING = re.compile(
    r"^(pytest|unittest)(\.\w+)*\.(skip\w*|xfail|exit|importorskip|SkipTest|expectedFailure)\($"
    r"|(^|\.)(skipTest|__test__|collect_ignore\w*|pytestmark)\($"
)
_READING = re.compile(
    r"^inspect\.(getsource\w*|findsource|getsourcelines|getcode\w*)\($|^import (linecache|tokenize|dis)\b"
    r"|^(linecache|tokenize|dis)\.|^ast\.parse\($|\.(__code__|co_code|__loader__|get_source)\($"
    r"|\.__file__\($"
)
_SOURCE = re.compile(r"\.(py|pyi|pyc)$")


def read_proof(content: str) -> ProofText | str:
    """The tests and payloads of a proof, or in words for its author what is wrong with its text."""
    data = content.encode("utf-8", "surrogatepass")
    tree = parse_python(data)
    if not isinstance(tree, ast.Module):
        return f"it does not parse: {tree}"
    if not _plain(data):
        # What its runner reads has to be what was looked at, to the column.
        return "it has to be plain UTF-8, with no byte order mark and no other encoding"
    names = [node.name for node in _tests(tree)]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        return f"two tests are called {twice}, so one of them would never run"
    strange = [name for name in names if not name.startswith(("test_attack", "test_control"))]
    if strange:
        return f"{strange[0]} is named neither test_attack... nor test_control..."
    attacks = tuple(name for name in names if name.startswith("test_attack"))
    controls = tuple(name for name in names if name.startswith("test_control"))
    if not attacks or not controls:
        return f"it has no test named test_{'control' if attacks else 'attack'}..."
    problem = _forbidden(tree)
    if problem:
        return problem
    declared = _declared(tree)
    return declared if isinstance(declared, str) else ProofText(attacks, controls, *declared)


def _plain(data: bytes) -> bool:
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0] == "utf-8"
    except SyntaxError:
        return False


def with_attacks(content: str, attacks: Sequence[str]) -> str:
    """The proof with `attacks` as its payloads. Raises ValueError when it declares none."""
    tree = parse_python(content.encode("utf-8", "surrogatepass"))
    value = _assigned(tree, "ATTACKS") if isinstance(tree, ast.Module) else None
    if value is None:
        raise ValueError("the proof declares no ATTACKS")
    lines = content.encode("utf-8", "surrogatepass").splitlines(keepends=True)
    head = b"".join(lines[: value.lineno - 1]) + lines[value.lineno - 1][: value.col_offset]
    assert value.end_lineno is not None
    tail = lines[value.end_lineno - 1][value.end_col_offset :] + b"".join(lines[value.end_lineno :])
    listed = "[" + ", ".join(ascii(attack) for attack in attacks) + "]"
    return (head + listed.encode() + tail).decode("utf-8", "surrogatepass")


def _tests(tree: ast.Module) -> Iterator[_Function]:
    """Functions and methods that a runner takes for tests."""
    for node in tree.body:
        for part in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(part, _Function) and part.name.startswith("test"):
                yield part


def _declared(tree: ast.Module) -> tuple[tuple[str, ...], str | None, tuple[str, ...]] | str:
    """ATTACKS and HARMLESS, both or neither, and LATENT, which may stand beside them."""
    attacks, harmless = _assigned(tree, "ATTACKS"), _assigned(tree, "HARMLESS")
    latent = _assigned(tree, "LATENT")
    if latent is not None and (attacks is None or not _strings(latent)):
        return "LATENT has to be a literal list of strings beside ATTACKS"
    if attacks is None and harmless is None:
        bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        wrong = bound & {"ATTACKS", "HARMLESS"}
        return f"{min(wrong)} is not assigned once, at module level" if wrong else ((), None, ())
    if attacks is None or harmless is None:
        there, lacks = ("HARMLESS", "ATTACKS") if attacks is None else ("ATTACKS", "HARMLESS")
        return f"it has {there} without {lacks}: give both at module level, or neither"
    payloads = _strings(attacks)
    if not payloads:
        return "ATTACKS is not a literal list of strings with at least one in it"
    match harmless:
        case ast.Constant(value=str(text)):
            pass
        case _:
            return "HARMLESS is not a literal string"
    loaded = (n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    if not any(node.id == "ATTACKS" for node in loaded):
        return "ATTACKS is not used by any test"
    return payloads, text, () if latent is None else _strings(latent)


def _assigned(tree: ast.Module, name: str) -> ast.expr | None:
    """What a module-level name is assigned, once and plainly; None when it is not."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == name]
    stored = [n for n in found if not isinstance(n.ctx, ast.Load)]
    values = []
    for node in tree.body:
        match node:
            case ast.Assign(targets=[target], value=value) if target in stored:
                values.append(value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) if target in stored:
                values.append(value)
            case _:
                pass
    return values[0] if len(stored) == len(values) == 1 else None


def _strings(node: ast.expr) -> tuple[str, ...]:
    """The members of a literal list of strings; nothing when it is anything else."""
    if not isinstance(node, ast.List | ast.Tuple):
        return ()
    values = [part.value for part in node.elts if isinstance(part, ast.Constant)]
    texts = tuple(value for value in values if isinstance(value, str))
    return texts if len(texts) == len(node.elts) else ()


def _forbidden(tree: ast.Module) -> str:
    """Why the proof may not do what it does: skip, or look at the source text instead of what it does."""
    for use in uses(tree):
        if _SKIPPING.search(use.removeprefix("@")):
            return f"it uses `{use.strip('@(')}`: every test of a proof has to run"
        if _READING.search(use):
            return f"it uses `{use.strip('(')}`: a proof runs the code and does not read its text"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _opens(node):
            return f"it reads source text (line {node.lineno}): a proof runs the code instead"
    return ""


def _opens(call: ast.Call) -> bool:
    """Whether a call opens a file with a name of Python source written out in it."""
    match call.func:
        case ast.Name(id="open") | ast.Attribute(attr="open", value=ast.Name(id="io" | "os" | "codecs")):
            where: list[ast.AST] = list(call.args[:1])
        case ast.Attribute(attr="read_text" | "read_bytes" | "open", value=owner):
            where = [owner]
        case _:
            return False
    names = (n.value for part in where for n in ast.walk(part) if isinstance(n, ast.Constant))
    return any(isinstance(name, str) and _SOURCE.search(name) for name in names)
