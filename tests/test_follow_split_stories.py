"""Following as jobs that hold different keys: what one decides, another writes, a third judges and a fourth
publishes, each as a command of its own, against the double of GitHub with the real clone, scan, gates and git.

There is no sandbox, so that a test of the target can leave a trace outside wherever the suite runs.
"""

from __future__ import annotations

import contextlib
import copy
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.followup.pushes import TRIES
from tests.doubles.delivery import OWNED, TOKEN, deliver, env, forge
from tests.doubles.github import Hub
from tests.doubles.github.state import Token
from tests.doubles.model_server import ModelServer, completion, serving
from tests.doubles.repo import git
from tests.doubles.stories import Ended, suture
from tests.test_delivery_stories import YAML, pulls

READER = "read-token"
READS = ("contents", "pull_requests", "issues", "checks", "statuses", "metadata")
TOKENS = {TOKEN: Token("suture-bot"), READER: Token("suture-bot", may=dict.fromkeys(READS, "read"))}
CODE = "app/loader.py"
WISH = "Please keep the call of `yaml.load`, with a safe loader."
SAFE = "yaml.load(text, Loader=yaml.SafeLoader)"
ANSWER = (
    "Reasoning: a safe loader builds plain objects alone.\nSummary: Loads with the safe loader.\n"
    "Assumptions:\n- Nobody loads objects.\n"
    f"Fix:\n\n{CODE}\n<<<<<<< SEARCH\n    return yaml.load(text, Loader=yaml.Loader)\n=======\n"
    f"    return {SAFE}\n>>>>>>> REPLACE\n"
)
APPROVE = "Assumptions:\n- Nobody loads objects.\n\nVERDICT: APPROVE - nothing breaks it"


@contextlib.contextmanager
def copied(folder: Path, opened: Hub) -> Iterator[Hub]:
    """The forge as it was when the pull request was opened, today."""
    folder.mkdir(exist_ok=True)
    with forge(folder, tokens=TOKENS) as hub:
        shutil.copytree(opened.state.store.folder, hub.state.store.folder, dirs_exist_ok=True)
        for name in ("pulls", "events", "labels", "serial", "verified"):
            setattr(hub.state, name, copy.deepcopy(getattr(opened.state, name)))
        yield hub
        assert hub.complaints == []


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that is there once the suite ran."""
    return tmp_path_factory.mktemp("trace") / "ran"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, trace: Path) -> Iterator[Hub]:
    """The forge with one pull request of ours, opened nine days ago; for copies to be made of."""
    folder = tmp_path_factory.mktemp("opened")
    test = f"def test_trace():\n    open({str(trace)!r}, 'a').close()\n"
    with forge(folder, {**OWNED, "tests/test_trace.py": test}, tokens=TOKENS) as hub:
        hub.state.set_clock(datetime.now(UTC) - timedelta(days=9))
        ended = deliver(folder, hub, *YAML, "--publish", "--unsafe-no-sandbox")
        assert ended.status == 0, ended.err
        yield hub


@pytest.fixture
def hub(tmp_path: Path, opened: Hub) -> Iterator[Hub]:
    with copied(tmp_path, opened) as hub:
        yield hub


def follow(folder: Path, hub: Hub, *args: str | Path, **more: str) -> Ended:
    """One job's run on acme/shop: with a token that can only read unless it publishes."""
    every_day = {"SUTURE_FOLLOW__WORK_DAYS": "mon,tue,wed,thu,fri,sat,sun"}
    token = {"GITHUB_TOKEN": TOKEN if "--publish" in args else READER}
    variables = env(hub, **every_day, **token, **more)
    given = ("--config", "rules.yaml", "--unsafe-no-sandbox", *args)
    ended = suture(folder, "follow", "acme/shop", *given, env=variables)
    assert TOKEN not in ended.out + ended.err
    return ended


def published(folder: Path, hub: Hub, *args: str | Path, **more: str) -> Ended:
    ended = follow(folder, hub, "--publish", *args, **more)
    assert ended.status == 0, ended.err
    return ended


def keyed(model: ModelServer) -> dict[str, str]:
    """What the one job has that asks a model."""
    return {
        "OPENAI_API_KEY": "model-key-0123456789",
        "OPENAI_BASE_URL": model.url,
        "SUTURE_MODEL__NAME": "scripted",
    }


def asks(hub: Hub) -> None:
    """A person asks for another version of the fix, on its line."""
    hub.person("bob").reviews(1, "CHANGES_REQUESTED", "", [(CODE, 5, WISH)])


def ours(hub: Hub) -> list[str]:
    """What we said on the pull request."""
    return [one.body for one in hub.state.comments.where.get(1, []) if one.login == "suture-bot"]


def answers(hub: Hub) -> list[str]:
    """What we said in its threads."""
    return [one.body for one in hub.state.line_comments.where.get(1, []) if one.login == "suture-bot"]


def timeless(texts: list[str]) -> list[str]:
    """The same without how long the suite took."""
    return [re.sub(r"\b[0-9]+\.[0-9] s\b", "N s", text) for text in texts]


@dataclass(frozen=True, slots=True)
class Done:
    """What the jobs before publishing left behind, and what each of them said."""

    decided: Path
    said: Ended
    verified: Path = Path()


@pytest.fixture(scope="module")
def reminding(tmp_path_factory: pytest.TempPathFactory, opened: Hub, trace: Path) -> Done:
    """Decided after nine days of silence."""
    folder = tmp_path_factory.mktemp("reminding")
    with copied(folder, opened) as hub:
        ended = follow(folder, hub, "--decide", "decided.json")
        assert ended.status == 0, ended.err
        assert hub.writes == [] and trace.exists()
    return Done(folder / "decided.json", ended)


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory, opened: Hub) -> Done:
    """Decided, written and verified after a person asked for another version."""
    folder = tmp_path_factory.mktemp("revised")
    with copied(folder, opened) as hub, serving([completion(ANSWER), completion(APPROVE)]) as model:
        asks(hub)
        said = follow(folder, hub, "--decide", "decided.json", "--json")
        assert said.status == 0, said.err
        key = keyed(model)
        wrote = follow(folder, hub, "--revise", "decided.json", "--bundle", "proposed.json", **key)
        assert wrote.status == 0 and "for #1" in wrote.out, wrote.out + wrote.err
        assert hub.writes == [] and WISH in str(model.requests)
    judged = suture(
        folder, "verify", "--bundle", "proposed.json", "--out", "verified.json", "--config", "rules.yaml",
        "--unsafe-no-sandbox",
    )  # fmt: skip
    assert judged.status == 0, judged.out + judged.err
    return Done(folder / "decided.json", said, folder / "verified.json")


def test_the_reminder_of_two_jobs_is_that_of_one_and_the_second_runs_no_code(
    tmp_path: Path, opened: Hub, reminding: Done, trace: Path
) -> None:
    trace.unlink(missing_ok=True)
    with copied(tmp_path / "two", opened) as hub:
        ended = published(tmp_path / "two", hub, "--decided", reminding.decided)
        two, body = ours(hub), pulls(hub)[0].body
    assert not trace.exists()
    with copied(tmp_path / "one", opened) as hub:
        published(tmp_path / "one", hub)
        assert trace.exists()
        assert timeless(two) == timeless(ours(hub)), ended.out
        assert len(two) == 1 and "@bob" in two[0] and "| **tests** | ✓ passed |" in two[0]
        assert body.partition('"told"')[0] == pulls(hub)[0].body.partition('"told"')[0]
    assert "Remind" in reminding.said.out and "with --publish this would be written" in reminding.said.out


def test_what_was_asked_for_becomes_one_more_commit_by_four_jobs(
    tmp_path: Path, hub: Hub, revised: Done, trace: Path
) -> None:
    told = json.loads(revised.said.out)
    assert (told["go"], told["revise"]) == (True, True)
    asks(hub)
    (pull,) = pulls(hub)
    before = pull.head_sha
    trace.unlink(missing_ok=True)
    ended = published(tmp_path, hub, "--decided", revised.decided, "--bundle", revised.verified)
    assert not trace.exists()
    folder = hub.state.store.folder
    assert git(folder, "rev-list", "--count", f"{before}..{pull.head_sha}") == "1", ended.out
    assert SAFE in git(folder, "show", f"{pull.head_sha}:{CODE}")
    assert f'"head":"{pull.head_sha}"' in pull.body and '"revisions":1' in pull.body
    (answer,) = answers(hub)
    assert "Loads with the safe loader." in answer
    again = len(hub.writes)
    published(tmp_path, hub, "--decided", revised.decided, "--bundle", revised.verified)
    assert pull.head_sha != before and len(answers(hub)) == 1 and len(hub.writes) == again


def test_a_new_version_that_never_arrives_is_given_up_after_five_tries_and_whoever_asked_is_told(
    tmp_path: Path, hub: Hub, revised: Done
) -> None:
    asks(hub)
    (pull,) = pulls(hub)
    before = pull.head_sha
    for number in range(1, TRIES):
        ended = published(tmp_path, hub, "--decided", revised.decided)
        assert (answers(hub), ours(hub)) == ([], []) and f':{number}"' in pull.body
        assert "no new version of it was written and verified" in ended.out
    published(tmp_path, hub, "--decided", revised.decided)
    (answer,) = answers(hub)
    assert "no new version of it was written and verified" in answer and pull.head_sha == before
    ended = published(tmp_path, hub, "--decided", revised.decided)
    assert len(answers(hub)) == 1 and "no new version" not in ended.out


def test_what_somebody_pushes_between_the_jobs_is_not_written_over(
    tmp_path: Path, hub: Hub, revised: Done
) -> None:
    asks(hub)
    (pull,) = pulls(hub)
    theirs = hub.person("bob").pushes(pull.branch, {"app/more.py": "x = 1\n"}, "mine")
    published(tmp_path, hub, "--decided", revised.decided, "--bundle", revised.verified)
    assert pull.head_sha == theirs


def test_what_was_decided_waits_when_the_base_has_moved(
    tmp_path: Path, opened: Hub, reminding: Done, revised: Done
) -> None:
    with copied(tmp_path / "remind", opened) as hub:
        hub.person("ada").pushes("main", {"README.md": "# shop\n"}, "say more")
        ended = published(tmp_path / "remind", hub, "--decided", reminding.decided)
        assert ours(hub) == [] and "waits for the next run" in ended.err, ended.out
    with copied(tmp_path / "revise", opened) as hub:
        asks(hub)
        hub.person("ada").pushes("main", {"README.md": "# shop\n"}, "say more")
        (pull,) = pulls(hub)
        before = (pull.head_sha, pull.body)
        args = ("--decided", revised.decided, "--bundle", revised.verified)
        published(tmp_path / "revise", hub, *args)
        assert (pull.head_sha, pull.body, answers(hub)) == (*before, [])


def test_nothing_is_written_again_on_a_base_that_has_moved(tmp_path: Path, hub: Hub, revised: Done) -> None:
    asks(hub)
    hub.person("ada").pushes("main", {"README.md": "# shop\n"}, "say more")
    with serving([completion(ANSWER), completion(APPROVE)]) as model:
        key = keyed(model)
        ended = follow(tmp_path, hub, "--revise", revised.decided, "--bundle", "proposed.json", **key)
        assert ended.status == 0 and model.requests == [], ended.err
    assert "0 fixes" in ended.out and "waits for the next run" in ended.err
    assert json.loads((tmp_path / "proposed.json").read_text())["bundle"]["fixes"] == []


def test_a_comment_of_somebody_without_write_access_starts_nothing(tmp_path: Path, hub: Hub) -> None:
    hub.state.people["eve"] = "read"
    hub.person("eve").comments(1, "/suture retry")
    ended = follow(tmp_path, hub, "--decide", "decided.json", "--asked-by", "eve", "--pr", "1")
    assert ended.status == 0 and "eve may not write to acme/shop" in ended.out
    decided = json.loads((tmp_path / "decided.json").read_text())["decided"]
    assert (decided["go"], decided["pulls"], decided["base_sha"]) == (False, [], "")
    assert not any("pulls" in request.path or "git-upload-pack" in request.path for request in hub.requests)
    done = published(tmp_path, hub, "--decided", "decided.json")
    assert hub.writes == [] and "nothing is done" in done.out


def test_a_comment_of_somebody_who_may_write_is_carried_out(tmp_path: Path, hub: Hub) -> None:
    said = hub.person("bob").comments(1, "/suture close wont-fix")
    asked = ("--asked-by", "bob", "--pr", "1")
    assert follow(tmp_path, hub, "--decide", "decided.json", *asked).status == 0
    published(tmp_path, hub, "--decided", "decided.json")
    assert pulls(hub)[0].state == "closed"
    assert any(login == "suture-bot" for _, _, login in hub.state.comments.made[said].reactions)


def test_whoever_publishes_holds_no_key_of_a_model(tmp_path: Path, hub: Hub, reminding: Done) -> None:
    key = {"SUTURE_REVIEW__API_KEY": "k" * 20}
    ended = follow(tmp_path, hub, "--publish", "--decided", reminding.decided, **key)
    assert ended.status == 2 and "SUTURE_REVIEW__API_KEY" in ended.err and "next:" in ended.err
    assert hub.requests == []
