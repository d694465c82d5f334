from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent.domain import Case, Change, Location, Rule, Severity
from agent.forge.text import describe, secret
from agent.verdict import Output
from tests.doubles.suite_snapshot import MemorySnapshot
from tests.forge.text.samples import FIXED, KEY_FINDING, LEAK, SECRET


def of(snippet: str, path: str = "shop/settings.py") -> str:
    return secret.snippet(replace(KEY_FINDING, snippet=snippet, location=Location(path, 1, 1)))


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('KEY = "s3cr3t"', 'KEY = "[redacted]"'),
        ("KEY = b's3cr3t'", "KEY = b'[redacted]'"),
        ('c["SECRET_KEY"] = "s3cr3t"', 'c["SECRET_KEY"] = "[redacted]"'),
        ('KEYS = ["s3cr3t"]', 'KEYS = ["[redacted]"]'),
        ('d = {"key": "s3cr3t"}', 'd = {"key": "[redacted]"}'),
        ("x = ok ? 's3cr3t' : y", "x = ok ? '[redacted]' : y"),
        ('os.environ.get("KEY", "s3cr3t")', 'os.environ.get("KEY", "[redacted]")'),
        ("k = `s3cr3t`", "k = `[redacted]`"),
        ('k = """-----BEGIN KEY-----\ns3cr3t', 'k = """[redacted]'),
        ("k = 'it\\'s3cr3t'", "k = '[redacted]'"),
        ("password: s3cr3t", "password: [redacted]"),
        ("PASSWORD=s3cr3t", "PASSWORD=[redacted]"),
        ("login(key, s3cr3t)", ""),
    ],
)
def test_the_value_is_never_in_the_code_that_is_shown(code: str, shown: str) -> None:
    assert of(code) == shown


def test_code_of_other_findings_is_shown_as_it_is() -> None:
    finding = FIXED.proposal.case.findings[0]
    assert secret.snippet(finding) == finding.snippet
    assert secret.redactor(FIXED.proposal)("LIKE '%{term}%'") == "LIKE '%{term}%'"


def test_values_are_taken_out_of_any_text_even_when_they_were_shortened() -> None:
    clean = secret.redactor(LEAK.proposal)
    for text in (SECRET, f"a {SECRET}b", f"'{SECRET[:12]}...'", f"...{SECRET[-10:]}", f"{SECRET[:9]}…"):
        assert SECRET[:8] not in clean(text) and SECRET[-8:] not in clean(text)
    assert clean(f"(the {SECRET})") == "(the [redacted])"
    assert clean("nothing of it") == "nothing of it"


def test_the_password_in_an_address_counts_alone() -> None:
    finding = replace(KEY_FINDING, snippet='URL = "postgres://shop:hunter2@db/shop"')
    clean = secret.redactor(replace(LEAK.proposal, case=Case((finding,))))
    assert "hunter2" not in clean("login with hunter2 failed")


def test_a_body_never_holds_the_value() -> None:
    for disclosure in ("public", "neutral"):
        text = describe(replace(LEAK, disclosure=disclosure), None)
        assert SECRET not in text.body + text.title
        assert SECRET[:8] not in text.body
    assert "must be rotated" in describe(LEAK, None).body


def test_rules_about_secrets_are_told_apart() -> None:
    def rule(name: str, *cwe: str) -> Rule:
        return Rule(name, Severity.LOW, cwe=cwe)

    assert secret.is_secret(rule("x", "CWE-20", "CWE-321"))
    assert secret.is_secret(rule("generic.hardcoded-token"))
    assert not secret.is_secret(rule("python-weak-random-secret", "CWE-338"))
    assert not secret.is_secret(rule("python-eval"))


def test_other_places_of_a_secret_are_found(tmp_path: Path) -> None:
    finding = replace(
        KEY_FINDING, snippet=f'SESSION_KEY = "{SECRET}"', location=Location("shop/settings.py", 1, 1)
    )
    snapshot = MemorySnapshot(
        {
            "shop/settings.py": f'SESSION_KEY = "{SECRET}"\nuse(SESSION_KEY)\n'.encode(),
            "deploy/worker.env": f"A=1\nKEY={SECRET}\n".encode(),
            "shop/other.py": b"MY_SESSION_KEY_2 = 1\nfrom shop.settings import SESSION_KEY\n",
            "image.bin": b"\xff" + SECRET.encode(),
        }
    )
    assert [str(place) for place in secret.uses(Case((finding,)), snapshot)] == [
        "deploy/worker.env:2", "shop/other.py:2", "shop/settings.py:2"
    ]  # fmt: skip
    assert secret.uses(FIXED.proposal.case, snapshot) == ()
    many = MemorySnapshot({f"{n:03}.py": b"SESSION_KEY\n" for n in range(50)})
    assert len(secret.uses(Case((finding,)), many)) == secret.MOST_USES


VALUE = "winter-door-77"


@pytest.mark.parametrize("where", ["proof", "outputs", "contract", "after", "assumptions"])
def test_what_one_text_of_a_proposal_tells_is_hidden_in_all_that_come_before_it(where: str) -> None:
    telling, proposal = f'password = "{VALUE}"', FIXED.proposal
    assert proposal.proof is not None
    assert proposal.contract is not None
    first, *others = proposal.verdict.checks
    change = Change("shop/new.py", None, telling.encode())
    drafted = replace(proposal.draft, summary=f"The value {VALUE} is not used.")
    told = {
        "proof": replace(proposal, draft=drafted, proof=replace(proposal.proof, content=telling)),
        "outputs": replace(
            proposal,
            draft=drafted,
            verdict=replace(
                proposal.verdict,
                checks=(replace(first, outputs=(Output("before the fix", telling),)), *others),
            ),
        ),
        "contract": replace(proposal, draft=drafted, contract=replace(proposal.contract, keep=telling)),
        "after": replace(proposal, draft=replace(drafted, patch=replace(drafted.patch, changes=(change,)))),
        "assumptions": replace(proposal, draft=replace(drafted, assumptions=(telling,))),
    }
    body = describe(replace(FIXED, proposal=told[where]), None).body
    assert "is not used" in body
    assert VALUE not in body


@pytest.mark.parametrize(
    "value", ["python-sql-string-building", "shop/catalog-2.py", "bubblewrap-2", "applies"]
)
def test_no_text_of_a_repository_rewrites_a_name_in_a_body(value: str) -> None:
    """What the code gives out as a password is hidden in what is said, and in no name of ours."""
    proposal = FIXED.proposal
    change = replace(proposal.draft.patch.changes[0], path="shop/catalog-2.py")
    other = Change("shop/settings.py", f'password = "{value}"\ndb_secret = "{value}"\n'.encode(), b"")
    draft = replace(proposal.draft, patch=replace(proposal.draft.patch, changes=(change, other)))
    facts = replace(FIXED, proposal=replace(proposal, draft=draft), sandbox="bubblewrap-2")
    body = describe(facts, None).body
    for name in (
        "`python-sql-string-building`", "- `shop/catalog-2.py`: ", "sandbox: bubblewrap-2", "| **applies** |",
        "--rule python-sql-string-building", f"git fetch origin {FIXED.branch}",
    ):  # fmt: skip
        assert name in body


def test_a_text_is_hidden_once_however_often_it_is_asked_for() -> None:
    clean = secret.redactor(FIXED.proposal)
    text = f'password = "{VALUE}"'
    assert clean(text) is clean(text)
