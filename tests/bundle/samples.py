"""Bundles as a run makes them, and what `hypothesis` makes of their types."""

from __future__ import annotations

from hypothesis import strategies as st

from agent.bundle.values import Bundle, Fix, Refused, Stage
from agent.domain import Finding, Location, Proof, Rule, RuleFix, Severity, Source, TestStyle, Usage
from agent.verdict import Check, Evidence, Flag, FlagKind, Objection, Output, Review, Status, Verdict
from tests.report.samples import BASE_SHA, FIXED, GAP

REVIEW = Review(True, (Objection("execute(query)", "is it closed?"),), "safe(term)", ("' OR 1=1 --",))


def fix_of_sample() -> Fix:
    """A model's fix with everything that one can have."""
    assert FIXED.source and FIXED.verdict
    return Fix(
        (FIXED.finding,), FIXED.source, FIXED.diff, FIXED.summary, FIXED.assumptions, FIXED.verdict,
        FIXED.proof, REVIEW, FIXED.attempts, FIXED.usage,
    )  # fmt: skip


def rule_fix_of_sample() -> Fix:
    """A rule's own fix, with a check that could not be run."""
    assert GAP.source and GAP.verdict
    return Fix((GAP.finding,), GAP.source, GAP.diff, GAP.summary, GAP.assumptions, GAP.verdict, attempts=1)


def bundle_of_sample(stage: Stage = Stage.PROPOSED) -> Bundle:
    """Two fixes and one that was refused."""
    fixes = (fix_of_sample(), rule_fix_of_sample())
    rules = tuple((fix.fingerprint, fix.findings[0].rule.id) for fix in fixes)
    refused = (Refused("0123456789abcdef", "finding: the rule still matches", 7, "b" * 40, True),)
    return Bundle(
        stage, "0.1.0", "acme/shop", "main", BASE_SHA, "bubblewrap", "qwen", fixes, rules, refused, False
    )


# Any text that the store takes: no half of a character but those that stand for bytes of a file's name.
_CHARACTERS = st.characters(codec="utf-8") | st.integers(0xDC80, 0xDCFF).map(chr)
_TEXT = st.text(_CHARACTERS, max_size=12)
_PLAIN = st.text(st.characters(codec="utf-8"), max_size=12)
_NAME = st.text("abcXYZ-._ é", min_size=1, max_size=8)
_PART = st.text(st.sampled_from("abü\udcff-_ \n\t"), min_size=1, max_size=5)
_PATH = st.lists(_PART, min_size=1, max_size=3).map("/".join)
_NUMBER = st.integers(0, 2**53 - 1)
_SECONDS = st.floats(0, 1e9)
_USAGE = st.builds(Usage, _NUMBER, _NUMBER, _NUMBER, _SECONDS)
_PLACE = st.tuples(_PATH, st.integers(1, 99), st.integers(0, 99)).map(
    lambda drawn: Location(drawn[0], drawn[1], drawn[1] + drawn[2])
)
_RULE = st.builds(Rule, _NAME, st.sampled_from(Severity), guidance=_TEXT, fix_tested=st.booleans())
_FINDING = st.builds(
    Finding, _RULE, _PLACE, _TEXT, _TEXT,
    st.none() | st.tuples(_NUMBER, _TEXT).map(lambda drawn: RuleFix(drawn[0], drawn[0], drawn[1])),
    st.lists(_PLACE, max_size=2).map(tuple), _NUMBER,
)  # fmt: skip
_FLAG = st.builds(Flag, st.sampled_from(FlagKind), _PLACE.map(str), _TEXT)
_OUTPUT = st.builds(Output, _TEXT, _TEXT)
_CHECK = st.builds(
    Check, _NAME, st.sampled_from(Status), _TEXT, _SECONDS,
    st.lists(_FLAG, max_size=2).map(tuple), st.lists(_OUTPUT, max_size=2).map(tuple),
)  # fmt: skip
_DIGEST = st.text("0123456789abcdef", min_size=64, max_size=64)
_EVIDENCE = st.builds(Evidence, st.just(BASE_SHA), _DIGEST, _DIGEST, _DIGEST, st.just("") | _DIGEST)
_VERDICT = st.builds(
    Verdict, st.lists(_CHECK, max_size=2).map(tuple), st.lists(_NAME, max_size=2).map(tuple),
    st.none() | _EVIDENCE,
)  # fmt: skip
_PROOF = st.builds(Proof, _PATH, _PLAIN, st.sampled_from(TestStyle))
_REVIEW = st.builds(
    Review, st.booleans(), st.lists(st.builds(Objection, _TEXT, _TEXT), max_size=2).map(tuple), _TEXT,
    st.lists(_TEXT, max_size=2).map(tuple),
)  # fmt: skip
_FIX = st.builds(
    Fix, st.tuples(_FINDING), st.sampled_from(Source), _PLAIN.filter(bool), _TEXT,
    st.lists(_TEXT, max_size=2).map(tuple), _VERDICT, st.none() | _PROOF, st.none() | _REVIEW, _NUMBER, _USAGE,
)  # fmt: skip
BUNDLES = st.builds(
    Bundle, st.just(Stage.PROPOSED), _NAME, st.sampled_from(["", "acme/shop", "A-1/.github"]),
    st.sampled_from(["", "main", "release/2.x", "größe"]), st.just(BASE_SHA), _NAME, _NAME,
    st.lists(_FIX, max_size=2, unique_by=lambda fix: fix.fingerprint).map(tuple),
)  # fmt: skip
