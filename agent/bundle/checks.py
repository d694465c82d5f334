"""What a bundle must be besides well typed: every name, path, number and text within bounds. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from agent.bundle.values import FORMAT, Bundle, Fix, Refused, Stage
from agent.contract import Contract
from agent.domain import MAX_FINDINGS_PER_CASE, Finding
from agent.paths import unsafe
from agent.verdict import Evidence, Review, Verdict, VerdictKind

MOST_FIXES = 500
MOST_RULES = 200_000
LARGEST_DIFF = 1 << 20
"""Bytes of one fix's diff, and of any other text that has no smaller limit."""
LONGEST = 20_000
"""Characters of a summary, an assumption, a reason, a detail or a flag."""
LONGEST_OUTPUT = 100_000
LONGEST_NAME = 300
MOST_NOTES = 50
"""Assumptions of a fix, objections and attacks of a review, checks of a verdict, outputs of a check."""
MOST_FLAGS = 500
MOST_PLACES = 1_000
"""Places in a finding's trace."""
LARGEST_NUMBER = 2**53 - 1
"""What every reader of JSON takes for the same integer."""

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*/(?!\.{1,2}$)[A-Za-z0-9_.-]+")
# What git forbids in the name of a branch.
_NO_BRANCH = re.compile(r"^[-/.]|[/.]$|\.lock(/|$)|\.\.|//|/\.|@\{|^@$|[ ~^:?*\[\\\x7f]")
# A byte of a file's name that is no text is U+DC80 to U+DCFF; no other half of a pair stands for anything.
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def wrong(bundle: Bundle) -> str:
    """Why nobody may take this bundle; empty when it is sound."""
    return next(_of_bundle(bundle), "")


def wrong_fix(fix: Fix) -> str:
    """Why no bundle may hold this fix, whatever the commit; empty when one may."""
    return next(_of_fix(fix), "")


def _of_bundle(bundle: Bundle) -> Iterator[str]:
    yield from _of_origin(bundle)
    if len(bundle.fixes) > MOST_FIXES:
        yield f"it holds {len(bundle.fixes)} fixes, and {MOST_FIXES} are the most"
    seen: set[tuple[str, int]] = set()
    for number, fix in enumerate(bundle.fixes, 1):
        yield from (f"fix {number}: {reason}" for reason in _of_fix(fix))
        yield from (f"fix {number}: {reason}" for reason in _of_evidence(fix.verdict, bundle))
        if (fix.fingerprint, fix.pull) in seen:
            yield f"fix {number}: another one has its fingerprint {fix.fingerprint} and its pull request"
        seen.add((fix.fingerprint, fix.pull))
    if len(bundle.rules) > MOST_RULES:
        yield f"it names the rules of {len(bundle.rules)} findings, and {MOST_RULES} are the most"
    for fingerprint, rule in bundle.rules:
        yield from _of_fingerprint("a finding of `rules`", fingerprint)
        yield from _of_texts(rule)
        yield from _of_text("a rule of `rules`", rule)
    if len(bundle.refused) > MOST_FIXES:
        yield f"it refuses {len(bundle.refused)} fixes, and {MOST_FIXES} are the most"
    for refused in bundle.refused:
        yield from _of_texts(refused)
        yield from _of_fingerprint("a refused fix", refused.fingerprint)
        yield from _of_text("the reason of a refused fix", refused.reason)
        yield from _of_pull("a refused fix", refused.pull, refused.head)


def _of_origin(bundle: Bundle) -> Iterator[str]:
    if bundle.version != FORMAT:
        yield f"its version is not {FORMAT}"
    if not _COMMIT.fullmatch(bundle.base_sha):
        yield "its base_sha is the name of no commit"
    slug = bundle.repository
    if slug and (len(slug) > LONGEST_NAME or not _REPOSITORY.fullmatch(slug)):
        yield "its repository is no OWNER/NAME"
    if not (bundle.base.isprintable() and len(bundle.base) <= LONGEST_NAME) or _NO_BRANCH.search(bundle.base):
        yield "its base cannot be the name of a branch"
    for what, name in (("suture", bundle.suture), ("sandbox", bundle.sandbox), ("model", bundle.model)):
        yield from _of_name(f"its {what}", name, empty=True)


def _of_fix(fix: Fix) -> Iterator[str]:
    yield from _of_texts(fix)
    if _SURROGATE.search(fix.diff) or (fix.proof and _SURROGATE.search(fix.proof.content)):
        yield "its diff or proof is no text"
    findings = fix.findings
    if not 1 <= len(findings) <= MAX_FINDINGS_PER_CASE:
        yield f"it has {len(findings)} findings, not 1 to {MAX_FINDINGS_PER_CASE}"
    if len({(finding.rule.id, finding.location.path) for finding in findings}) > 1:
        yield "its findings are not of one rule in one file"
    if len({finding.fingerprint for finding in findings}) != len(findings):
        yield "it has a finding twice"
    for finding in findings:
        yield from _of_finding(finding)
    if not fix.diff or len(fix.diff.encode("utf-8", "surrogatepass")) > LARGEST_DIFF:
        yield f"its diff is empty, or larger than {LARGEST_DIFF >> 10} KB"
    yield from _of_text("its summary", fix.summary)
    yield from _of_texts_in("assumption", fix.assumptions)
    yield from _of_checks(fix.verdict)
    if fix.proof is not None:
        yield from _of_path("its proof", fix.proof.path)
    if fix.review is not None:
        yield from _of_review(fix.review)
    if fix.contract is not None:
        yield from _of_contract(fix.contract)
    yield from _of_name("its model", fix.model, empty=True)
    numbers = (fix.attempts, fix.usage.calls, fix.usage.prompt_tokens, fix.usage.completion_tokens)
    more = (fix.usage.seconds, fix.usage.cached, fix.usage.cost, fix.usage.longest)
    if not all(0 <= number <= LARGEST_NUMBER for number in (*numbers, *more)):
        yield "its attempts or usage cannot be"
    yield from _of_pull("the fix", fix.pull, fix.head)


def _of_texts(value: Fix | Refused | str) -> Iterator[str]:
    for text in _texts(value):
        if _NO_BYTE.search(text):
            yield "it holds half of a character"
        if len(text) > LARGEST_DIFF:
            yield f"it holds a text of {len(text)} characters"


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def _of_finding(finding: Finding) -> Iterator[str]:
    yield from _of_name("its rule", finding.rule.id)
    for pattern in finding.rule.new_files:
        yield from _of_path("a pattern of its rule", pattern)
    if len(finding.trace) > MOST_PLACES:
        yield f"a finding's trace has {len(finding.trace)} places"
    for place in (finding.location, *finding.trace):
        yield from _of_path("a finding", place.path)
        if not 1 <= place.start <= place.end <= LARGEST_NUMBER:
            yield "a finding's lines cannot be"
    if not 0 <= finding.ordinal <= LARGEST_NUMBER:
        yield "a finding's ordinal cannot be"
    fix = finding.fix
    if fix is not None and not 0 <= fix.start <= fix.end <= LARGEST_NUMBER:
        yield "a finding's own fix replaces what cannot be"


def _of_checks(verdict: Verdict) -> Iterator[str]:
    if len(verdict.checks) > MOST_NOTES or len(verdict.require) > MOST_NOTES:
        yield f"its verdict names more than {MOST_NOTES} gates"
    for gate in (*verdict.require, *(check.gate for check in verdict.checks)):
        yield from _of_name("a gate", gate)
    for check in verdict.checks:
        yield from _of_text("the detail of a check", check.detail)
        if not 0 <= check.seconds <= LARGEST_NUMBER:
            yield "the seconds of a check cannot be"
        if len(check.outputs) > MOST_NOTES or len(check.flags) > MOST_FLAGS:
            yield "a check has too many outputs or flags"
        for output in check.outputs:
            yield from _of_text("the title of an output", output.title)
            yield from _of_text("an output", output.text, LONGEST_OUTPUT)
        for flag in check.flags:
            yield from _of_text("a flag", flag.text)
            yield from _of_path("a flag", _file_of(flag.where))


def _file_of(where: str) -> str:
    """The path in `path:line`; a whole file is flagged without a line."""
    path, colon, line = where.rpartition(":")
    return path if colon and line.isdecimal() else where


def _of_evidence(verdict: Verdict, bundle: Bundle) -> Iterator[str]:
    evidence = verdict.evidence
    if bundle.stage is Stage.VERIFIED and (evidence is None or verdict.kind is VerdictKind.REJECTED):
        yield "it was verified, it says, but its verdict is none, or rejects it"
    if evidence is not None and evidence.base_sha != bundle.base_sha:
        yield "its evidence is of another commit"
    if evidence is not None and not all(map(_DIGEST.fullmatch, _digests(evidence))):
        yield "its evidence names no sha256 digests"


def _digests(evidence: Evidence) -> tuple[str, ...]:
    proof = (evidence.proof,) if evidence.proof else ()
    return (evidence.patch, evidence.rules, evidence.gates, *proof)


def _of_review(review: Review) -> Iterator[str]:
    yield from _of_texts_in("attack", review.attacks)
    yield from _of_texts_in("objection", tuple(each.reason for each in review.objections))
    for quote in (review.sanitizer, *(each.quote for each in review.objections)):
        yield from _of_text("a quote of its review", quote)


def _of_contract(contract: Contract) -> Iterator[str]:
    stated = (contract.flow, contract.attacker, contract.invariant, contract.place, contract.keep)
    for text in (*stated, contract.helper):
        yield from _of_text("a statement of its contract", text)
    yield from _of_texts_in("quotation", contract.quotes)


def _of_texts_in(what: str, texts: tuple[str, ...]) -> Iterator[str]:
    if len(texts) > MOST_NOTES:
        yield f"it has {len(texts)} {what}s, and {MOST_NOTES} are the most"
    for text in texts:
        yield from _of_text(f"an {what}", text)


def _of_text(what: str, text: str, longest: int = LONGEST) -> Iterator[str]:
    if len(text) > longest:
        yield f"{what} has {len(text)} characters, and {longest} are the most"


def _of_name(what: str, name: str, *, empty: bool = False) -> Iterator[str]:
    if not name.isprintable() or len(name) > LONGEST_NAME or not (name or empty):
        yield f"{what} has no printable name of at most {LONGEST_NAME} characters"


def _of_fingerprint(what: str, text: str) -> Iterator[str]:
    if not _FINGERPRINT.fullmatch(text):
        yield f"{what} has no fingerprint of 16 hex digits"


def _of_pull(what: str, pull: int, head: str) -> Iterator[str]:
    named = _COMMIT.fullmatch(head) is not None if pull else not head
    if not (0 <= pull <= LARGEST_NUMBER and named):
        yield f"{what} has a pull request without a number or a head, or a head alone"


def _of_path(what: str, path: str) -> Iterator[str]:
    if unsafe(path):
        yield f"the path of {what} {unsafe(path)}"
