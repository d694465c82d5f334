"""Find an input of the repository's own tests that carries an attack to the finding, and make it a proof."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import PurePosixPath

from agent.domain import Case, Change, Proof, ProofPlan, TestStyle
from agent.gates.imports.parse import parse_python
from agent.gates.proof.examine import lines_by_path
from agent.gates.proof.language import base_mutants
from agent.gates.proof.mutant import DELETED
from agent.gates.trial import End, Suite, Tried
from agent.ports import Snapshot
from agent.probing.harm import HONEST, Harm
from agent.probing.harms import HARMS
from agent.probing.sites import Site, sites
from agent.probing.text import (
    RECORDING,
    Module,
    attack,
    clash,
    compose,
    control_name,
    keeping,
    module,
    recorded,
    recording,
    spoken_for,
)
from agent.text import utf8

_MOST_TESTS = 100
_MOST_SITES = 24
_MOST_ATTACKED = 3
_MOST_CONTROLS = 12
_MOST_RUNS = 8


@dataclass(frozen=True, slots=True)
class _Scout:
    """One file with every attack on every site, each in a test of its own."""

    proof: Proof
    apart: Proof
    """The same attacks alone, each statement carried out even where one before it failed."""
    sites: tuple[Site, ...]
    payloads: tuple[tuple[str, ...], ...]


def probe(case: Case, plan: ProofPlan, snapshot: Snapshot, suite: Suite) -> Iterator[Proof]:
    """Proofs of a case, made from the tests that the plan names, the most telling first.

    Every input of those tests is tried with the attacks of the case's weakness on the commit as it is. What
    does harm there, and no longer does it without the code that was found, becomes an attack test; the tests
    themselves become controls. Nothing is asked of a model, and nothing is proven yet: see `examine`. There
    is none for other weaknesses, other frameworks than pytest, and inputs that no test sends.
    """
    harm = next((HARMS[cwe] for cwe in case.rule.cwe if cwe in HARMS), None)
    if harm is None or plan.style is not TestStyle.PYTEST:
        return
    folder = PurePosixPath(plan.path).parent
    for path in plan.examples:
        base = module(path, utf8(snapshot.read(path)) or "")
        if base is not None and PurePosixPath(path).parent == folder and not clash(base, harm):
            yield from _from(base, harm, case, plan, snapshot, suite)


def _from(
    base: Module, harm: Harm, case: Case, plan: ProofPlan, snapshot: Snapshot, suite: Suite
) -> Iterator[Proof]:
    scout = _scout(base, harm, plan)
    if scout is None:
        return
    before = suite.try_file((), scout.proof)
    passing = [t.name for t in base.tests if _ended(before, control_name(t.name)) == {End.PASSED}]
    harmful = _harmful(scout, before)
    if not harmful or not passing:
        return
    runs = islice(_without(case, snapshot), _MOST_RUNS)
    hits = _through(harmful, scout, [(of, suite.try_file(changes, scout.apart)) for of, changes in runs])
    if not hits:
        return
    chosen, attacks = _chosen(scout, hits)
    latent = _latent(scout, before, hits, chosen, attacks)
    own = [scout.sites[at].test.name for at in chosen]
    controls = [*dict.fromkeys(name for name in (*own, *passing) if name in passing)][:_MOST_CONTROLS]
    kept = _kept(scout, harm, chosen, before)
    for more in (kept, ()) if kept else ((),):
        made = _written(scout, base, harm, case, plan, chosen, attacks, latent, controls, more)
        if made is not None:
            yield made


def _kept(scout: _Scout, harm: Harm, chosen: Sequence[int], before: Tried) -> tuple[str, ...]:
    """Controls that hold what the code makes of further honest inputs, as it did before.

    Only of those that it treats like the one of the test: a file that is not there, or two words where one
    was meant, may well be answered otherwise by a right fix.
    """
    found: list[str] = []
    said = {name: recorded(words) for name, _, words in before.tests}
    for at in chosen:
        site = scout.sites[at]
        like, _ = said.get(_record(at, len(harm.variants)), ("", ""))
        for number, variant in enumerate(harm.variants):
            digest, result = said.get(_record(at, number), ("", ""))
            if digest and digest == like:
                name = _told("control_keeps", len(found) + 1, site)
                found.append(keeping(site, harm, name, variant.replace(HONEST, site.honest), result))
    return tuple(found)


def _told(kind: str, number: int, site: Site) -> str:
    return f"test_{kind}_{number}_{site.test.name.removeprefix('test').removeprefix('_')}"


def _record(site: int, variant: int) -> str:
    return f"test_attack_record_{site}_{variant}"


def _scout(base: Module, harm: Harm, plan: ProofPlan) -> _Scout | None:
    found = _sites(base, harm)
    payloads = tuple(harm.attacks(site.honest) for site in found)
    if not any(payloads):
        return None
    records = [
        recording(site, harm, _record(at, number), variant.replace(HONEST, site.honest))
        for at, site in enumerate(found)
        for number, variant in enumerate((*harm.variants, HONEST))
    ]
    names = {test.name for test in base.tests[:_MOST_TESTS]}

    def proof(kept: Sequence[str], *, apart: bool) -> Proof | None:
        tests = [
            attack(site, harm, _name(at, number), payload, apart=apart)
            for at, site in enumerate(found)
            for number, payload in enumerate((*payloads[at], site.honest))
        ]
        text = compose(
            base, harm, "Which input carries an attack?", (), tests, names if kept else (), kept, RECORDING
        )
        return _parsed(plan, text)

    whole, apart = proof(records, apart=False), proof((), apart=True)
    return None if whole is None or apart is None else _Scout(whole, apart, found, payloads)


def _sites(base: Module, harm: Harm) -> tuple[Site, ...]:
    """The first inputs of each test, as many of one as of another, in the order of the tests."""
    tests = [test for test in base.tests[:_MOST_TESTS] if not spoken_for(test, harm)]
    several = [
        islice((site for site in sites(t) if harm.of_paths or not site.path), _MOST_SITES) for t in tests
    ]
    turns = islice((one for turn in zip_longest(*several) for one in turn if one is not None), _MOST_SITES)
    order = {test.name: at for at, test in enumerate(tests)}
    return tuple(sorted(turns, key=lambda site: order[site.test.name]))


def _parsed(plan: ProofPlan, text: str) -> Proof | None:
    """The proof with this text; None when it is none, which no text of a repository should lead to."""
    data = text.encode("utf-8", "surrogatepass")
    return Proof(plan.path, text, plan.style) if isinstance(parse_python(data), ast.Module) else None


def _name(site: int, payload: int) -> str:
    return f"test_attack_{site}_{payload}"


def _ended(tried: Tried, name: str) -> set[End]:
    return {end for known, end, _ in tried.tests if known == name}


def _without(case: Case, snapshot: Snapshot) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """The commit without the code that was found, and which function is without it."""
    for path, lines in lines_by_path(case.findings).items():
        source = snapshot.read(path)
        mutants = base_mutants(path, source, lines) if source is not None else ()
        # In a function that does nothing less is left to chance than in one with a line less.
        whole = [mutant for mutant in mutants if mutant.name != DELETED] or mutants
        for mutant in whole:
            yield f"{path} {mutant.name.partition(' in ')[2]}", (Change(path, source, mutant.after),)


def _harmful(scout: _Scout, before: Tried) -> dict[int, tuple[int, ...]]:
    """By site the numbers of the attacks that do harm; the honest input does none."""
    found: dict[int, tuple[int, ...]] = {}
    for at, payloads in enumerate(scout.payloads):
        if _ended(before, _name(at, len(payloads))) == {End.PASSED}:
            asserted = (n for n in range(len(payloads)) if _ended(before, _name(at, n)) == {End.ASSERTED})
            found[at] = tuple(asserted)
    return {at: numbers for at, numbers in found.items() if numbers}


def _through(
    harmful: Mapping[int, Sequence[int]], scout: _Scout, without: Sequence[tuple[str, Tried]]
) -> dict[int, tuple[str, ...]]:
    """Those of the attacks that do no harm in any run without one of the functions that were found.

    There the test goes on behind what fails, so that harm which it does itself, or by other code, is seen.
    """
    gone: dict[str, list[Tried]] = {}
    for function, tried in without:
        gone.setdefault(function, []).append(tried)
    found: dict[int, tuple[str, ...]] = {}
    for at, numbers in harmful.items():
        found[at] = tuple(
            scout.payloads[at][n]
            for n in numbers
            if any(all(_ended(t, _name(at, n)) == {End.PASSED} for t in runs) for runs in gone.values())
        )
    return {at: payloads for at, payloads in found.items() if payloads}


def _chosen(scout: _Scout, hits: Mapping[int, tuple[str, ...]]) -> tuple[list[int], tuple[str, ...]]:
    """Sites that have an attack in common, that with the most attacks first, and what they have in common.

    As many inputs as can be: a fix that mends one of them alone is none. One site for each honest text, since
    the same text elsewhere is most likely the same input.
    """
    chosen: list[int] = []
    attacks: tuple[str, ...] = ()
    for at in sorted(hits, key=lambda at: (-len(hits[at]), at)):
        common = tuple(payload for payload in attacks or hits[at] if payload in hits[at])
        known = {scout.sites[other].honest for other in chosen}
        if common and scout.sites[at].honest not in known and len(chosen) < _MOST_ATTACKED:
            chosen, attacks = [*chosen, at], common
    return chosen, attacks


def _latent(
    scout: _Scout,
    before: Tried,
    hits: Mapping[int, tuple[str, ...]],
    chosen: Sequence[int],
    attacks: Sequence[str],
) -> tuple[str, ...]:
    """Attacks that do harm at some of the inputs alone, or at none, and may do some with a patch."""

    def fair(payload: str, at: int) -> bool:
        """Whether any harm it does is done through the code that was found."""
        tried = scout.payloads[at]
        if payload in hits[at] or payload not in tried:
            return True
        return _ended(before, _name(at, tried.index(payload))) == {End.PASSED}

    every = dict.fromkeys(payload for at in chosen for payload in scout.payloads[at])
    return tuple(p for p in every if p not in attacks and all(fair(p, at) for at in chosen))


def _written(
    scout: _Scout, base: Module, harm: Harm, case: Case, plan: ProofPlan,
    chosen: Sequence[int], attacks: Sequence[str], latent: Sequence[str], controls: Sequence[str],
    kept: Sequence[str],
) -> Proof | None:  # fmt: skip
    declared = [f"HARMLESS = {scout.sites[chosen[0]].honest!a}", _listed("ATTACKS", attacks)]
    declared += [_listed("LATENT", latent)] if latent else []
    picked = [scout.sites[at] for at in chosen]
    tests = [attack(site, harm, _told("attack", number, site)) for number, site in enumerate(picked, 1)]
    cwe = next(cwe for cwe in case.rule.cwe if cwe in HARMS)
    file = re.sub(r"[^\w.-]", "_", PurePosixPath(base.path).name)
    why = f"{cwe}: calls of {file} with attack inputs; its own tests are the controls."
    return _parsed(plan, compose(base, harm, why, declared, tests, set(controls), kept))


def _listed(name: str, inputs: Sequence[str]) -> str:
    return f"{name} = [\n" + "".join(f"    {one!a},\n" for one in inputs) + "]"
