from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain import Rule, Severity
from agent.forge.text.disclosure import mode
from agent.forge.text.title import area, title, what
from agent.resources import rules_dir
from agent.settings.schema import DisclosureSettings
from tests.forge.text.samples import SQL


def test_a_title_says_what_changed_in_plain_words() -> None:
    assert (
        title(SQL, "shop/catalog.py", "acme/web", neutral=False) == "fix(shop): use bound parameters in SQL"
    )
    assert title(SQL, "shop/catalog.py", "acme/web", neutral=True) == "fix(shop): handle values more strictly"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("shop/admin/exports/archive.py", "shop"),
        ("src/billing/tax.py", "billing"),
        ("src/main/java/com/acme/pay/Tax.java", "acme"),
        ("app.py", "app"),
        ("src/views.py", "views"),
        ("web/catalog.py", "catalog"),
        ("web/__init__.py", "web"),
        (".github/workflows/x.yml", "github"),
        ("a b)(/x.py", "ab"),
        ("@admin/x.py", "admin"),
        ("#1/x.py", "1"),
        ("gh-1/x.py", "x"),
        (")(.py", "code"),
    ],
)
def test_the_area_is_the_outermost_name_that_tells_a_place(path: str, expected: str) -> None:
    assert area(path, "acme/web") == expected


def test_a_rule_without_a_known_cwe_is_named() -> None:
    assert what(replace(SQL, cwe=("CWE-9999",))) == "resolve python-sql-string-building"
    assert what(replace(SQL, cwe=(), id="tools.web.no-eval")) == "resolve no-eval"
    assert (
        what(replace(SQL, cwe=(), id="gh-12"))
        == what(replace(SQL, cwe=(), id=""))
        == "resolve a scanner finding"
    )


@given(st.text(), st.text(), st.booleans())
def test_a_title_is_one_short_line_whatever_the_names(rule: str, path: str, neutral: bool) -> None:
    said = title(Rule(rule, Severity.LOW), path, "a/b", neutral=neutral)
    assert len(said) <= 72 and said.isprintable() and said.startswith("fix(")
    assert not set("@#<>`*[]|") & set(said)


def test_every_cwe_of_our_own_rules_has_plain_words() -> None:
    text = "\n".join(path.read_text() for path in rules_dir().rglob("*.yaml"))
    first = [line.split(":")[0].strip(' -"') for line in text.split("\n") if "CWE-" in line and ": " in line]
    named = {cwe for cwe in first if cwe.startswith("CWE-")}
    assert len(named) > 20
    assert [cwe for cwe in sorted(named) if what(replace(SQL, cwe=(cwe,))).startswith("resolve")] == []


def test_disclosure_follows_visibility_and_severity() -> None:
    settings = DisclosureSettings(
        private="public", critical="report", high="neutral", medium="public", low="public"
    )
    assert [mode(True, severity, settings) for severity in Severity] == ["public"] * 4
    assert [mode(False, severity, settings) for severity in Severity] == [
        "report",
        "neutral",
        "public",
        "public",
    ]
