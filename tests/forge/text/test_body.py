"""The bodies: complete, harmless, in a fixed order, and never longer than GitHub takes.

Each is compared with a file in `snapshots/`. To refresh one after a change that is meant: delete it, run
this file (the test writes it and fails, once), look at it (`python -m tests.forge.text.show FOLDER`), and
run again.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from agent.domain import Case, Change, Location, Patch, Source
from agent.forge.commands import Command
from agent.forge.commands import parse as parse_command
from agent.forge.owners import Ownership, OwnerSource, Share
from agent.forge.text import Facts, describe, fenced, parse
from agent.forge.text.body import COMMANDS, mark
from agent.forge.text.places import reproduction
from tests.forge.text.github import Rendered
from tests.forge.text.samples import BASE_SHA, BODIES, CHANGES, FIXED, GAP, LEAK, NEUTRAL, PROOF, SQL_FINDING

SNAPSHOTS = Path(__file__).parent / "snapshots"
LAST = "Nobody merges what they do not understand."
FORGE = f"https://github.com/acme/shop/blob/{BASE_SHA}"


def body(facts: Facts, verified: bool | None = None) -> str:
    return describe(facts, verified).body


def words(facts: Facts, verified: bool | None = None) -> str:
    return " ".join(Rendered(body(facts, verified)).text.split())


@pytest.mark.parametrize("name", BODIES)
def test_bodies_look_as_they_did(name: str) -> None:
    text = describe(BODIES[name], True if name == "fixed" else None)
    snapshot = SNAPSHOTS / f"{name}.md"
    whole = f"{text.title}\n\n{text.body}"
    if not snapshot.exists():
        snapshot.write_text(whole, encoding="utf-8")
        pytest.fail(f"{name} was missing and has been written: look at it and run again")
    assert whole == snapshot.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_one_region_of_ours_with_one_marker(name: str) -> None:
    text = body(BODIES[name])
    assert fenced(text) == text.rstrip("\n")
    assert parse(text) == mark(BODIES[name])


def test_the_first_two_lines_tell_the_verdict() -> None:
    first, second = body(FIXED).split("\n")[1:3]
    assert first == "**Fixed: every required gate passed or does not apply.** All 9 gates passed."
    assert second.startswith(
        "[CWE-89](<https://cwe.mitre.org/data/definitions/89.html>) · critical severity · "
    )


def test_a_body_has_everything_that_a_decision_needs() -> None:
    said = words(FIXED, True)
    for needed in (
        SQL_FINDING.message,
        "shop/web.py:21 → shop/web.py:24 → shop/catalog.py:3",
        "The search term is now bound as a parameter",
        "alone in the first commit, where it fails",
        "47 passed before and after (pytest)",
        "FAILED test_attack_reads_no_other_table",
        "What was not run: nothing",
        "git fetch origin suture/",
        "suture verify --patch",
        "Callers pass the term as text, not as prepared SQL.",
        "names a new host: prices.example.net",
        "Material for compliance: yes",
        "shop/orders.py:31: run is called here, too",
        "shop/catalog.py, lines 3-4 (+2 -2) → @mira, by CODEOWNERS:4: shop/catalog.py @mira",
        "is passed over: no write access",
        "Add the label suture:stop",
        "this finding is never proposed again",
        "commits shown as verified: yes",
        "It came back: the same finding was fixed before, by #41",
    ):
        assert needed in said, needed
    links = Rendered(body(FIXED)).links
    assert f"{FORGE}/shop/catalog.py#L3-L4" in links
    assert f"{FORGE}/.github/CODEOWNERS#L4" in links
    assert "https://github.com/acme/shop/pull/41" in links


@pytest.mark.parametrize(
    ("verified", "said"), [(True, "yes"), (False, "no"), (None, "not known before they are made")]
)
def test_it_says_whether_commits_are_verified(verified: bool | None, said: str) -> None:
    assert words(GAP, verified).endswith(f"commits shown as verified: {said}")


def test_a_gap_begins_with_what_is_not_proven() -> None:
    text = words(GAP)
    assert text.startswith("Draft, evidence gap: not proven by tests, proof.")
    assert text.index("why this stays a draft: tests not run: no test suite found") < text.index(
        "What was wrong"
    )
    assert "What was not run: tests: no test suite found; set tests.command" in text
    assert "I checked by hand what these gates left open: tests, proof." in text
    assert "You wrote or last changed these lines: @jon" in text
    marker = parse(body(GAP))
    assert marker is not None and marker.kind == "evidence_gap" and not marker.ready


def test_a_hard_coded_secret_asks_for_rotation_and_tells_where_it_was() -> None:
    text = words(LEAK)
    assert "The secret must be rotated." in text
    assert "It was used at: shop/settings.py:5, deploy/worker.env:3, tests/conftest.py:18" in text
    assert "The secret has been rotated, and the old one no longer works." in text


def test_neutral_wording_tells_nothing_of_the_attack() -> None:
    text = describe(NEUTRAL, None)
    whole = f"{text.title}\n{text.body}"
    for told in (
        "SQL", "CWE", SQL_FINDING.rule.id, SQL_FINDING.message, "web.py", "term", "LIKE", "attack", "weakness",
        "vulnerab", "critical", "severity", "test_suture", "UNION", "prices.example", "suture verify", "rotate", "bound",
    ):  # fmt: skip
        assert told.lower() not in whole.lower(), told
    assert LAST in whole and "| **proof** | ✓ passed |" in whole


def test_what_may_only_be_reported_has_no_body() -> None:
    with pytest.raises(ValueError, match="only be reported"):
        describe(replace(FIXED, disclosure="report"), None)


def test_the_checklist_ends_with_understanding() -> None:
    for facts in BODIES.values():
        boxes = re.findall(r"^- \[ \] (.*)$", body(facts), re.MULTILINE)
        assert boxes[-1] == f"I understand every line. **{LAST}**"


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        (OwnerSource.SECURITY_TEAM, "so it is for the security contact: @acme/sec. Nobody is asked"),
        (OwnerSource.NOBODY, "nobody else to ask"),
    ],
)
def test_it_says_plainly_when_nobody_owns_a_file(source: OwnerSource, asked: str) -> None:
    teams = () if source is OwnerSource.NOBODY else ("sec",)
    assert asked in words(replace(GAP, ownership=Ownership((Share("shop/imports.py"),), source, (), teams)))


def test_findings_of_another_scanner_are_not_looked_for_by_verify() -> None:
    finding = replace(SQL_FINDING, rule=replace(SQL_FINDING.rule, tool="CodeQL"))
    facts = replace(FIXED, proposal=replace(FIXED.proposal, case=Case((finding,))))
    assert "Found by the rule python-sql-string-building of CodeQL." in words(facts)
    assert "--rule" not in reproduction(facts)


def test_a_path_that_climbs_out_of_the_tree_is_no_link() -> None:
    finding = replace(SQL_FINDING, trace=(Location("../../../evil/x/issues/1", 1, 1),))
    facts = replace(FIXED, proposal=replace(FIXED.proposal, case=Case((finding,))))
    assert "../../../evil/x/issues/1:1" in words(facts)
    assert not [url for url in Rendered(body(facts)).links if ".." in url]


def test_only_pull_requests_of_this_repository_count_as_earlier() -> None:
    facts = replace(GAP, earlier=("https://github.com/other/x/pull/1", "https://evil.example/pull/2"))
    assert "It came back" not in words(facts)


def test_what_was_closed_and_is_proposed_again_is_linked() -> None:
    for facts in (GAP, NEUTRAL):
        again = replace(facts, closed=("https://github.com/acme/shop/pull/7", "https://evil.example/pull/2"))
        assert "proposed before: #7." in words(again)
        assert "https://github.com/acme/shop/pull/7" in Rendered(body(again)).links
        assert "evil" not in body(again)


def test_a_body_tells_of_every_command_and_of_nothing_else() -> None:
    for line, effect in COMMANDS:
        assert f"{line}: " in words(FIXED) and effect
    assert [type(parse_command(line, date(2026, 3, 2))) for line, _ in COMMANDS] == list(get_args(Command))


def test_the_commands_to_repeat_it_make_the_fix_alone(tmp_path: Path) -> None:
    def git(*argv: str) -> str:
        done = subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@x", "-c", "init.defaultBranch=main", *argv],
            cwd=tmp_path / "origin", capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def put(*changes: Change, after: bool) -> str:
        for change in changes:
            path = tmp_path / "origin" / change.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((change.after if after else change.before) or b"")
        git("add", "-A")
        git("commit", "-q", "-m", "x")
        return git("rev-parse", "HEAD")

    (tmp_path / "origin").mkdir()
    git("init", "-q")
    base = put(*CHANGES[:2], after=False)
    git("checkout", "-q", "-b", FIXED.branch)
    put(CHANGES[2], after=True)
    put(*CHANGES[:2], after=True)
    draft = replace(FIXED.proposal.draft, patch=Patch(base, CHANGES, Source.MODEL))
    facts = replace(FIXED, proposal=replace(FIXED.proposal, draft=draft))
    script = re.sub(r"&& python -m pytest (\S+).*", r"&& test -f \1", reproduction(facts))
    subprocess.run(["git", "clone", "-q", "-b", "main", "origin", "clone"], cwd=tmp_path, check=True)
    script = f'set -e\nsuture() {{ echo "$@" > ../asked; }}\n{script}'
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path / "clone", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    diff = (tmp_path / "suture.diff").read_text()
    assert re.findall(r"^diff --git a/(\S+)", diff, re.MULTILINE) == ["shop/catalog.py", "shop/db.py"]
    assert (tmp_path / "suture-proof").read_text() == PROOF.content
    assert (tmp_path / "asked").read_text().split() == [
        "verify", "--patch", "../suture.diff", "--rule", SQL_FINDING.rule.id, "--finding-path", "shop/catalog.py",
        "--line", "3", "--proof", "../suture-proof",
    ]  # fmt: skip
