"""A case goes to the engineer of its field: by file, weakness, rule and folder, in this order."""

from __future__ import annotations

from typing import get_args

import jinja2.meta
import pytest

from agent.authoring.prompting.personas import Domain, domain
from agent.authoring.prompting.rendering import environment, render
from agent.domain import Case, Finding, Location, Rule, Severity
from agent.resources import prompts_dir
from tests.rulebook import ALL

DOMAINS: tuple[Domain, ...] = get_args(Domain)


def case(*cwe: str, rule: str = "some.rule", path: str = "a.py") -> Case:
    found = Rule(rule, Severity.HIGH, cwe=cwe)
    return Case((Finding(found, Location(path, 1, 1), "m", "x = 1"),))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        *((case(f"CWE-{n}"), "web") for n in (79, 80, 601, 918, 614, 1004, 352, 347, 639, 862, 209, 1321)),
        *((case(f"CWE-{n}"), "data") for n in (89, 90, 502, 611, 776, 327, 328, 916, 943, 1236)),
        *((case(f"CWE-{n}"), "infrastructure") for n in (78, 77, 22, 23, 295, 322, 377, 379, 732, 276)),
        (case("CWE-79", path="deploy/Dockerfile"), "infrastructure"),
        (case("CWE-89", path=".github/workflows/ci.yml"), "infrastructure"),
        (case("CWE-798", rule="python-hardcoded-mongo-password"), "data"),
        (case("CWE-798", rule="generic.secrets.tls-key"), "infrastructure"),
        (case("CWE-798", path="scripts/nightly.py"), "infrastructure"),
        (case("CWE-400", path="shop/db/queries.py"), "data"),
        (case("CWE-400", path="db/views/list.py"), "web"),
        (case("CWE-9999", "CWE-89"), "data"),
        (case("CWE-89", rule="flask-template-xss", path="views/a.py"), "data"),
        (case(), "web"),
        (case("not a weakness", rule="../../etc/passwd", path=""), "web"),
    ],
)
def test_a_case_goes_to_the_engineer_of_its_field(given: Case, wanted: str) -> None:
    assert domain(given) == wanted


def test_every_bundled_rule_has_a_field_and_each_field_has_rules() -> None:
    found = [
        domain(case(*(text.split(":")[0] for text in rule.body["metadata"]["cwe"]), rule=rule.id))
        for rule in ALL
    ]
    assert all(found.count(name) >= 5 for name in DOMAINS)


def test_each_field_has_one_paragraph_of_its_own_without_variables() -> None:
    folder = prompts_dir() / "personas" / "domain"
    assert {path.name for path in folder.iterdir()} == {f"{name}.md.j2" for name in DOMAINS}
    for name in DOMAINS:
        source = (folder / f"{name}.md.j2").read_text(encoding="utf-8")
        assert not jinja2.meta.find_undeclared_variables(environment().parse(source))
        text = render(f"personas/domain/{name}.md.j2")
        assert "\n" not in text.strip() and 60 <= len(text.split()) <= 100
