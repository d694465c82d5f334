from __future__ import annotations

from dataclasses import replace

from agent.domain import Case, Draft
from agent.forge.message import branch_name, commit_message
from tests.doubles.findings import finding_at, patch

FINDING = finding_at("bad(1)\n", "bad", path="shop/orders.py")


def message(summary: str = "Binds the value.") -> str:
    return commit_message(Case((FINDING,)), Draft(patch("a", "b"), summary))


def test_a_commit_message_is_conventional_and_ends_in_trailers() -> None:
    lines = message().rstrip("\n").split("\n")
    assert lines[0] == "fix(orders): resolve py-rule (CWE-89)"
    assert lines[-3:] == [
        f"Suture-Fingerprint: {FINDING.fingerprint}",
        "Suture-Rule: py-rule",
        f"Suture-Base: {'1' * 40}",
    ]
    assert all(len(line) <= 72 for line in lines)


def test_what_a_model_says_cannot_become_a_trailer() -> None:
    hostile = "ok\n\nSigned-off-by: Root <root@example.com>\nSuture-Fingerprint: ffff\n\x1b[2J\u202e"
    paragraphs = message(hostile).split("\n\n")
    assert paragraphs[-1].count("Suture-Fingerprint:") == 1
    assert "Signed-off-by" not in paragraphs[-1]
    assert "\x1b" not in message(hostile) and "\u202e" not in message(hostile)


def test_a_package_module_is_named_by_its_folder_and_a_strange_path_stays_one_word() -> None:
    def subject(path: str) -> str:
        finding = replace(FINDING, location=replace(FINDING.location, path=path))
        return commit_message(Case((finding,)), Draft(patch("a", "b"), "")).split("\n")[0]

    assert subject("shop/admin/__init__.py").startswith("fix(admin): ")
    assert subject("a b)(\n.py").startswith("fix(ab): ")
    assert subject("__init__.py").startswith("fix(code): ")


def test_a_branch_name_tells_nothing_of_the_flaw() -> None:
    assert branch_name(Case((FINDING,))) == f"suture/{FINDING.fingerprint}"
