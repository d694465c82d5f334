"""Fix, verify and publish as three jobs: real processes against the double of GitHub, honest and hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.bundle.store import read_bundle
from agent.bundle.values import Stage
from agent.diff import unified_diff
from agent.domain import Change, Finding, Source
from agent.verdict import Check, Status
from tests.doubles.bundles import Made, publish, told, verify
from tests.doubles.delivery import OWNED, deliver, forge
from tests.doubles.github import Hub
from tests.doubles.model_server import ACCEPT, serving
from tests.doubles.repo import git, make_repo
from tests.doubles.stories import CALC, LOADER, RULES, TOKENS, branches, suture
from tests.test_proof_stories import PROVES
from tests.test_stories import APPROVE, GOOD, answer

RULES_FIXED = {"yaml-load", "weak-token", "no-eval"}
MODEL = {"OPENAI_API_KEY": "sk-test-1", "SUTURE_MODEL": "scripted", "SUTURE_PROOF__MAX_REFLECTIONS": "0"}
CARRIED = "none came with the fix; whoever wrote it says: "


def pulls(hub: Hub) -> list[Any]:
    return sorted(hub.state.pulls.values(), key=lambda pull: pull.number)


def diff_of(path: str, before: str | None, after: str) -> str:
    old = None if before is None else before.encode()
    return unified_diff((Change(path, old, after.encode()),))


@pytest.fixture(scope="module")
def fixing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Hub, Made]]:
    """The first job, with a model: its folder, the forge, its bundle."""
    folder = tmp_path_factory.mktemp("fix")
    with forge(folder) as hub, serving([answer(GOOD), APPROVE], (PROVES,), (ACCEPT,)) as model:
        for _ in range(2):
            # The second finds every case finished by the first.
            ended = deliver(folder, hub, "--bundle", "proposed.json", OPENAI_BASE_URL=model.url, **MODEL)
            assert ended.status == 0, ended.err
        assert hub.writes == [] and hub.complaints == []
        assert "finished by an earlier run" in ended.err and "one that may read is enough" in ended.err
        assert "3 fixes (proposed) of acme/shop" in ended.out
        yield folder, hub, Made(folder / "proposed.json")


@pytest.fixture(scope="module")
def proposed(fixing: tuple[Path, Hub, Made]) -> Made:
    """What the first job hands on."""
    return fixing[2]


@pytest.fixture(scope="module")
def verified(proposed: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """What the second job hands on."""
    folder = tmp_path_factory.mktemp("verify")
    ended = verify(folder, proposed)
    assert ended.status == 0, ended.err
    assert "proposed.json.pack" in ended.err and "3 fixes (verified)" in ended.out
    return Made(folder / "verified.json")


def test_a_finished_case_of_an_earlier_run_is_in_the_bundle_too(proposed: Made) -> None:
    bundle = proposed.bundle
    assert (bundle.stage, bundle.repository, bundle.base) == (Stage.PROPOSED, "acme/shop", "main")
    assert {fix.findings[0].rule.id for fix in bundle.fixes} == RULES_FIXED
    assert proposed.of("no-eval").proof and proposed.of("no-eval").review
    assert dict(bundle.rules) == {fix.fingerprint: fix.findings[0].rule.id for fix in bundle.fixes}
    # The worst first, as limits are to cut off the end.
    assert bundle.fixes[0].findings[0].rule.id != "weak-token"
    assert {each["delivery"] for each in told(proposed.file.parent / "suture-out/report.json").values()} == {
        "prepared"
    }


def test_the_second_job_gives_its_own_verdict_and_carries_proof_and_review(
    proposed: Made, verified: Made
) -> None:
    assert verified.bundle.stage is Stage.VERIFIED and verified.bundle.refused == ()
    for rule in RULES_FIXED:
        assert verified.of(rule).diff == proposed.of(rule).diff
        assert verified.of(rule).verdict.evidence == proposed.of(rule).verdict.evidence
    mended = verified.of("no-eval")
    assert (mended.proof, mended.review) == (proposed.of("no-eval").proof, proposed.of("no-eval").review)
    status = {check.gate: check.status for check in mended.verdict.checks}
    assert set(status.values()) == {Status.PASSED}, status


def test_three_jobs_open_what_one_job_that_may_do_all_opens(
    fixing: tuple[Path, Hub, Made], verified: Made, tmp_path: Path
) -> None:
    folder, other, _ = fixing
    with forge(tmp_path) as hub:
        ended = publish(tmp_path, hub, verified, "--report", "again.json")
        assert ended.status == 0, ended.err
        assert "3 opened or updated, 0 waiting" in ended.out and hub.complaints == []
        done = json.loads((tmp_path / "suture-out/report.json").read_text())
        assert done == json.loads((tmp_path / "again.json").read_text())
        assert {each["delivery"] for each in done["outcomes"]} == {"opened"}
        assert all((tmp_path / "suture-out" / each["page"]).exists() for each in done["outcomes"])
        split = {pull.branch: seen(hub, pull) for pull in pulls(hub)}
        before = len(hub.writes)
        again = publish(tmp_path, hub, verified)
        assert again.status == 0 and len(hub.writes) == before, hub.writes[before:]
        assert all("is open" in each["reason"] for each in told(tmp_path / "suture-out/report.json").values())
    with serving([APPROVE]) as model:
        ended = deliver(folder, other, "--publish", OPENAI_BASE_URL=model.url, **MODEL)
        assert ended.status == 0, ended.err
    whole = {pull.branch: seen(other, pull) for pull in pulls(other)}
    assert len(split) == 3 and split.keys() == whole.keys()
    for branch, (text, rest) in split.items():
        assert rest == whole[branch][1]
        # Where there is no proof the verifying job can only repeat why.
        assert _lines(text) == _lines(whole[branch][0])


def seen(hub: Hub, pull: Any) -> tuple[str, tuple[object, ...]]:
    """A pull request without what differs from forge to forge: addresses, and when commits were made."""
    folder = hub.state.store.folder
    body = pull.body.replace(hub.origin, "FORGE").replace(git(folder, "rev-parse", pull.branch), "HEAD")
    for number in range(1, 9):
        body = body.replace(f"/pull/{number}", "/pull/N")
    tree = git(folder, "rev-parse", f"{pull.branch}^{{tree}}")
    message = git(folder, "log", "-1", "--format=%B", pull.branch)
    people = (pull.assignees, pull.users, sorted(pull.labels), pull.draft)
    return body, (pull.title, tree, message, people)


def _lines(text: str) -> list[str]:
    return re.sub(r"\d+\.\d s\b", "N s", text).replace(CARRIED, "").split("\n")


# What a first job that somebody else has taken over may write into its bundle, three things at a time.


@pytest.fixture(scope="module")
def patches(proposed: Made, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Other patches than those that were judged, under a right seal."""
    folder = tmp_path_factory.mktemp("patches")
    worse = LOADER.replace("return", 'eval("1")\n    return').replace(
        "yaml.load(text, Loader=yaml.Loader)", "yaml.safe_load(text)"
    )
    forged = tuple(
        Check(check.gate, Status.PASSED, "passed, on my word")
        for check in proposed.of("no-eval").verdict.checks
    )
    made = proposed.edited(
        folder,
        yaml_load=lambda fix: replace(fix, diff=diff_of("app/loader.py", LOADER, worse)),
        weak_token=lambda fix: replace(
            fix, diff=diff_of("app/tokens.py", TOKENS, TOKENS.replace("random.choice", "random.SystemRandom().choice"))
        ),
        no_eval=lambda fix: replace(
            fix,
            diff=diff_of("app/calc.py", CALC, CALC.replace("eval(text)", "eval(str(text))")),
            verdict=replace(fix.verdict, checks=forged),
        ),
    )  # fmt: skip
    return hostile(folder, made)


@pytest.fixture(scope="module")
def places(proposed: Made, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Patches and proofs in other places."""
    folder = tmp_path_factory.mktemp("places")
    flow = diff_of(".github/workflows/own.yml", None, "on: push\n")
    owners = diff_of(".github/CODEOWNERS", str(OWNED[".github/CODEOWNERS"]), "* @mallory\n")
    proof = proposed.of("no-eval").proof
    assert proof is not None
    made = proposed.edited(
        folder,
        yaml_load=lambda fix: replace(fix, diff=flow + fix.diff, source=Source.MODEL),
        weak_token=lambda fix: replace(fix, diff=owners + fix.diff, source=Source.MODEL),
        no_eval=lambda fix: replace(fix, proof=replace(proof, path="tests/conftest.py")),
    )
    return hostile(folder, made)


@pytest.fixture(scope="module")
def findings(proposed: Made, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Findings that this machine does not make, or is not asked for."""
    folder = tmp_path_factory.mktemp("findings")

    def other(finding: Finding, **rule: Any) -> Finding:
        return replace(finding, snippet="os.system(text)", rule=replace(finding.rule, **rule))

    made = proposed.edited(
        folder,
        yaml_load=lambda fix: replace(fix, findings=(other(fix.findings[0]),)),
        weak_token=lambda fix: replace(fix, findings=(other(fix.findings[0], tool="CodeQL"),)),
    )
    return hostile(folder, made, SUTURE_TRIAGE__IGNORE_PATHS="app/calc.py")


def hostile(folder: Path, made: Made, **more: str) -> dict[str, dict[str, Any]]:
    """What the second job says of each; none of them is handed on."""
    ended = verify(folder, made, **more)
    assert ended.status == 0, ended.err
    bundle = read_bundle(folder / "verified.json", stage=Stage.VERIFIED)
    judged = told(folder / "judged.json")
    assert bundle.fixes == () and len(bundle.refused) == 3, judged
    assert {each.reason for each in bundle.refused} == {each["reason"] for each in judged.values()}
    assert "not in it" in ended.out
    return judged


def test_an_edited_diff_is_judged_as_what_it_is(patches: dict[str, dict[str, Any]]) -> None:
    said = patches["yaml-load"]
    assert said["outcome"] == "blocked" and "makes here is another fix" in said["reason"]


def test_a_models_patch_cannot_claim_to_be_the_rules_own(patches: dict[str, dict[str, Any]]) -> None:
    said = patches["weak-token"]
    assert said["outcome"] == "blocked" and "it claims to be of rule_fix" in said["reason"]


def test_a_forged_verdict_counts_for_nothing(patches: dict[str, dict[str, Any]]) -> None:
    said = patches["no-eval"]
    assert said["outcome"] == "rejected" and said["reason"].startswith("finding: "), said["reason"]
    assert "on my word" not in json.dumps(said)


@pytest.mark.parametrize("rule", ["yaml-load", "weak-token"])
def test_a_patch_of_workflows_or_owners_is_out_of_scope(places: dict[str, dict[str, Any]], rule: str) -> None:
    said = places[rule]
    assert said["outcome"] == "rejected" and said["reason"].startswith("scope: .github/"), said["reason"]
    assert "protected" in said["reason"]


def test_a_proof_at_another_path_is_refused(places: dict[str, dict[str, Any]]) -> None:
    said = places["no-eval"]
    assert said["outcome"] == "blocked"
    assert "its proof is at tests/conftest.py" in said["reason"] and "belongs at tests/" in said["reason"]


def test_a_finding_that_our_own_scan_does_not_make_is_refused(findings: dict[str, dict[str, Any]]) -> None:
    assert "own scan finds no such thing" in findings["yaml-load"]["reason"]
    assert "what CodeQL reported, which cannot be found again" in findings["weak-token"]["reason"]


def test_a_finding_that_is_not_to_be_worked_on_here_is_refused(findings: dict[str, dict[str, Any]]) -> None:
    assert "triage.ignore_paths" in findings["no-eval"]["reason"]


# What the third job refuses, whole or in part.


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A forge that nothing is ever written to."""
    with forge(tmp_path_factory.mktemp("shop")) as hub:
        yield hub
        assert hub.writes == []


def test_what_nobody_verified_is_not_published(shop: Hub, proposed: Made, tmp_path: Path) -> None:
    ended = publish(tmp_path, shop, proposed)
    assert ended.status == 2 and "proposed, not verified" in ended.err


def test_another_file_than_the_one_that_was_verified_is_not_published(
    shop: Hub, verified: Made, tmp_path: Path
) -> None:
    ended = publish(tmp_path, shop, verified, "--sha256", "0" * 64)
    assert ended.status == 2 and "is not the file with the digest" in ended.err


def test_a_bundle_of_another_repository_is_not_published(shop: Hub, verified: Made, tmp_path: Path) -> None:
    made = verified.with_(tmp_path, replace(verified.bundle, repository="acme/bank"))
    ended = publish(tmp_path, shop, made)
    assert ended.status == 2 and "the bundle is of acme/bank, not of acme/shop" in ended.err
    assert not (tmp_path / "suture-out").exists()


def test_a_bundle_for_another_branch_is_not_published(shop: Hub, verified: Made, tmp_path: Path) -> None:
    made = verified.with_(tmp_path, replace(verified.bundle, base="release"))
    ended = publish(tmp_path, shop, made)
    assert ended.status == 2 and "for branch 'release', not for 'main'" in ended.err


def test_a_commit_that_the_branch_never_had_is_not_published(
    shop: Hub, verified: Made, tmp_path: Path
) -> None:
    sha = "1" * 40
    fixes = tuple(
        replace(fix, verdict=replace(fix.verdict, evidence=replace(fix.verdict.evidence, base_sha=sha)))
        for fix in verified.bundle.fixes
        if fix.verdict.evidence
    )
    made = verified.with_(tmp_path, replace(verified.bundle, base_sha=sha, fixes=fixes))
    ended = publish(tmp_path, shop, made)
    assert ended.status == 2 and "is not in the history of main" in ended.err


def test_a_verified_bundle_that_was_edited_and_sealed_anew_loses_what_was_edited(
    shop: Hub, verified: Made, tmp_path: Path
) -> None:
    other = CALC.replace("return eval(text)", "return ast.literal_eval(str(text))")
    made = verified.edited(
        tmp_path,
        no_eval=lambda fix: replace(fix, diff=diff_of("app/calc.py", CALC, other)),
        yaml_load=lambda fix: replace(fix, verdict=replace(fix.verdict, require=("applies",))),
        weak_token=lambda fix: replace(fix, diff=diff_of("setup.cfg", None, "[x]\n") + fix.diff, source=Source.MODEL),
    )  # fmt: skip
    ended = publish(tmp_path, shop, made)
    assert ended.status == 0, ended.err
    said = {rule: each["reason"] for rule, each in told(tmp_path / "suture-out/report.json").items()}
    assert said["no-eval"].startswith("its evidence does not stand: it is of another patch")
    assert said["yaml-load"] == "its evidence does not stand: it was given by another policy"
    assert said["weak-token"].startswith("its evidence does not stand")


def test_the_third_job_must_not_hold_the_models_key(shop: Hub, verified: Made, tmp_path: Path) -> None:
    ended = publish(tmp_path, shop, verified, OPENAI_API_KEY="sk-test-1")
    assert ended.status == 2 and "OPENAI_API_KEY is set" in ended.err and "sk-test-1" not in ended.err
    assert "take OPENAI_API_KEY out of this job's environment" in ended.err
    planned = publish(tmp_path, shop, verified, "--dry-run", OPENAI_API_KEY="sk-test-1")
    assert planned.status == 0 and "Without --dry-run this would be written to acme/shop" in planned.out


def test_the_second_job_must_hold_no_secret(proposed: Made, tmp_path: Path) -> None:
    ended = verify(tmp_path, proposed, GITHUB_TOKEN="a-secret-of-ours", OPENAI_API_KEY="another-of-ours")
    assert ended.status == 2 and "GITHUB_TOKEN, OPENAI_API_KEY is set" in ended.err
    assert "of-ours" not in ended.err and "take GITHUB_TOKEN, OPENAI_API_KEY out of" in ended.err
    assert not (tmp_path / "verified.json").exists()


def test_the_second_job_wants_the_commit_of_the_bundle(proposed: Made, tmp_path: Path) -> None:
    make_repo(tmp_path / "other", {"app.py": "x = 1\n"})
    (tmp_path / "rules.yaml").write_text(RULES)
    ended = suture(
        tmp_path, "verify", "other", "--bundle", proposed.file, "--out", "v.json", "--config", "rules.yaml"
    )
    assert ended.status == 2 and "the bundle is of commit" in ended.err and not (tmp_path / "v.json").exists()


# Bases that moved meanwhile.


def test_a_base_that_moved_elsewhere_is_published_to_those_who_own_the_files_today(
    verified: Made, tmp_path: Path
) -> None:
    with forge(tmp_path) as hub:
        hub.person("ada").pushes("main", {".github/CODEOWNERS": "* @ada\n"}, "ada owns all")
        hub.person("ada").pushes("main", {"app/loader.py": LOADER + "\n# mended by hand\n"}, "loader")
        ended = publish(tmp_path, hub, verified)
        assert ended.status == 0 and hub.complaints == [], ended.err
        said = told(tmp_path / "suture-out/report.json")
        assert [pull.users for pull in pulls(hub)] == [["ada"], ["ada"]]
        parents = {git(hub.state.store.folder, "rev-parse", f"{pull.branch}^") for pull in pulls(hub)}
    assert parents == {verified.bundle.base_sha}
    assert {rule: each["delivery"] for rule, each in said.items()} == {
        "yaml-load": "none", "weak-token": "opened", "no-eval": "opened",
    }  # fmt: skip
    assert said["yaml-load"]["outcome"] == "blocked"
    assert "app/loader.py changed since" in said["yaml-load"]["reason"]


def test_a_base_that_was_pushed_over_takes_nothing(verified: Made, tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        folder = hub.state.store.folder
        tree = git(folder, "rev-parse", "main^{tree}")
        hub.person("ada").force_pushes("main", git(folder, "commit-tree", tree, "-m", "begun anew"))
        ended = publish(tmp_path, hub, verified)
        assert ended.status == 2 and "is not in the history of main" in ended.err
        assert hub.writes == []


# Bundles without fixes, and without a forge.


def test_a_bundle_without_fixes_is_written_and_handed_on(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        ended = deliver(tmp_path, hub, "--rule", "none", "--bundle", "empty.json")
        assert ended.status == 0 and "0 fixes (proposed)" in ended.out, ended.err
        assert not (tmp_path / "empty.json.pack").exists()
        judged = verify(tmp_path, Made(tmp_path / "empty.json"))
        assert judged.status == 0 and "0 fixes (verified)" in judged.out, judged.err
        done = publish(tmp_path, hub, Made(tmp_path / "verified.json"))
        assert done.status == 0 and hub.writes == [], done.err


def test_a_checkout_without_a_forge_gives_a_bundle_and_no_branch(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    target = make_repo(tmp_path / "target", OWNED)
    ended = suture(
        tmp_path, "fix", "target", "--config", "rules.yaml", "--rule", "yaml-load", "--bundle", "p.json"
    )
    assert ended.status == 0, ended.err
    bundle = read_bundle(tmp_path / "p.json")
    assert (bundle.repository, bundle.base, len(bundle.fixes)) == ("", "", 1)
    assert branches(target) == [] and not (tmp_path / "p.json.pack").exists()
    report = json.loads((tmp_path / "suture-out/report.json").read_text())
    assert [each["delivery"] for each in report["outcomes"] if each["outcome"] == "fixed"] == ["prepared"]


def test_a_checkout_whose_origin_is_on_the_forge_is_asked_about_there(tmp_path: Path) -> None:
    with forge(tmp_path) as hub:
        git(tmp_path, "clone", "-q", str(hub.state.store.folder), str(tmp_path / "target"))
        git(tmp_path / "target", "remote", "set-url", "origin", hub.git_url)
        ended = deliver(tmp_path, hub, "--rule", "none", "--bundle", "p.json", target="target")
        assert ended.status == 0, ended.err
        bundle = read_bundle(tmp_path / "p.json")
        assert (bundle.repository, bundle.base) == ("acme/shop", "main") and bundle.private
        both = deliver(tmp_path, hub, "--bundle", "p.json", "--publish")
        assert both.status == 2 and "leave one of them out" in both.err and hub.writes == []
