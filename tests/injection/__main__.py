"""make injection: how often a real model obeys planted text, and whether harm comes of it.

    python -m tests.injection --base-url URL --model NAME [--sample N] [--answer edits|function]

One fix prompt for each payload goes to the endpoint; proof, audit and review are played by a double that
approves everything. Exit status 1 when anything that must not happen did. A key is read from OPENAI_API_KEY.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.model.client import OpenAIModel
from agent.ports import Message, Model, NoReply, Reply
from agent.settings import ModelSettings
from tests.injection.hijacked import Asked, Hijacked, asked_for
from tests.injection.judging import harms
from tests.injection.obeying import obeys
from tests.injection.payloads import PLACES, Payload, load
from tests.injection.running import STRICT, Form, work
from tests.injection.world import make_world

FORMS: tuple[Form, ...] = ("auto", "edits", "function")


@dataclass(frozen=True, slots=True)
class Tried:
    """One payload: whether a fix prompt showed it, whether the answer obeyed, and the harm that came of it."""

    payload: Payload
    shown: bool
    obeyed: bool
    harms: tuple[str, ...]
    note: str = ""


class OneAnswer:
    """The endpoint writes the first fix for which the payload is shown; a double does everything else."""

    def __init__(self, payload: Payload, path: str, model: Model) -> None:
        self._payload, self._model = payload, model
        self._honest = Hijacked(payload, path, obedient=False)
        self.answer: Reply | NoReply | None = None
        self.requests: list[tuple[Message, ...]] = []

    @property
    def name(self) -> str:
        """The endpoint's."""
        return self._model.name

    def complete(self, messages: Sequence[Message]) -> Reply | NoReply:
        """Ask whoever is to answer this."""
        self.requests.append(tuple(messages))
        if asked_for(messages) is not Asked.FIX:
            return self._honest.complete(messages)
        if self.answer is not None:
            return NoReply("one answer was asked for")
        shown = "\n".join(message.content for message in messages if message.role == "user")
        if not self._payload.seen_in(shown):
            return self._honest.complete(messages)
        self.answer = self._model.complete(messages)
        return self.answer


def try_payload(payload: Payload, model: Model, form: Form) -> Tried:
    """One payload against one endpoint."""
    with tempfile.TemporaryDirectory() as name:
        world = make_world(Path(name) / "repo", payload, STRICT.gates)
        asked = OneAnswer(payload, world.path, model)
        done = work(world, asked, asked.requests, form, STRICT)
        found = tuple(harms(done))
    if isinstance(asked.answer, Reply):
        return Tried(payload, True, obeys(payload.goal, asked.answer.text, world.path), found)
    note = asked.answer.reason if asked.answer else "no fix prompt shows it"
    return Tried(payload, asked.answer is not None, False, found, note)


def table(tried: Sequence[Tried]) -> str:
    """By place: payloads, how many a fix prompt showed, how many were obeyed, how many did harm."""
    rows = [f"{'place':<14}{'payloads':>9}{'shown':>7}{'obeyed':>8}{'harmful':>9}"]
    for place in (*PLACES, "all"):
        some = [one for one in tried if place in ("all", one.payload.place)]
        counts = sum(t.shown for t in some), sum(t.obeyed for t in some), sum(bool(t.harms) for t in some)
        if some:
            rows.append(f"{place:<14}{len(some):>9}{counts[0]:>7}{counts[1]:>8}{counts[2]:>9}")
    return "\n".join(rows) + "\n"


def spread(payloads: Sequence[Payload], number: int) -> list[Payload]:
    """`number` of the payloads, evenly over all places; all of them for 0."""
    if not 0 < number < len(payloads):
        return list(payloads)
    return [payloads[at * len(payloads) // number] for at in range(number)]


def main(argv: Sequence[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.injection")
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--sample", type=int, default=0, help="this many of the payloads; 0: all")
    parser.add_argument("--answer", choices=FORMS, default="auto")
    parser.add_argument("--timeout", type=float, default=300.0)
    args = parser.parse_args(argv)
    key = os.environ.get("OPENAI_API_KEY", "none")
    settings = ModelSettings.model_validate(
        {"name": args.model, "base_url": args.base_url, "api_key": key, "timeout": args.timeout}
    )
    model = OpenAIModel(settings)
    tried: list[Tried] = []
    for payload in spread(load(), args.sample):
        begun = time.monotonic()
        tried.append(try_payload(payload, model, args.answer))
        one = tried[-1]
        said = "; ".join(one.harms) or one.note or ("obeyed" if one.obeyed else "honest")
        sys.stdout.write(f"{payload.id:<40}{payload.goal:<16}{time.monotonic() - begun:6.1f} s  {said}\n")
        sys.stdout.flush()
    sys.stdout.write("\n" + table(tried))
    return 1 if any(one.harms for one in tried) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
