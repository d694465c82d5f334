"""`--show-prompts`: what models would be sent, printed exactly, and sent to nobody."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Sequence
from functools import cache
from typing import TextIO

from agent.authoring.asking.writer import Writer
from agent.domain import Case
from agent.errors import UsageError
from agent.ports import Message, Model, NoReply, Progress
from agent.report.text import loggable
from agent.resources import prompts_dir
from agent.settings import ModelSettings
from agent.verdict import Outcome

NOT_SENT = "nothing was sent: --show-prompts only prints what would be"
_CHARACTERS_PER_TOKEN = 4
_PURPOSES = {
    "appsec": "fix",
    "auditor": "self-audit",
    "contract": "contract",
    "prover": "contract and proof",
    "reviewer": "review",
    "safe": "second look at a claim of safety",
}


class Showing:
    """Prints requests in place of whoever would be asked. Needs no key and no address.

    A request is printed whole, so that those of cases worked on at once do not mix. As nobody answers, only
    what is asked first is seen: what would follow depends on answers.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._now = threading.local()

    def writer(self, settings: ModelSettings, place: str = "") -> Writer:
        """A rung of the ladder whose requests are printed; it stands behind whatever hides credentials."""
        return Writer(self.model(settings.name, place), settings, place)

    def model(self, name: str, place: str = "") -> Model:
        """A model whose requests are printed, and which gives no reply."""
        return _Shown(self, name or "a model without a name", place)

    def watching(self, progress: Progress) -> Progress:
        """`progress`, listened to: it tells which case a thread works on."""
        return _Watched(self, progress)

    def works_on(self, case: Case) -> None:
        """This thread's requests are about `case` from now on."""
        self._now.case = case

    def show(self, messages: Sequence[Message], name: str, place: str) -> None:
        """Print one request."""
        case = getattr(self._now, "case", None)
        about = f"case {case.fingerprint} ({case.rule.id} in {case.path})" if case else "no case"
        whom = f"{name} at {place}" if place else name
        size = sum(len(message.content) for message in messages)
        said = f"{about}, {purpose(messages)}, to {whom}, {tokens(size)} tokens ({size} characters)"
        lines = [f"request: {loggable(said)}"]
        for message in messages:
            # Each line begins with our own characters: no CI runner takes one for a command.
            lines += [f"  {message.role}:", *(f"  | {line}" for line in _lines(message.content))]
        encoding = self._stream.encoding or "utf-8"
        text = "\n".join(lines).encode(encoding, "backslashreplace").decode(encoding)
        with self._lock:
            self._stream.write(f"{text}\n\n")
            self._stream.flush()


class _Shown:
    def __init__(self, showing: Showing, name: str, place: str) -> None:
        self._showing = showing
        self._name = name
        self._place = place

    @property
    def name(self) -> str:
        return self._name

    def complete(self, messages: Sequence[Message]) -> NoReply:
        self._showing.show(messages, self._name, self._place)
        return NoReply(NOT_SENT)


class _Watched:
    def __init__(self, showing: Showing, progress: Progress) -> None:
        self._showing = showing
        self._progress = progress

    def stage(self, case: Case, stage: str) -> None:
        self._showing.works_on(case)
        self._progress.stage(case, stage)

    def done(self, outcome: Outcome) -> None:
        self._progress.done(outcome)

    def note(self, text: str) -> None:
        self._progress.note(text)


def _lines(content: str) -> list[str]:
    return [loggable(line.replace("\t", "    ")) for line in content.rstrip("\n").split("\n")]


def tokens(characters: int) -> int:
    """About how many tokens a text of so many characters is: a quarter, rounded up."""
    return -(-characters // _CHARACTERS_PER_TOKEN)


def purpose(messages: Sequence[Message]) -> str:
    """What is asked for, by whom the system prompt says that the model is."""
    said = messages[0].content if messages else ""
    fitting = (name for opening, name in _openings() if said.startswith(opening))
    return next(fitting, "a question")


@cache
def _openings() -> tuple[tuple[str, str], ...]:
    """How the system prompts begin, up to where they vary."""
    folder = prompts_dir() / "personas"
    files = {name: folder / f"{name}.md.j2" for name in _PURPOSES}
    texts = {name: file.read_text(encoding="utf-8") for name, file in files.items() if file.is_file()}
    return tuple((text.split("\n")[0].split("{")[0], _PURPOSES[name]) for name, text in texts.items())


def refuse_showing(arguments: argparse.Namespace, *, local: bool) -> None:
    """Raises UsageError where --show-prompts contradicts what else is asked for.

    It goes with --dry-run; a `local` checkout needs none, as nothing is written to a forge for it.
    """
    if not arguments.show_prompts:
        return
    if arguments.publish or arguments.bundle:
        flag = "--publish" if arguments.publish else "--bundle"
        raise UsageError(
            f"--show-prompts asks no model, so there is nothing for {flag}", hint="leave one of them out"
        )
    if not (arguments.dry_run or local):
        raise UsageError("--show-prompts goes with --dry-run", hint="say --dry-run as well")
