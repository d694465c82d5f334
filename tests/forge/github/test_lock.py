from __future__ import annotations

import json

import pytest

from agent.forge.values import Lock, Trouble, TroubleKind
from tests.doubles.rest_server import Reply, Script
from tests.forge.github.samples import BASE, HEAD, REPO, TREE, connected, git_commit, ref, refused

K = TroubleKind
GIT = f"{REPO}/git"
READ, MAIN = f"GET {GIT}/ref/suture/lock", f"GET {GIT}/ref/heads/main"
COMMITS, REFS = f"POST {GIT}/commits", f"POST {GIT}/refs"
MOVE, FREE = f"PATCH {GIT}/refs/suture/lock", f"DELETE {GIT}/refs/suture/lock"
OURS = git_commit(HEAD, message=json.dumps({"holder": "run 1"}))
HELD: Script = {READ: ref(HEAD), f"GET {GIT}/commits/{HEAD}": Reply(OURS)}
TAKING: Script = {
    MAIN: ref(BASE),
    f"GET {GIT}/commits/{BASE}": Reply(git_commit(BASE)),
    COMMITS: Reply(OURS, 201),
    REFS: Reply({"object": {"sha": HEAD}}, 201),
    MOVE: ref(HEAD),
}
OLD = Lock(BASE, "run 0", 9999.0)


def lock(script: Script) -> Lock | Trouble | None:
    with connected(script) as (_, host):
        return host.lock()


def take(script: Script, old: Lock | None = None) -> Lock | Trouble:
    with connected(script) as (_, host):
        return host.take("run 1", old)


def kind_of(found: object) -> TroubleKind:
    assert isinstance(found, Trouble), found
    return found.kind


def test_a_lock_tells_its_holder_and_its_age_by_the_forges_clock() -> None:
    assert lock(HELD) == Lock(HEAD, "run 1", 60.0)
    young = git_commit(HEAD, date="2026-03-02T12:00:03Z")
    assert lock({**HELD, f"GET {GIT}/commits/{HEAD}": Reply(young)}) == Lock(HEAD, "m", 0.0)


def test_nobody_holds_a_lock_that_is_not_there() -> None:
    assert lock({}) is None


@pytest.mark.parametrize(
    ("message", "holder"),
    [
        ("hello\n\nworld", "hello world"),
        ("[1]", "[1]"),
        ('{"x": 1}', '{"x": 1}'),
        ('{"holder": "a\\u001bb"}', "a b"),
    ],
)
def test_a_foreign_lock_shows_its_message_on_one_line(message: str, holder: str) -> None:
    found = lock({**HELD, f"GET {GIT}/commits/{HEAD}": Reply(git_commit(HEAD, message=message))})
    assert isinstance(found, Lock) and found.holder == holder


@pytest.mark.parametrize(
    "commit",
    [
        Reply({"sha": HEAD}),
        Reply({**OURS, "committer": None}),
        Reply({**OURS, "committer": {"name": "x"}}),
        Reply(OURS, headers={"date": "yesterday"}),
        refused(500, "Server Error"),
    ],
)
def test_a_lock_that_cannot_be_read_is_unsure(commit: Reply) -> None:
    assert kind_of(lock({**HELD, f"GET {GIT}/commits/{HEAD}": commit})) is K.UNSURE


def test_a_fault_is_not_taken_for_a_free_lock() -> None:
    assert kind_of(lock({READ: refused(500, "Server Error")})) is K.UNSURE
    assert kind_of(lock({READ: refused(403, "no")})) is K.PERMISSION


def test_the_lock_is_taken_from_nobody_with_a_commit_that_the_server_dates() -> None:
    with connected(TAKING) as (server, host):
        assert host.take("run 1", None) == Lock(HEAD, "run 1", 0.0)
        assert server.written == [COMMITS, REFS]
        body = server.asked(COMMITS)[0].body
        assert body == {"message": '{"holder": "run 1"}', "tree": TREE, "parents": []}
        assert server.asked(REFS)[0].body == {"ref": "refs/suture/lock", "sha": HEAD}


def test_the_lock_is_taken_from_its_last_holder_by_a_fast_forward() -> None:
    with connected(TAKING) as (server, host):
        assert host.take("run 1", OLD) == Lock(HEAD, "run 1", 0.0)
        assert server.written == [COMMITS, MOVE]
        assert server.asked(COMMITS)[0].body["parents"] == [BASE]
        assert server.asked(MOVE)[0].body == {"sha": HEAD, "force": False}


@pytest.mark.parametrize(
    ("line", "answer", "old"),
    [
        (REFS, refused(422, "Reference already exists"), None),
        (MOVE, refused(422, "Update is not a fast forward"), OLD),
        (MOVE, refused(422, "Reference does not exist"), OLD),
    ],
)
def test_who_is_slower_sees_that_the_lock_exists(line: str, answer: Reply, old: Lock | None) -> None:
    assert kind_of(take({**TAKING, line: answer}, old)) is K.EXISTS


def test_a_refused_ref_is_no_lock() -> None:
    assert (
        kind_of(take({**TAKING, REFS: refused(403, "Resource not accessible by integration")}))
        is K.PERMISSION
    )
    assert kind_of(take({**TAKING, REFS: refused(404, "Not Found")})) is K.MISSING


def test_a_lost_answer_is_looked_up_once() -> None:
    lost = {**TAKING, **HELD, REFS: Reply(drop=True)}
    assert take(lost) == Lock(HEAD, "run 1", 60.0)
    other = {READ: ref(BASE), f"GET {GIT}/commits/{BASE}": Reply(git_commit(BASE))}
    assert kind_of(take({**lost, **other})) is K.UNSURE
    assert kind_of(take({**lost, READ: refused(404, "Not Found")})) is K.UNSURE


@pytest.mark.parametrize("line", [MAIN, f"GET {GIT}/commits/{BASE}", COMMITS])
def test_a_fault_before_the_ref_takes_no_lock(line: str) -> None:
    with connected({**TAKING, line: refused(500, "Server Error")}) as (server, host):
        assert kind_of(host.take("run 1", None)) is K.UNSURE
        assert REFS not in server.written


def free(script: Script) -> tuple[Trouble | None, list[str]]:
    with connected(script) as (server, host):
        return host.free(Lock(HEAD, "run 1", 0.0)), server.written


def test_a_lock_is_given_back_only_while_it_is_ours() -> None:
    assert free({**HELD, FREE: Reply(None, 204)}) == (None, [FREE])
    assert free({**HELD, READ: ref(BASE)}) == (None, [])
    assert free({}) == (None, [])
    assert free({**HELD, FREE: refused(422, "Reference does not exist")}) == (None, [FREE])


def test_a_lock_that_cannot_be_given_back_is_told() -> None:
    assert kind_of(free({READ: refused(500, "x")})[0]) is K.UNSURE
    assert kind_of(free({**HELD, FREE: refused(500, "x")})[0]) is K.UNSURE
    assert kind_of(free({**HELD, FREE: refused(403, "no")})[0]) is K.PERMISSION
