"""Bodies made of hostile and of far too much text: they stay whole, harmless and short enough."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.domain import Case, Change, Draft, Location, Patch, Source
from agent.forge.owners import Ownership, OwnerSource, Share
from agent.forge.text import Facts, describe, fenced, parse
from agent.forge.text.body import CUTS, LIMIT, length, mark
from agent.ports import Proposal
from agent.verdict import Check, Flag, FlagKind, Output, Status, Verdict
from tests.forge.text.github import Rendered
from tests.forge.text.samples import BASE_SHA, CHANGES, FIXED, GATES, OUTPUTS, PROOF, SQL_FINDING
from tests.forge.text.test_defuse import HOSTILE

LAST = "Nobody merges what they do not understand."


def body(facts: Facts) -> str:
    return describe(facts, None).body


def filled(text: str, count: int, source: Source = Source.MODEL, secret: bool = False) -> Facts:
    """Facts in which everything that a model or repository can choose is `text`, `count` times."""
    # Bytes that are no text come as these surrogates; others cannot come out of a file or a name.
    text = re.sub("[\ud800-\udc7f\udd00-\udfff]", "?", text)
    cwe = ("CWE-798", text) if secret else (text, "CWE-89")
    path = text or "x"
    rule = replace(
        SQL_FINDING.rule, id=text, cwe=cwe * count, references=(f"https://e.example/{text}",), tool=text
    )
    trace = tuple(Location(path, n + 1, n + 2) for n in range(count))
    finding = replace(
        SQL_FINDING, rule=rule, location=Location(path, 3, 9), message=text, snippet=text, trace=trace
    )
    findings = tuple(replace(finding, ordinal=n, message=f"{text}{n}") for n in range(5))
    changes = tuple(Change(f"{path}{n}", text.encode("utf-8", "replace"), b"x\n") for n in range(count))
    flags = tuple(Flag(kind, f"{text}:{n}", text) for kind in FlagKind for n in range(count))
    checks = tuple(
        Check(
            gate,
            Status.NOT_RUN if gate == "tests" else Status.PASSED,
            text,
            0.1,
            flags,
            (Output(text, text), *OUTPUTS),
        )
        for gate in (*GATES, text)
    )
    shares = tuple(Share(f"{path}{n}", (text, f"@o{n}"), text, 1, text) for n in range(count))
    return replace(
        FIXED,
        proposal=Proposal(
            Case(findings),
            Draft(Patch(BASE_SHA, (*changes, CHANGES[2]), source), text, (text,) * count),
            Verdict(checks, (*GATES, text)),
            PROOF,
        ),
        ownership=Ownership(
            shares, OwnerSource.CODEOWNERS, (text,) * count, (text,) * count, (), (text,) * count
        ),
        branch=FIXED.branch,
        sandbox=text,
        model=text,
        version=text,
        stop_label=text,
        earlier=(text,) * count,
        uses=trace,
    )


def harmless(facts: Facts) -> None:
    text = body(facts)
    assert length(text) <= LIMIT
    assert fenced(text) == text.rstrip("\n")
    assert parse(text) == mark(facts)
    assert f"**{LAST}**" in text
    shown = Rendered(text)
    assert shown.live == []
    for url in shown.links:
        assert url.startswith(
            ("https://github.com/acme/shop/blob/", "https://cwe.mitre.org/", "https://e.example/")
        ), url
    assert not {"img", "script", "style", "a@"} & set(shown.elements)
    assert shown.elements.count("h3") == (8 if not facts.neutral else 6) - shown_less(text)
    assert [c for c in shown.comments if "suture:v1" in c and parse(text) is None] == []


def shown_less(text: str) -> int:
    """Sections that are left out whole when there is nothing in them."""
    return int("### Assumptions to check" not in text and "### What was wrong" in text)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_text_escapes_into_a_body(text: str) -> None:
    for disclosure in ("public", "neutral"):
        harmless(replace(filled(text, 2), disclosure=disclosure))


_TEXT = st.text(max_size=40) | st.lists(st.sampled_from(HOSTILE), max_size=4).map("\n".join)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_TEXT, st.sampled_from([1, 1, 40, 200]), st.integers(0, 30), st.sampled_from(Source), st.booleans())
def test_however_much_is_said_a_body_stays_whole(
    text: str, times: int, count: int, source: Source, secret: bool
) -> None:
    harmless(filled(text * times, count, source, secret))


def test_sections_give_way_in_the_stated_order_and_it_says_so() -> None:
    long = replace(FIXED.proposal.verdict.checks[7], outputs=(Output("before the fix", "word\n" * 8000),) * 6)
    some = replace(FIXED.proposal.verdict, checks=(long,) * 30, require=("proof",))
    assert "Left out" not in body(replace(FIXED, proposal=replace(FIXED.proposal, verdict=some)))
    huge = filled("word *" * 4000, 30)
    assert length(body(huge)) <= LIMIT
    match = re.search(r"_Left out for length: (.*)\. All of it is in the report", body(huge))
    assert match is not None
    said = match[1].split(", ")
    assert said == [called for _, called in CUTS][: len(said)]
    assert "What the test said" not in body(huge)


def test_length_counts_as_much_as_a_form_may_send() -> None:
    assert length("a\nb") == 4
    assert length("\U0001f600") == 2
