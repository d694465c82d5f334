from __future__ import annotations

from dataclasses import replace

import pytest

from agent.domain import Finding, Level, Severity
from agent.settings import TriageSettings
from agent.triage import Exposure, LeftOut, exposure, triage
from agent.verdict import Delivered, Delivery
from tests.doubles.findings import finding_at

TEXT = "".join(f"bad({n})\n" for n in range(8))
ROUTE = "@app.route('/x')\ndef f(): ...\n"


def at(path: str, nth: int = 0, name: str = "py-rule", **rule: object) -> Finding:
    finding = finding_at(TEXT, f"bad({nth})", name, path)
    return replace(finding, rule=replace(finding.rule, **rule))  # type: ignore[arg-type]


def run(
    *findings: Finding,
    sources: dict[str, str] | None = None,
    fixable: str = "",
    known: dict[Finding, Delivered] | None = None,
    **settings: object,
) -> tuple[list[str], list[LeftOut]]:
    chosen, left_out = triage(
        findings,
        lambda path: (sources or {}).get(path, ""),
        TriageSettings.model_validate(settings),
        lambda case: fixable if "nofix" in case.path else "",
        (known or {}).get,
    )
    return [f"{c.path}#{len(c.findings)}" for c in chosen], list(left_out)


def test_the_same_rule_in_one_file_is_one_case_of_at_most_five() -> None:
    cases, _ = run(*(at("a.py", n) for n in range(7)), at("a.py", 0, "other"), at("b.py"))
    assert sorted(cases) == ["a.py#1", "a.py#2", "a.py#5", "b.py#1"]


def test_a_finding_that_is_known_from_earlier_is_left_out_and_never_grouped_again() -> None:
    first, rest = at("a.py", 0), [at("a.py", n) for n in range(1, 4)]
    open_already = Delivered(Delivery.NONE, "suture/x", note="#7 is open", url="https://x.test/7")
    cases, left = run(first, *rest, known={first: open_already})
    assert cases == ["a.py#3"] and left == [LeftOut(first, "#7 is open", open_already)]


def test_the_worst_and_the_surest_come_first() -> None:
    cases, _ = run(
        at("low.py", severity=Severity.LOW),
        at("unsure.py", confidence=Level.LOW),
        at("critical.py", severity=Severity.CRITICAL),
        at("sure.py", confidence=Level.HIGH),
    )
    assert cases == ["critical.py#1", "sure.py#1", "unsure.py#1", "low.py#1"]


def test_what_a_route_reaches_comes_before_inner_code_and_tests_come_last() -> None:
    cases, _ = run(
        at("tests/a.py", severity=Severity.CRITICAL),
        at("inner.py"),
        at("route.py"),
        sources={"route.py": ROUTE},
    )
    assert cases == ["route.py#1", "inner.py#1", "tests/a.py#1"]


def test_paths_that_the_user_calls_critical_come_first() -> None:
    cases, _ = run(
        at("a.py", severity=Severity.CRITICAL), at("pay/x.py", severity=Severity.LOW), critical_paths=["pay/"]
    )
    assert cases == ["pay/x.py#1", "a.py#1"]


def test_everything_left_out_is_listed_with_its_reason() -> None:
    cases, left = run(
        at("a.py"), at("b.py", name="other"), at("c/d.py"), at("e.py"), at("f.py"), at("nofix.py"),
        max=1, rule=["py-*"], path=["*.py"], ignore_paths=["c/"], fixable="needs a model",
    )  # fmt: skip
    assert cases == ["a.py#1"]
    assert {entry.finding.location.path: entry.reason.split(";")[0] for entry in left} == {
        "b.py": "not among the rules asked for (--rule)",
        "c/d.py": "below triage.ignore_paths",
        "e.py": "over --max (1)",
        "f.py": "over --max (1)",
        "nofix.py": "needs a model",
    }


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("app.py", ROUTE, Exposure.REACHED),
        ("app.py", "x = request.args['q']", Exposure.REACHED),
        ("app.js", "router.get('/x', f)", Exposure.REACHED),
        ("jobs.py", "@celery.task\ndef f(): ...", Exposure.REACHED),
        ("cli.py", "p = argparse.ArgumentParser()", Exposure.REACHED),
        ("util.py", "def f(): ...", Exposure.INNER),
        ("tests/test_x.py", ROUTE, Exposure.ASIDE),
        ("src/vendor/x.py", ROUTE, Exposure.ASIDE),
        ("static/x.min.js", "", Exposure.ASIDE),
        ("contest/latest.py", ROUTE, Exposure.REACHED),
        ("pay/x.py", "", Exposure.CRITICAL_PATH),
    ],
)
def test_exposure_is_told_from_the_path_and_the_entry_points(
    path: str, source: str, expected: Exposure
) -> None:
    assert exposure(at(path), source, ("pay/*",)) is expected
