from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from agent.authoring.asking.permitted import refusal
from agent.domain import Case, Severity
from agent.errors import ConfigError
from agent.settings import PolicySettings, load
from tests.doubles.findings import finding_at

PLACE = "https://llm.example.com/v1"


def case(severity: Severity = Severity.HIGH) -> Case:
    found = finding_at("bad(1)\n", "bad")
    return Case((replace(found, rule=replace(found.rule, severity=severity)),))


def test_an_empty_policy_allows_everything() -> None:
    assert refusal(PolicySettings(), PLACE, "m", case(Severity.CRITICAL)) == ""
    assert refusal(PolicySettings(), "", "", None) == ""


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (
            PolicySettings(endpoints=("https://other.example.com/*",)),
            "policy.endpoints does not allow https://llm",
        ),
        (PolicySettings(models=("small-*",)), "policy.models does not allow the model big"),
        (PolicySettings(never_send=("*.py",)), "policy.never_send keeps"),
        (
            PolicySettings(max_severity=("https://llm.example.com/*=medium", "*=critical")),
            "policy.max_severity lets",
        ),
    ],
)
def test_a_refusal_names_its_setting(policy: PolicySettings, said: str) -> None:
    assert refusal(policy, PLACE, "big", case()).startswith(said)


def test_the_first_entry_that_fits_holds_for_an_address() -> None:
    policy = PolicySettings(max_severity=("https://llm.example.com/*=critical", "*=low"))
    assert refusal(policy, PLACE, "m", case(Severity.CRITICAL)) == ""
    assert "up to low" in refusal(policy, "https://else.example.com", "m", case(Severity.MEDIUM))
    assert refusal(policy, "https://else.example.com", "m", case(Severity.LOW)) == ""


def test_an_address_with_and_without_a_slash_at_its_end_is_the_same() -> None:
    policy = PolicySettings(endpoints=("https://llm.example.com/*",))
    assert refusal(policy, "https://llm.example.com", "m", None) == ""
    assert refusal(policy, "https://llm.example.com.evil.net/", "m", None) != ""


def test_an_address_that_is_not_known_is_allowed_by_no_list() -> None:
    assert "without an address" in refusal(PolicySettings(endpoints=("https://*",)), "", "m", None)


@pytest.mark.parametrize(
    "entry", ["medium", "https://host/*", "https://host/*=", "=medium", "https://h/*=severe"]
)
def test_an_entry_that_cannot_be_read_is_an_error_when_it_is_loaded(entry: str) -> None:
    environ: Mapping[str, str] = {"SUTURE_POLICY__MAX_SEVERITY": f'["{entry}"]'}
    with pytest.raises(ConfigError, match="max_severity") as error:
        load(None, file=None, environ=environ, flags={})
    assert "critical, high, medium or low" in str(error.value)
    assert "policy.max_severity" in error.value.hint
