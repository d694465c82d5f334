"""Does a proof hold at base: does it show the harm, and would it notice a feature that is gone?"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from agent.domain import Change, Finding, Proof, Source
from agent.gates.gaming import added_text_trouble
from agent.gates.imports import js, python
from agent.gates.imports.answer import Missing
from agent.gates.imports.js_names import newly_unbound
from agent.gates.imports.names import newly_undefined
from agent.gates.imports.parse import parse_python
from agent.gates.imports.tree import PatchedTree
from agent.gates.imports.uses import new_imports, new_uses
from agent.gates.proof.language import base_mutants, is_python, read_proof, rewritten
from agent.gates.proof.mutant import DELETED, ProofText
from agent.gates.proof.permissions import may_be_deleted
from agent.gates.trial import End, Suite, Tried
from agent.ports import Snapshot

_FRAMEWORKS = ("pytest", "unittest")
_ENDED = {
    End.PASSED: "it passed",
    End.ASSERTED: "an assertion failed",
    End.BROKEN: "it broke, with no assertion of its own",
}


def examine(snapshot: Snapshot, suite: Suite, findings: Sequence[Finding], proof: Proof) -> str:
    """What is wrong with a proof at base, in words for its author; empty when it holds.

    Its text is looked at first, then it is run on base, on base with its harmless input, and on base without
    the feature. A control has to notice the last: an attack fails at base anyway, and where the feature is
    gone it may well pass, so that no attack can tell a deletion from a fix. Only where the found code is what
    permits the weakness (see `permissions`) its deletion may be a repair, and no control can notice that.
    """
    text = read_proof(proof)
    if isinstance(text, str):
        return text
    problem = _written(snapshot, proof, text)
    if problem:
        return problem
    problem = _at_base(suite.try_file((), proof), text, whole=is_python(proof))
    if problem:
        return problem
    if text.harmless is not None:
        problem = _harmless(suite.try_file((), rewritten(proof, [text.harmless])), text)
    if text.latent and not problem:
        problem = _latent(suite.try_file((), rewritten(proof, text.latent)))
    return problem or _crippled(snapshot, suite, findings, proof)


def is_attack(name: str) -> bool:
    """Whether a test of this name is an attack; it is a control if not."""
    return name.removeprefix("test_").startswith("attack")


def lines_by_path(findings: Sequence[Finding]) -> Mapping[str, tuple[int, ...]]:
    """The lines of the findings in each file."""
    found: dict[str, set[int]] = {}
    for one in findings:
        here = one.location
        found.setdefault(here.path, set()).update(range(here.start, here.end + 1))
    return {path: tuple(sorted(lines)) for path, lines in found.items()}


def _written(snapshot: Snapshot, proof: Proof, text: ProofText) -> str:
    """What no new test file may hold, whatever it does."""
    if proof.path in snapshot.entries():
        return f"{proof.path} exists already"
    content = proof.content.encode("utf-8", "surrogatepass")
    change = Change(proof.path, None, content)
    unresolved = next(_unresolved(snapshot, change, python_file=is_python(proof)), "")
    if unresolved:
        return unresolved
    # A payload may name what it likes. A test file may import the framework that runs it; any other reach
    # into it is refused like a patch's.
    known = _framework_imports(content) if is_python(proof) else None
    bare = rewritten(proof, ()).content if text.payloads else proof.content
    judged = Change(proof.path, known, bare.encode("utf-8", "surrogatepass"))
    return added_text_trouble(judged, (), proof.content.split("\n"), Source.MODEL)


def _framework_imports(content: bytes) -> bytes:
    tree = parse_python(content)
    if not isinstance(tree, ast.Module):
        return b""
    kept = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names) if all(n.name.split(".")[0] in _FRAMEWORKS for n in names):
                kept.append(ast.unparse(node))
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in _FRAMEWORKS:
                kept.append(ast.unparse(node))
            case _:
                pass
    return "\n".join(kept).encode("utf-8", "surrogatepass")


def _unresolved(snapshot: Snapshot, change: Change, *, python_file: bool) -> Iterator[str]:
    """Imports that lead nowhere, and names that nothing defines."""
    base, tree = PatchedTree(snapshot), PatchedTree(snapshot, (change,))
    if python_file:
        resolver = python.PythonImports(base, tree, base)
        led = (resolver.resolve(change.path, wanted) for wanted in new_imports(change))
        yield from (f"it {found.problem}" for found in led if isinstance(found, Missing))
        misused = (resolver.misused(change.path, use) for use in new_uses(change))
        yield from (f"it {problem}" for problem in misused if problem)
        names = newly_undefined(change)
    else:
        scripts = js.JsImports(base, tree, base)
        answers = (scripts.resolve(change.path, name) for name in js.new_imports(change))
        yield from (f"it {found.problem}" for found in answers if isinstance(found, Missing))
        names = newly_unbound(change, tree)
    yield from (f"it uses `{name}` (line {line}) without importing it" for name, line in names)


def _at_base(tried: Tried, text: ProofText, *, whole: bool) -> str:
    """Every attack shows the harm by an assertion of its own, every control passes, none is left out."""
    if tried.trouble:
        return f"it cannot be run at base: {tried.trouble}"
    ran = Counter(name for name, _, _ in tried.tests)
    missing = [name for name in (*text.attacks, *text.controls) if whole and name not in ran]
    kinds = {is_attack(name) for name in ran}
    if missing or len(kinds) < 2:
        return f"{missing[0] if missing else 'an attack or a control'} was not run"
    for name, end, said in tried.tests:
        wanted = End.ASSERTED if is_attack(name) else End.PASSED
        if end is not wanted:
            should = "fail by an assertion in the test itself" if is_attack(name) else "pass"
            return f"{name} has to {should} at base, and {_ENDED[end]}{_quoted(said)}"
    return ""


def _harmless(tried: Tried, text: ProofText) -> str:
    """Attacks with the honest input measure no harm."""
    if tried.trouble:
        return f"it cannot be run with HARMLESS in place of ATTACKS: {tried.trouble}"
    for name, end, said in tried.tests:
        if end is not End.PASSED:
            shown = ascii(text.harmless)
            why = "attacks take their input from ATTACKS, and measure harm instead of refusal"
            has_to = f"with ATTACKS = [{shown}] {name} has to pass at base"
            return f"{has_to} ({why}), and {_ENDED[end]}{_quoted(said)}"
    return ""


def _latent(tried: Tried) -> str:
    """Inputs that do harm only with some repairs may pass at base or not, but have to be carried out."""
    broken = next((name for name, end, _ in tried.tests if end is End.BROKEN), "")
    if tried.trouble or broken:
        why = tried.trouble or "it broke"
        return f"with LATENT in place of ATTACKS {broken or 'it'} cannot be run at base: {why}"
    return ""


def _crippled(snapshot: Snapshot, suite: Suite, findings: Sequence[Finding], proof: Proof) -> str:
    """The first way to break the feature that no control notices."""
    for path, lines in lines_by_path(findings).items():
        source = snapshot.read(path)
        for mutant in base_mutants(path, source, lines) if source is not None else ():
            tried = suite.try_file((Change(path, source, mutant.after),), proof)
            controls = [end for name, end, _ in tried.tests if not is_attack(name)]
            if not controls or any(end is not End.PASSED for end in controls):
                continue
            repaired = all(end is End.PASSED for _, end, _ in tried.tests)
            if not (repaired and mutant.name == DELETED and may_be_deleted(findings)):
                return f"every control still passes with {mutant.name} ({path}); one has to fail then"
    return ""


def _quoted(said: str) -> str:
    return f": {said}" if said else ""
