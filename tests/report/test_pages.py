"""The HTML pages: complete, self-contained and inert.

Both pages are compared with the files in `snapshots/`. To refresh one after a change that is meant: delete
it, run this file (the test writes it and fails, once), look at it in a browser, and run again.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from agent.report.pages import case_page, index_page
from agent.verdict import Delivered, Delivery, Outcome, OutcomeKind, Status
from tests.report.samples import (
    BASE_SHA,
    CONTRACT,
    FIXED,
    GAP,
    HOSTILE,
    NO_MODEL,
    OUTCOMES,
    REJECTED,
    RUN,
    hostile,
    verdict,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"
PAGES = {outcome.case: outcome.delivered.page for outcome in OUTCOMES if outcome.delivered.page}
VOID = {"meta", "input", "br", "link", "img"}


def page_of(*outcomes: Outcome, base: str = "main", sandbox: str = "bubblewrap") -> str:
    return case_page(
        outcomes, target="shop", base=base, base_sha=BASE_SHA, sandbox=sandbox, model="qwen2.5-coder-1.5b"
    )


class Page(HTMLParser):
    """Every element with its attributes, and the text; fails on elements that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attrs for name, attrs in self.elements if name == tag)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("case.html", page_of(FIXED)),
        ("case-gap.html", page_of(GAP)),
        ("index.html", index_page(RUN, PAGES)),
    ],
)
def test_pages_look_as_they_did(name: str, page: str) -> None:
    snapshot = SNAPSHOTS / name
    if not snapshot.exists():
        snapshot.write_text(page, encoding="utf-8")
        pytest.fail(f"{name} was missing and has been written: look at it and run again")
    assert page == snapshot.read_text(encoding="utf-8")


def test_a_case_page_has_everything_that_a_decision_needs() -> None:
    text = Page(page_of(FIXED)).text
    for words in (
        "Fixed: every required gate passed",
        "critical severity",
        FIXED.finding.message,
        "SELECT id, name, price FROM product WHERE name LIKE ?",
        FIXED.summary,
        "47 passed before and after (pytest)",
        FIXED.assumptions[1],
        "the model small-coder",
        CONTRACT.invariant,
        f"git diff main...suture/{FIXED.case}",
        f"git merge --no-ff suture/{FIXED.case}",
        f"git branch -D suture/{FIXED.case}",
        BASE_SHA,
    ):
        assert " ".join(words.split()) in text
    assert text.endswith("Nobody merges what they do not understand.")


def test_a_gate_that_did_not_run_is_marked_plainly() -> None:
    page = page_of(GAP)
    text = Page(page).text
    assert "Draft, evidence gap: not proven by tests" in text
    assert "Not run is not passed: this gate proves nothing." in text
    assert "You checked by hand what these gates left open: tests." in text
    assert page.count('<tr class="open">') == 1
    assert "proves nothing" not in Page(page_of(FIXED)).text


def test_all_findings_of_a_case_are_shown_with_their_code() -> None:
    place = replace(FIXED.finding.location, start=90, end=90)
    twin = replace(FIXED, finding=replace(FIXED.finding, location=place, snippet="other(code)", ordinal=1))
    text = Page(page_of(FIXED, twin)).text
    assert "shop/catalog.py:3, 90" in text
    assert "90 other(code)" in text
    assert text.count(FIXED.finding.message) == 1


@pytest.mark.parametrize("kind", OutcomeKind)
def test_every_kind_of_outcome_has_a_page_without_a_verdict(kind: OutcomeKind) -> None:
    page = Page(page_of(replace(NO_MODEL, kind=kind)))
    assert "No gate ran: nothing has been proven." in page.text
    assert "There is no patch." in page.text
    assert "git merge" not in page.text


def test_a_rejected_patch_is_not_offered() -> None:
    text = Page(page_of(REJECTED)).text
    assert "Rejected: a gate failed" in text
    assert "git merge" not in text


def test_names_of_branches_cannot_reach_the_shell() -> None:
    branch = replace(FIXED, delivered=Delivered(Delivery.PREPARED, "x;$(id)"))
    text = Page(page_of(branch, base="main`id`")).text
    assert "git diff 'main`id`...x;$(id)'" in text
    assert "git switch 'main`id`' && git merge --no-ff 'x;$(id)'" in text


def test_a_run_without_sandbox_says_so_on_every_page() -> None:
    unsafe = "none (unsafe)"
    for page in (page_of(FIXED, sandbox=unsafe), index_page(replace(RUN, sandbox=unsafe), PAGES)):
        assert "Untrusted code ran without a sandbox" in Page(page).text
    for kept in ("bubblewrap", "none: install bubblewrap, or use --unsafe-no-sandbox"):
        assert "without a sandbox" not in Page(page_of(FIXED, sandbox=kept)).text


def test_the_index_counts_links_and_names_what_was_left_out() -> None:
    page = Page(index_page(RUN, PAGES))
    links = {attrs["href"] for attrs in page.all("a")}
    assert set(PAGES.values()) <= links
    for words in (
        "1 fixed, 1 evidence gap, 1 rejected by tests, 1 needs a model, 1 skipped",
        "static/vendor/app.min.js larger than 1000000 bytes",
        RUN.notes[0],
        NO_MODEL.reason,
        "12 (20010 tokens read, 3808 written)",
    ):
        assert words in page.text


def test_the_index_of_an_empty_run_is_no_claim_of_safety() -> None:
    text = Page(index_page(replace(RUN, outcomes=(), notes=()), {})).text
    assert "No findings The scan found nothing in what it read." in text
    assert "Left out is not clean." in text


def every_page() -> list[str]:
    bad = hostile()
    run = replace(
        RUN,
        outcomes=(bad,),
        target=HOSTILE,
        model=HOSTILE,
        notes=(HOSTILE,),
        sandbox="none (unsafe)" + HOSTILE,
    )
    return [
        page_of(FIXED),
        page_of(bad, base=HOSTILE, sandbox=HOSTILE),
        index_page(RUN, PAGES),
        index_page(run, {bad.case: bad.delivered.page}),
    ]


@pytest.mark.parametrize("page", every_page())
def test_pages_are_inert_and_load_nothing(page: str) -> None:
    parsed = Page(page)
    tags = {tag for tag, _ in parsed.elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "link", "form", "base", "svg", "video"}
    for tag, attrs in parsed.elements:
        assert not any(name.startswith("on") or name in ("src", "style", "srcdoc") for name in attrs), tag
    for attrs in parsed.all("a"):
        href = attrs["href"] or ""
        assert href.startswith("https://") or ":" not in href
    assert "@import" not in page
    assert "url(" not in page
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", page)


@pytest.mark.parametrize("page", every_page())
def test_the_policy_allows_exactly_the_one_style_sheet(page: str) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [
        attrs["content"]
        for attrs in Page(page).all("meta")
        if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == (f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")


def test_hostile_text_is_shown_as_text() -> None:
    text = Page(page_of(hostile())).text
    assert '<script>alert(1)</script>"><img src=x onerror=alert(1)>\\u202etxt.exe\\x1b[31m' in text


def test_a_cwe_becomes_a_link_only_when_it_is_one() -> None:
    links = {attrs["href"] for attrs in Page(page_of(hostile())).all("a")}
    assert links == {"https://cwe.mitre.org/data/definitions/89.html"}


def test_markup_like_text_of_a_gate_is_no_html() -> None:
    bold = replace(FIXED, verdict=verdict(tests=(Status.PASSED, "<b>2 & 3</b>")))
    page = page_of(bold)
    assert "&lt;b&gt;2 &amp; 3&lt;/b&gt;" in page
