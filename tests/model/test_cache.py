"""Kept answers: what is asked once, what is never kept, and files that nobody should believe."""

from __future__ import annotations

import json
import os
import stat
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from agent.domain import Usage
from agent.model.cache import Completions, Kept, key_of
from agent.model.cached import Drawn
from agent.model.pruning import MAX_AGE, prune
from agent.model.sampling import Sampling, varied
from agent.ports import CUT_OFF, Message, NoReply, Reply
from tests.doubles.served import FakeServed

HELLO = (Message("system", "You are terse."), Message("user", "Hello"))
KEY = key_of({}, HELLO)


def kept_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.json"))


def ask(served: FakeServed, folder: Path, messages: Sequence[Message] = HELLO) -> Reply | NoReply:
    """By a cache of its own, as another run would."""
    return Drawn(served, Sampling(), Completions(folder)).complete(messages)


def test_the_same_question_is_asked_once_and_then_costs_nothing(tmp_path: Path) -> None:
    served = FakeServed()
    first, second = ask(served, tmp_path / "c"), ask(served, tmp_path / "c")
    assert isinstance(first, Reply)
    assert isinstance(second, Reply)
    assert len(served.asked) == 1
    assert first.text == second.text
    assert second.usage == Usage(cached=1, longest=10)
    assert second.usage.tokens == 0


@pytest.mark.parametrize(
    "other",
    [
        (Message("system", "You are terse."), Message("user", "Hello!")),
        (Message("user", "You are terse."), Message("user", "Hello")),
        (Message("system", "You are terse.Hello"),),
        (*HELLO, Message("assistant", "Hi"), Message("user", "Hello")),
    ],
)
def test_another_question_is_another_request(tmp_path: Path, other: Sequence[Message]) -> None:
    served = FakeServed()
    ask(served, tmp_path)
    ask(served, tmp_path, other)
    assert len(served.asked) == 2


def test_another_parameter_is_another_request(tmp_path: Path) -> None:
    served = FakeServed()
    ask(served, tmp_path)
    served.parameters = {"limit": 7}
    ask(served, tmp_path)
    assert len(served.asked) == 2


def test_drafts_that_are_drawn_differently_are_kept_apart_and_repeat(tmp_path: Path) -> None:
    served = FakeServed()
    for _ in range(2):
        kept = Completions(tmp_path)
        texts = []
        for sampling in varied(3, 0.0):
            answer = Drawn(served, sampling, kept).complete(HELLO)
            assert isinstance(answer, Reply)
            texts.append(answer.text)
        assert texts == ["Hello None", "Hello 1", "Hello 2"]
    assert len(served.asked) == 3


@pytest.mark.parametrize("reason", [CUT_OFF, "the endpoint did not answer in time"])
def test_what_is_no_answer_is_never_kept(tmp_path: Path, reason: str) -> None:
    served = FakeServed(lambda *_: NoReply(reason))
    assert isinstance(ask(served, tmp_path), NoReply)
    assert isinstance(ask(served, tmp_path), NoReply)
    assert len(served.asked) == 2
    assert kept_files(tmp_path) == []


def test_without_a_folder_everything_is_asked_anew(tmp_path: Path) -> None:
    served = FakeServed()
    drawn = Drawn(served, Sampling(), None)
    drawn.complete(HELLO)
    drawn.complete(HELLO)
    assert len(served.asked) == 2
    assert drawn.name == "small"


def test_two_threads_that_ask_the_same_ask_once(tmp_path: Path) -> None:
    def slow(messages: Sequence[Message], sampling: Sampling) -> Reply:
        time.sleep(0.1)
        return Reply("Hi.", Usage(1, 10, 5, 0.1))

    served = FakeServed(slow)
    drawn = Drawn(served, Sampling(), Completions(tmp_path))
    answers: list[Reply | NoReply] = []
    threads = [threading.Thread(target=lambda: answers.append(drawn.complete(HELLO))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(served.asked) == 1
    assert sorted(answer.usage.cached for answer in answers) == [0, 1, 1, 1, 1, 1]


def test_two_threads_that_ask_different_things_do_not_wait_for_each_other(tmp_path: Path) -> None:
    meeting = threading.Barrier(2, timeout=5)

    def together(messages: Sequence[Message], sampling: Sampling) -> Reply:
        meeting.wait()
        return Reply("Hi.", Usage(calls=1))

    drawn = Drawn(FakeServed(together), Sampling(), Completions(tmp_path))
    threads = [
        threading.Thread(target=drawn.complete, args=((Message("user", text),),)) for text in ("a", "b")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not meeting.broken
    assert len(kept_files(tmp_path)) == 2


def test_files_and_folders_are_for_us_alone(tmp_path: Path) -> None:
    folder = tmp_path / "suture" / "completions"
    ask(FakeServed(), folder)
    (file,) = kept_files(folder)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert file.parent.name == file.stem[:2]
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_the_question_itself_is_not_in_the_file(tmp_path: Path) -> None:
    served = FakeServed(lambda *_: Reply("Hi.", Usage()))
    ask(served, tmp_path, (Message("user", "marker-of-the-question"),))
    (file,) = kept_files(tmp_path)
    assert "marker-of-the-question" not in file.read_text()


def _emptied(file: Path) -> None:
    file.write_text("")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:40])


def _no_text(file: Path) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), "text": ""}))


def _of_another(file: Path) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), "key": "0" * 64}))


def _binary(file: Path) -> None:
    file.write_bytes(b"\xff\x00" * 100)


def _writable(file: Path) -> None:
    file.chmod(0o666)


def _linked(file: Path) -> None:
    aside = file.with_name("aside")
    file.rename(aside)
    file.symlink_to(aside)


def _hard_linked(file: Path) -> None:
    os.link(file, file.with_name("aside"))


def _piped(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _shard_writable(file: Path) -> None:
    file.parent.chmod(0o777)


def _shard_linked(file: Path) -> None:
    aside = file.parent.with_name("aside")
    file.parent.rename(aside)
    file.parent.symlink_to(aside)


@pytest.mark.parametrize(
    "spoil",
    [_emptied, _cut, _no_text, _of_another, _binary, _writable, _linked, _hard_linked, _piped, _a_folder,
     _shard_writable, _shard_linked],
)  # fmt: skip
def test_a_file_that_is_damaged_or_may_be_another_s_is_a_miss(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    served = FakeServed()
    ask(served, tmp_path)
    spoil(kept_files(tmp_path)[0])
    answer = ask(served, tmp_path)
    assert isinstance(answer, Reply)
    assert answer.usage.cached == 0
    assert len(served.asked) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("which", ["file", "shard", "folder"])
def test_a_file_of_another_account_is_never_read(tmp_path: Path, which: str) -> None:
    served, folder = FakeServed(), tmp_path / "c"
    ask(served, folder)
    (file,) = kept_files(folder)
    os.chown({"file": file, "shard": file.parent, "folder": folder}[which], 12345, 12345)
    ask(served, folder)
    assert len(served.asked) == 2


def test_a_damaged_file_is_replaced_by_the_next_answer(tmp_path: Path) -> None:
    served = FakeServed()
    ask(served, tmp_path)
    _cut(kept_files(tmp_path)[0])
    ask(served, tmp_path)
    ask(served, tmp_path)
    assert len(served.asked) == 2


def test_a_folder_that_cannot_be_written_to_keeps_nothing_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    served = FakeServed()
    assert isinstance(ask(served, tmp_path / "file" / "completions"), Reply)
    assert isinstance(ask(served, tmp_path / "file"), Reply)
    assert len(served.asked) == 2


def entry(folder: Path, name: str, size: int, written: float) -> Path:
    file = folder / name[:2] / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x" * size)
    os.utime(file, (written, written))
    return file


def test_old_answers_are_removed_once_a_day(tmp_path: Path) -> None:
    now = time.time()
    old, young = entry(tmp_path, "aa1", 5, now - MAX_AGE - 60), entry(tmp_path, "aa2", 5, now - 60)
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    kept = entry(outside, "bb1", 5, now - MAX_AGE - 60)
    (tmp_path / "bb").symlink_to(kept.parent)
    prune(tmp_path, now)
    assert (old.exists(), young.exists(), kept.exists()) == (False, True, True)
    late = entry(tmp_path, "aa3", 5, now - MAX_AGE - 60)
    prune(tmp_path, now + 3600)
    assert late.exists()
    prune(tmp_path, now + 86_400 + 60)
    assert not late.exists()


def test_the_oldest_of_too_many_answers_are_removed(tmp_path: Path) -> None:
    now = time.time()
    files = [entry(tmp_path, f"aa{age}", 100, now - age) for age in range(1, 6)]
    prune(tmp_path, now, max_bytes=250)
    assert [file.exists() for file in files] == [True, True, False, False, False]


def test_keeping_an_answer_prunes(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    folder.mkdir(mode=0o700)
    old = entry(folder, "aa1", 5, 1.0)
    Completions(folder).put(Kept(key=KEY, text="Hi.", prompt_tokens=3))
    assert not old.exists()
    assert Completions(folder).get(KEY) == Kept(key=KEY, text="Hi.", prompt_tokens=3)
