"""The text of a proof: a test module of the repository, its tests as controls, and attacks. Pure."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from tokenize import detect_encoding
from urllib.parse import unquote

from agent.gates.imports.parse import parse_python
from agent.probing.harm import Harm
from agent.probing.sites import SEEN, SENT, Site, bound, everywhere, words

CONTROL = "test_control_"
_MAKES_FIXTURE = re.compile(r"^[\w.]*fixture\b")
_LARGEST = 200_000
_OURS = (SENT, SEEN, "error", "plain", "ATTACKS", "HARMLESS", "LATENT")


@dataclass(frozen=True, slots=True)
class Extra:
    """Imports and helpers that a part of a proof needs."""

    imports: tuple[str, ...] = ()
    helpers: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """A test module: its future imports, its imports and helpers without tests, and its tests."""

    path: str
    future: str
    head: str
    tests: tuple[ast.FunctionDef, ...]
    source: str

    @property
    def names(self) -> Mapping[str, str]:
        """What the module binds at its top, and what an import binds it to; nothing when it is no import."""
        found: dict[str, str] = {}
        for name, origin in _bound(_tree(self.head)):
            found[name] = origin if found.get(name, origin) == origin else ""
        return found


def module(path: str, source: str) -> Module | None:
    """The tests of a module that are plain functions; None when it has none, or cannot be repeated."""
    source = source.replace("\r\n", "\n")
    tree = parse_python(source.encode("utf-8", "surrogatepass"))
    odd = len(source) > _LARGEST or source.startswith("\ufeff") or "\r" in source or "\f" in source
    if not isinstance(tree, ast.Module) or odd or _coded(source) or any(map(_misnamed, tree.body)):
        return None
    # Where two tests have one name, the last one is it.
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef) and _is_test(node))
    tests = {control_name(node.name): node for node in found}
    if not tests:
        return None
    lines = source.split("\n")
    kept: list[str] = []
    future: list[str] = []
    end = 0
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        shared = node.lineno <= end or (after is not None and after.lineno <= (node.end_lineno or 0))
        text = ast.unparse(node) if shared else "\n".join(lines[_first(node) - 1 : node.end_lineno])
        end = node.end_lineno or 0
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            future.append(text)
        elif not _judges(node):
            kept.append(text)
    return Module(path, "\n".join(future), _spaced(kept), tuple(tests.values()), source)


def _coded(source: str) -> bool:
    """Whether a file says that it is written in anything but UTF-8."""
    try:
        return detect_encoding(io.BytesIO(source.encode("utf-8", "surrogatepass")).readline)[0] != "utf-8"
    except SyntaxError:
        return True


def _tree(source: str) -> ast.Module:
    tree = parse_python(source.encode("utf-8", "surrogatepass"))
    return tree if isinstance(tree, ast.Module) else ast.Module([], [])


def _is_test(node: ast.stmt) -> bool:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.name.startswith("test"):
        return False
    return not any(_MAKES_FIXTURE.search(ast.unparse(mark)) for mark in node.decorator_list)


def _misnamed(node: ast.stmt) -> bool:
    """Whether a fixture has the name of a test, which nothing in a proof may have."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name.startswith("test") and not _is_test(node)
    return False


def _judges(node: ast.stmt) -> bool:
    """Whether a statement is a test, a class of tests, or the docstring."""
    match node:
        case ast.ClassDef(name=name, body=body):
            return name.startswith("Test") or any(map(_is_test, body))
        case ast.Expr(value=ast.Constant()):
            return True
    return _is_test(node)


def _first(node: ast.stmt) -> int:
    marks: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(mark.lineno for mark in marks)])


def _spaced(kept: Sequence[str]) -> str:
    """The statements, two empty lines around functions and classes and none between the others."""
    large = [text.startswith(("def ", "class ", "@", "async def ")) for text in kept]
    parts: list[str] = []
    for at, text in enumerate(kept):
        if at:
            parts.append("\n\n\n" if large[at] or large[at - 1] else "\n")
        parts.append(text)
    return "".join(parts)


def _bound(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        match node:
            case ast.Import(names=names):
                for alias in names:
                    # `import a.b` binds `a`.
                    name = alias.name if alias.asname else alias.name.split(".")[0]
                    yield alias.asname or name, name
            case ast.ImportFrom(module=str(where), names=names, level=0):
                yield from ((alias.asname or alias.name, f"{where}.{alias.name}") for alias in names)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, ""
            case _:
                yield from ((name, "") for name in bound([node]))


def clash(base: Module, harm: Harm) -> str:
    """A name that the module has for something else; empty when there is none."""
    ours = dict.fromkeys((*harm.names, *_OURS), "") | dict(_bound(_tree("\n".join(_imports(harm, KEEPING)))))
    # An import of the very same thing is no clash.
    theirs = base.names
    return min(
        (name for name in ours.keys() & theirs if not ours[name] or ours[name] != theirs[name]), default=""
    )


def spoken_for(test: ast.FunctionDef, harm: Harm) -> bool:
    """Whether a test has a name that an attack needs for something else."""
    imported = {name for name, _ in _bound(_tree("\n".join(_imports(harm, KEEPING))))}
    ours = {*_OURS, *harm.names, *bound(_tree(f"{harm.before}\n{harm.check}").body)} - imported
    own = {argument.arg for argument in test.args.args}
    return bool(ours & (words(test.body) | own) or imported & (bound(test.body) | own))


def compose(
    base: Module, harm: Harm, why: str, declared: Sequence[str], attacks: Sequence[str],
    controls: Collection[str], kept: Sequence[str] = (), extra: Extra | None = None,
) -> str:  # fmt: skip
    """A test module: `declared` are its lists of inputs, `attacks` its attack tests, as source; `controls`
    the tests of the repository to be repeated, `kept` tests of our own that need `extra`."""
    extra = extra or (KEEPING if kept else Extra())
    theirs = base.names.items()
    imports = _imports(harm, extra, quoted="quote(" in "\n".join((*attacks, *kept)))
    wanted = [line for line in imports if not theirs >= dict(_bound(_tree(line))).items()]
    parts = [
        f'"""{why}"""',
        "\n".join([*([base.future] if base.future else []), *sorted(wanted, key=_in_order)]),
        base.head,
        "\n".join(declared),
        *(f"\n{helper.strip()}" for helper in (harm.helpers, extra.helpers) if helper),
        # Before the attacks, so that nothing which those leave behind is held against a control.
        *(f"\n{control(base, test)}" for test in base.tests if test.name in controls),
        *(f"\n{test}" for test in kept),
        *(f"\n{test}" for test in attacks),
    ]
    return "\n\n".join(part.rstrip("\n") for part in parts if part) + "\n"


def _imports(harm: Harm, extra: Extra, *, quoted: bool = True) -> tuple[str, ...]:
    by_address = ("from urllib.parse import quote",) if quoted else ()
    return tuple(dict.fromkeys(("import pytest", *harm.imports, *extra.imports, *by_address)))


def _in_order(line: str) -> tuple[bool, str]:
    return line.startswith("from "), line


def control(base: Module, test: ast.FunctionDef) -> str:
    """A test of the repository as it is, under the name of a control."""
    lines = base.source.split("\n")[_first(test) - 1 : test.end_lineno]
    at = test.lineno - _first(test)
    lines[at] = re.sub(rf"\bdef\s+{test.name}\b", f"def {control_name(test.name)}", lines[at], count=1)
    return "\n".join(lines) + "\n"


def control_name(name: str) -> str:
    """The name of a test as a control."""
    return CONTROL + name.removeprefix("test").removeprefix("_")


def attack(site: Site, harm: Harm, name: str, payload: str | None = None, *, apart: bool = False) -> str:
    """A test that carries out the site's calls with `sent`, of ATTACKS or just `payload`.

    `apart` is whether each statement is carried out even where one before it failed.
    """
    own = [argument.arg for argument in site.test.args.args]
    fixtures = list(dict.fromkeys([*own, *harm.fixtures, *([] if payload is not None else [SENT])]))
    acts = [ast.unparse(ast.fix_missing_locations(statement)) for statement in site.body]
    lines = [] if payload is not None else [f'@pytest.mark.parametrize("{SENT}", ATTACKS)']
    lines += [f"def {name}({', '.join(fixtures)}):"]
    lines += [] if payload is None else [f"    {SENT} = {payload!a}"]
    lines += _indented(harm.before)
    lines += [f"    {SEEN} = []"]
    several = "inputs" in harm.names
    deeper = "    " if several else ""
    lines += [f"    for {SENT} in inputs({SENT}, files):"] if several else []
    for part in ([act] for act in acts) if apart else [acts]:
        lines += [f"    {deeper}try:", *(f"    {deeper}{line}" for act in part for line in _indented(act))]
        # A command that refuses may leave by SystemExit.
        lines += [f"    {deeper}except BaseException as error:", f"    {deeper}    {SEEN}.append(error)"]
    lines += _indented(harm.check)
    return "\n".join(lines) + "\n"


_PLAIN = '''
def plain(seen):
    """What the code gave back, as text in which a page's escapes are undone; its digest when it is long."""
    texts = [getattr(answer, "text", repr(answer)) for answer in seen]
    told = [f"{getattr(answer, 'status_code', '')} {text}" for answer, text in zip(seen, texts)]
    text = html.unescape(html.unescape("\\n".join(told)))
    return text if len(quote(text)) < 200 else sha256(text.encode("utf-8", "replace")).hexdigest()
'''
KEEPING = Extra(("import html", "from hashlib import sha256", "from urllib.parse import quote"), _PLAIN)
"""What tests need that hold a result as it is."""
_ALIKE = '''
def alike(seen, sent, honest):
    """A digest of what the code gave back, with one input in place of the other."""
    text = html.unescape(html.unescape("\\n".join(str(getattr(one, "text", one)) for one in seen)))
    return sha256(text.replace(sent, honest).encode()).hexdigest()[:16]


def failed(seen):
    """Whether an answer is a failure."""
    return any(getattr(one, "status_code", 0) >= 400 for one in seen)
'''
RECORDING = Extra(KEEPING.imports, _PLAIN + "\n" + _ALIKE)
"""What tests need that tell a result."""
_RECORD = "suture recorded "
_DIGEST = 16


def recording(site: Site, harm: Harm, name: str, variant: str) -> str:
    """A test that fails, telling what the code makes of an honest input, unless it is a failure."""
    told = f'"{_RECORD}" + alike(seen, sent, {site.honest!a}) + quote(plain(seen))'
    return _keeping(site, harm, name, variant, f"assert failed(seen), {told}")


def recorded(said: str) -> tuple[str, str]:
    """What such a test told: a digest that is the same for inputs the code treats alike, and the result."""
    _, mark, told = said.partition(_RECORD)
    # What pytest adds for a plain `assert` stands behind a space, and a result is quoted.
    told = told.partition(" ")[0]
    return (told[:_DIGEST], unquote(told[_DIGEST:])) if mark and not told.endswith("…") else ("", "")


def keeping(site: Site, harm: Harm, name: str, variant: str, result: str) -> str:
    """A control: what the code makes of an honest input stays as it was."""
    return _keeping(site, harm, name, variant, f"assert plain(seen) == {result!a}")


def _keeping(site: Site, harm: Harm, name: str, variant: str, judgement: str) -> str:
    own = dict.fromkeys([a.arg for a in site.test.args.args] + ["tmp_path"] * bool(harm.place))
    acts = [ast.unparse(ast.fix_missing_locations(statement)) for statement in everywhere(site)]
    lines = [f"def {name}({', '.join(own)}):", f"    {SENT} = {variant!a}", f"    {SEEN} = []"]
    lines += [f"    {harm.place}(tmp_path, {site.honest!a}, {SENT})"] if harm.place else []
    lines += [line for act in acts for line in _indented(act)]
    return "\n".join([*lines, f"    {judgement}"]) + "\n"


def _indented(text: str) -> list[str]:
    return [f"    {line}" if line else line for line in text.split("\n")] if text else []
