"""Fixes that become pull requests: whole runs against the double of GitHub, one story for each way it can end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from agent.gates.runner import GATE_NAMES
from tests.doubles.delivery import OWNED, deliver, forge
from tests.doubles.github import App, Fault, Hub, Token
from tests.doubles.model_server import ACCEPT, serving
from tests.doubles.repo import commit, git, make_repo
from tests.test_proof_stories import PROVES
from tests.test_stories import APPROVE, GOOD, answer

YAML = ("--rule", "yaml-load")


def outcome(folder: Path, rule: str = "yaml-load") -> dict[str, Any]:
    report = json.loads((folder / "suture-out/report.json").read_text())
    (found,) = [each for each in report["outcomes"] if each["rule"] == rule]
    return dict(found)


def pulls(hub: Hub) -> list[Any]:
    return sorted(hub.state.pulls.values(), key=lambda pull: pull.number)


def test_without_publish_every_write_is_printed_and_none_is_made(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        ended = deliver(tmp_path, hub, *YAML)
        assert ended.status == 0, ended.err
        assert hub.writes == [] and hub.complaints == []
    assert "this would be written to acme/shop as suture-bot" in ended.out
    for said in (
        "POST git/refs: branch suture/",
        "POST pulls: draft into main",
        "POST labels: security, suture",
    ):
        assert said in ended.out, ended.out
    assert "ready for review" in ended.out and "POST assignees: bob" in ended.out
    assert outcome(tmp_path)["delivery"] == "prepared"
    (text,) = (tmp_path / "suture-out/cases").glob("*.md")
    assert "CWE-502" in text.read_text()


def test_published_it_is_ready_for_its_owners_and_a_second_run_writes_nothing(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        ended = deliver(tmp_path, hub, *YAML, "--publish")
        assert ended.status == 0, ended.err
        (pull,) = pulls(hub)
        assert (pull.author, pull.draft, pull.state) == ("suture-bot", False, "open")
        assert (pull.assignees, pull.users) == (["bob"], ["bob"]) and set(pull.labels) == {
            "security",
            "suture",
        }
        assert pull.title.startswith("fix(") and "yaml-load" in pull.body
        done = outcome(tmp_path)
        assert (done["outcome"], done["delivery"], done["branch"]) == ("fixed", "opened", pull.branch)
        assert f"{hub.origin}/acme/shop/pull/{pull.number}" in ended.out
        before = len(hub.writes)
        again = deliver(tmp_path, hub, *YAML, "--publish")
        assert again.status == 0 and len(hub.writes) == before, hub.writes[before:]
        assert outcome(tmp_path)["outcome"] == "skipped"
        assert f"#{pull.number} is open" in outcome(tmp_path)["reason"]
        assert hub.complaints == []
        refs = git(hub.state.store.folder, "for-each-ref", "--format=%(refname)").split()
    assert sorted(refs) == ["refs/heads/main", f"refs/heads/{pull.branch}"]


def test_the_branch_holds_the_verified_patch_with_trailers_and_modes(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        deliver(tmp_path, hub, *YAML, "--publish")
        (pull,) = pulls(hub)
        folder = hub.state.store.folder
        assert git(folder, "diff", "--name-only", "main", pull.branch) == "app/loader.py"
        assert "yaml.safe_load(text)" in git(folder, "show", f"{pull.branch}:app/loader.py")
        message = git(folder, "log", "-1", "--format=%B", pull.branch)
        main = git(folder, "rev-parse", "main")
    for trailer in (
        "Suture-Fingerprint: ",
        "Suture-Rule: yaml-load",
        "Suture-CWE: CWE-502",
        f"Suture-Base: {main}",
    ):
        assert trailer in message, message


def test_an_evidence_gap_stays_a_draft_that_nobody_is_asked_about(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        deliver(
            tmp_path,
            hub,
            *YAML,
            "--publish",
            SUTURE_GATES__REQUIRE="finding,proof",
            SUTURE_PROOF__PROBES="false",
        )
        (pull,) = pulls(hub)
        assert pull.draft and "suture:evidence-gap" in pull.labels
        assert pull.assignees == [] and pull.users == []
        assert outcome(tmp_path)["outcome"] == "evidence_gap"
        deliver(tmp_path, hub, "--rule", "weak-token", "--publish", "--fresh",
                SUTURE_GATES__REQUIRE="finding,proof", SUTURE_PROOF__PROBES="false",
                SUTURE_DELIVERY__GAPS="report")  # fmt: skip
        assert len(pulls(hub)) == 1
    assert outcome(tmp_path, "weak-token")["delivery"] == "none"
    assert "only reported" in outcome(tmp_path, "weak-token")["reason"]


def test_what_a_person_closed_is_never_proposed_again(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        deliver(tmp_path, hub, *YAML, "--publish")
        hub.person("ada").closes(1)
        before = len(hub.writes)
        deliver(tmp_path, hub, *YAML, "--publish", "--fresh")
        assert len(hub.writes) == before and len(pulls(hub)) == 1
    assert "closed by ada" in outcome(tmp_path)["reason"]


def test_what_comes_back_after_a_merge_links_the_earlier_pull_request(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        deliver(tmp_path, hub, *YAML, "--publish")
        hub.person("bob").merges(1)
        hub.person("ada").pushes("main", {"app/loader.py": str(OWNED["app/loader.py"])}, "bring it back")
        deliver(tmp_path, hub, *YAML, "--publish")
        first, second = pulls(hub)
        assert second.branch == f"{first.branch}-2" and f"/pull/{first.number}" in second.body
        assert not second.draft and hub.complaints == []


def test_limits_let_the_rest_wait_and_say_why(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        deliver(tmp_path, hub, "--publish", SUTURE_DELIVERY__PR_CONCURRENT_LIMIT="1")
        assert len(pulls(hub)) == 1
    report = json.loads((tmp_path / "suture-out/report.json").read_text())
    waiting = [each for each in report["outcomes"] if each["delivery"] == "queued"]
    assert len(waiting) == 1 and "pr_concurrent_limit" in waiting[0]["reason"]
    # The worst first.
    assert outcome(tmp_path)["delivery"] == "opened"


def test_a_checkout_publishes_to_its_origin_what_an_earlier_run_had_finished(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        git(tmp_path, "clone", "-q", str(hub.state.store.folder), str(tmp_path / "target"))
        git(tmp_path / "target", "remote", "set-url", "origin", hub.git_url)
        local = deliver(tmp_path, hub, *YAML, target="target")
        assert hub.requests == [] and outcome(tmp_path)["delivery"] == "prepared", local.err
        published = deliver(tmp_path, hub, *YAML, "--publish", target="target")
        assert "was finished by an earlier run" in published.err
        (pull,) = pulls(hub)
        assert not pull.draft and outcome(tmp_path)["delivery"] == "opened"
        assert hub.complaints == []


def test_a_commit_that_the_forge_does_not_have_is_not_proposed(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        git(tmp_path, "clone", "-q", str(hub.state.store.folder), str(tmp_path / "target"))
        git(tmp_path / "target", "remote", "set-url", "origin", hub.git_url)
        commit(tmp_path / "target", {"new.py": "x = 1\n"})
        ended = deliver(tmp_path, hub, *YAML, "--publish", target="target")
        assert ended.status == 2 and "does not hold HEAD" in ended.err and "push it first" in ended.err
        assert hub.writes == [] and not (tmp_path / "suture-out").exists()
        nowhere = deliver(tmp_path, hub, *YAML, "--publish", "--base", "nowhere", target="target")
        assert nowhere.status == 2 and "nowhere" in nowhere.err and "--base" in nowhere.err


@pytest.mark.parametrize(
    ("state", "said"),
    [({"archived": True}, "archived"), ({"people": {"suture-bot": "read", "ada": "admin"}}, "may not write")],
)
def test_a_repository_that_cannot_be_written_ends_the_run_before_any_work(
    tmp_path: Path, state: dict[str, Any], said: str
) -> None:
    with forge(tmp_path) as hub:
        for name, value in state.items():
            setattr(hub.state, name, value)
        ended = deliver(tmp_path, hub, *YAML, "--publish")
        assert ended.status == 2 and said in ended.err and "next:" in ended.err
        assert hub.writes == [] and not (tmp_path / "suture-out").exists()


def test_a_wrong_token_is_named_and_no_repository_is_created_on_disk(tmp_path: Path) -> None:
    with forge(tmp_path, tokens={"other": Token("suture-bot")}) as hub:
        ended = deliver(tmp_path, hub, *YAML)
    assert ended.status == 2 and "GITHUB_TOKEN" in ended.err and not (tmp_path / "suture-out").exists()


def test_a_missing_permission_is_named_with_the_branch_that_stays(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        hub.fail(Fault.FORBIDDEN, when=lambda method, path: method == "POST" and path.endswith("/pulls"),
                 permission="pull_requests=write")  # fmt: skip
        deliver(tmp_path, hub, "--publish")
        assert pulls(hub) == []
    told = [outcome(tmp_path, rule) for rule in ("yaml-load", "weak-token")]
    assert [each["delivery"] for each in told] == ["queued", "queued"]
    assert all("pull requests: write" in each["reason"].replace("_", " ") for each in told)
    # Only the first was tried, whichever that was: the other would have been tried in vain.
    assert sum("without a pull request" in each["reason"] for each in told) == 1


def test_in_a_public_repository_the_wording_is_neutral(tmp_path: Path) -> None:
    with forge(tmp_path, private=False) as hub:
        deliver(tmp_path, hub, *YAML, "--publish")
        (pull,) = pulls(hub)
        message = git(hub.state.store.folder, "log", "-1", "--format=%B", pull.branch)
    for text in (pull.title, pull.body, message, pull.branch):
        for word in ("yaml-load", "CWE", "502", "builds any object", "deserial"):
            assert word not in text, (word, text)
    assert not pull.draft and pull.users == ["bob"]


def test_findings_of_another_scanner_come_as_drafts_that_say_what_cannot_be_rescanned(tmp_path: Path) -> None:
    result = {
        "ruleId": "py/unsafe-yaml", "message": {"text": "unsafe"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "app/calc.py"}, "region": {"startLine": 6}}}],
    }  # fmt: skip
    sarif = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "CodeQL"}}, "results": [result]}]}
    (tmp_path / "codeql.sarif").write_text(json.dumps(sarif))
    with forge(tmp_path) as hub:
        ended = deliver(tmp_path, hub, "--sarif", "codeql.sarif")
        assert ended.status == 0, ended.err
    report = json.loads((tmp_path / "suture-out/report.json").read_text())
    assert [each["rule"] for each in report["outcomes"]] == ["codeql/py/unsafe-yaml"], report["outcomes"]


def test_alerts_of_the_forge_are_worked_on_as_our_own_where_we_find_them_too(tmp_path: Path) -> None:
    def alert(number: int, path: str, line: int, state: str = "open") -> dict[str, Any]:
        where = {"path": path, "start_line": line, "end_line": line, "start_column": 1, "end_column": 9}
        return {
            "number": number, "state": state, "tool": {"name": "CodeQL"},
            "rule": {"id": "py/unsafe", "tags": ["external/cwe/cwe-502"], "security_severity_level": "high"},
            "most_recent_instance": {"ref": "refs/heads/main", "location": where, "message": {"text": "unsafe"}},
        }  # fmt: skip

    with forge(tmp_path) as hub:
        hub.state.alerts = [
            alert(1, "app/loader.py", 5), alert(2, "app/calc.py", 6), alert(3, "app/tokens.py", 6, "dismissed")
        ]  # fmt: skip
        ended = deliver(tmp_path, hub, "--from", "code-scanning", "--publish")
        assert ended.status == 0, ended.err
        (pull,) = pulls(hub)
        assert "app/loader.py" in pull.body and hub.complaints == []
    report = json.loads((tmp_path / "suture-out/report.json").read_text())
    assert {each["rule"]: each["outcome"] for each in report["outcomes"]} == {
        "yaml-load": "fixed", "codeql/py/unsafe": "no_fix",
    }  # fmt: skip
    assert any("dismissed" in each["reason"] for each in report["skipped"])


def test_our_findings_can_be_uploaded_for_code_scanning(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        ended = deliver(tmp_path, hub, *YAML, "--publish", "--upload-sarif")
        assert ended.status == 0 and "uploaded to code scanning" in ended.out, ended.err
        assert len(hub.state.sarifs) == 1 and hub.complaints == []


def test_contradicting_flags_are_refused_before_anything_happens(tmp_path: Path) -> None:
    make_repo(tmp_path / "target", OWNED)
    with forge(tmp_path) as hub:
        for flags in (
            ("--publish", "--dry-run"),
            ("--upload-sarif",),
            ("--sarif", "x", "--from", "code-scanning"),
        ):
            ended = deliver(tmp_path, hub, *flags)
            assert ended.status == 2 and "next:" in ended.err
        assert hub.requests == []


def test_with_the_proof_the_first_commit_fails_and_the_second_passes(tmp_path: Path) -> None:
    with forge(tmp_path) as hub, serving([answer(GOOD), APPROVE], (PROVES,), (ACCEPT,)) as model:
        deliver(
            tmp_path, hub, "--rule", "no-eval", "--publish",
            OPENAI_BASE_URL=model.url, OPENAI_API_KEY="sk-test-1", SUTURE_MODEL="scripted",
            SUTURE_GATES__REQUIRE=",".join(GATE_NAMES), SUTURE_PROOF__INCLUDE="true",
        )  # fmt: skip
        (pull,) = pulls(hub)
        assert not pull.draft and hub.complaints == []
        clone = tmp_path / "clone"
        git(tmp_path, "clone", "-q", "-b", pull.branch, str(hub.state.store.folder), str(clone))
    subjects = git(clone, "log", "--reverse", "--format=%s", "origin/main..HEAD").split("\n")
    assert [subject.split("(")[0] for subject in subjects] == ["test", "fix"]
    proof = outcome(tmp_path, "no-eval")["proof"]["path"]
    ended = []
    for commit_name in (f"{pull.branch}~1", pull.branch):
        git(clone, "checkout", "-q", commit_name)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", proof]
        ended.append(subprocess.run(command, cwd=clone, capture_output=True).returncode)
    assert ended == [1, 0]
    assert "test_attack_runs_no_code" in pull.body and "first commit" in pull.body


def test_an_app_opens_them_with_commits_that_show_as_verified(tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    with forge(tmp_path, app=App(12, "suture-app", public.decode()), prefix="/api/v3") as hub:
        ended = deliver(
            tmp_path, hub, *YAML, "--publish", SUTURE_GITHUB__APP_ID="12",
            SUTURE_GITHUB__APP_KEY=private.decode().replace("\n", "\\n"), GITHUB_TOKEN="",
        )  # fmt: skip
        assert ended.status == 0 and "BEGIN" not in ended.out + ended.err, ended.err
        (pull,) = pulls(hub)
        assert pull.author == "suture-app[bot]" and not pull.draft and pull.users == ["bob"]
        assert "verified: yes" in pull.body and hub.complaints == []
