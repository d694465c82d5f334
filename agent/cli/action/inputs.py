"""The inputs of the GitHub action, as an argument list of ours and the files that it reads and writes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from agent.errors import UsageError
from agent.fleet.files import results_file
from agent.fleet.values import MOST_SHARDS, STAGES, Stage

_PREFIX = "INPUT_"


@dataclass(frozen=True, slots=True)
class Form:
    """What inputs a command takes: each option, switch or positional argument by the input's name."""

    positional: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    publish: bool = False


_COMMON = ("config", "config-file")
FORMS: Mapping[str, Form] = {
    "scan": Form(("target",), _COMMON),
    "fix": Form(("target",), (*_COMMON, "model", "max", "report", "bundle", "out"), publish=True),
    "verify": Form(("target",), (*_COMMON, "report", "bundle", "out", "range")),
    "publish": Form(("bundle", "target"), (*_COMMON, "report", "out", "sha256")),
    "follow": Form(
        ("target",),
        (*_COMMON, "model", "bundle", "decide", "revise", "decided", "asked-by", "pr"),
        publish=True,
    ),
    "plan": Form(("target",), (*_COMMON, "model", "pr")),
    "doctor": Form(("target",), ("config-file",)),
    "fleet plan": Form((), ("config-file", "org", "out", "home")),
    "fleet run": Form(("plan",), ("config-file", "shard", "stage", "folder")),
    "fleet report": Form(("plan",), ("config-file", "folder", "home", "report"), publish=True),
}
_LISTS = frozenset({"config", "org"})
# Digests that the action itself compares, as the commands have no option for them, and of which input's file.
_DIGESTS = {"sha256": "bundle", "decided-sha256": "decided", "plan-sha256": "plan"}
_FURTHER = ("target", "publish", "args", "digests", *_DIGESTS)
INPUTS = frozenset(_FURTHER).union(*(form.positional + form.options for form in FORMS.values()))
_TOLD = TypeAdapter(dict[str, str])
_DEFAULTS = {"target": ".", "publish": "false"}


@dataclass(frozen=True, slots=True)
class Order:
    """One command to run. `digests` are files with the SHA-256 that each must have before it runs, `told` is
    where a stage of a shard leaves what it did."""

    command: str
    argv: tuple[str, ...]
    inputs: Mapping[str, str]
    report: Path | None = None
    digests: tuple[tuple[Path, str], ...] = ()
    told: Path | None = None
    vouched: tuple[tuple[Path, str], ...] = ()
    """Files of other jobs with the digest that each job told; one without any is not used."""


def order(environ: Mapping[str, str], folder: Path) -> Order:
    """What the inputs in `environ` ask for; an unnamed report goes into `folder`. Raises UsageError."""
    given = {name: _value(environ, name) for name in INPUTS}
    command = " ".join(environ.get(f"{_PREFIX}COMMAND", "").split())
    form = FORMS.get(command)
    if form is None:
        raise UsageError(f"there is no command {command!r}", hint=f"command is one of: {', '.join(FORMS)}")
    _check(command, form, given)
    if "report" in form.options and not given["report"]:
        given["report"] = str(folder / f"suture-{command.replace(' ', '-')}.json")
    extra = _extra(form, given)
    argv = (*command.split(), *_options(form, given), *extra, *_positional(form, given))
    report = Path(given["report"]) if "report" in form.options else None
    told = _told(given, given["stage"]) if "stage" in form.options and given["stage"] else None
    vouched = tuple(_vouched(given)) if command == "fleet report" else ()
    return Order(command, argv, given, report, tuple(_digests(form, given)), told, vouched)


def _value(environ: Mapping[str, str], name: str) -> str:
    return environ.get(_PREFIX + name.replace("-", "_").upper(), "").strip()


def _check(command: str, form: Form, given: Mapping[str, str]) -> None:
    taken = {*form.positional, *form.options, "args", *_taken_digests(form)}
    taken |= {"publish"} if form.publish else set()
    taken |= {"digests"} if command == "fleet report" else set()
    for name, value in sorted(given.items()):
        if value and name not in taken and value != _DEFAULTS.get(name):
            raise UsageError(
                f"{command} has no use for the input {name}",
                hint=f"leave it out, or see `suture {command} -h`",
            )
    if given["publish"] not in ("", "true", "false"):
        raise UsageError(f"publish is {given['publish']!r}", hint="publish is true or false")


def _told(given: Mapping[str, str], stage: str) -> Path:
    """The file of one stage of the shard that is named. Raises UsageError where none is."""
    shard = given["shard"]
    known: Stage | None = next((one for one in STAGES if one == stage), None)
    if known is None or not (shard.isascii() and shard.isdecimal() and len(shard) <= len(str(MOST_SHARDS))):
        raise UsageError(
            f"there is no stage {stage!r} of a shard {shard!r}",
            hint="give a number, and fix, verify or publish",
        )
    return results_file(Path(given["folder"]), known, int(shard))


def _vouched(given: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """What the verify jobs of all shards left in the folder, with the digest that each told by its output;
    empty where it told none. Raises UsageError for digests that are none."""
    try:
        told = _TOLD.validate_json(given["digests"] or "{}")
    except ValidationError as error:
        raise UsageError(
            "digests is no JSON object of texts", hint="give toJSON(needs.verify.outputs)"
        ) from error
    for shard in range(MOST_SHARDS):
        file = results_file(Path(given["folder"]), "verify", shard)
        if file.exists():
            yield file, told.get(f"shard-{shard}", "")


def _taken_digests(form: Form) -> Iterator[str]:
    if "stage" in form.options:
        yield "sha256"
    inputs = (*form.positional, *form.options)
    yield from (digest for digest, name in _DIGESTS.items() if name in inputs)


def _options(form: Form, given: Mapping[str, str]) -> Iterator[str]:
    """Value and option are one word, so that no value is taken for an option."""
    for name in form.options:
        values = _words(name, given[name]) if name in _LISTS else [given[name]]
        yield from (f"--{name}={value}" for value in values if value)
    if form.publish and given["publish"] == "true":
        yield "--publish"


def _positional(form: Form, given: Mapping[str, str]) -> Iterator[str]:
    for name in form.positional:
        value = given[name] or _DEFAULTS.get(name, "")
        if not value or value.startswith("-"):
            raise UsageError(f"the input {name} is {value!r}", hint=f"{name} names what to work on")
        yield value


def _extra(form: Form, given: Mapping[str, str]) -> tuple[str, ...]:
    """The words of `args`. Raises UsageError for one that an input stands for.

    It would be said twice, or a file of another job would be read without its digest.
    """
    words = tuple(_words("args", given["args"]))
    covered = [*form.options, *(["publish"] if form.publish else [])]
    for word in words:
        option = word.partition("=")[0]
        # Options may be shortened: `--conf` is `--config`.
        name = next((n for n in covered if len(option) > 2 and f"--{n}".startswith(option)), "")
        if name:
            raise UsageError(
                f"args holds {option}, which the input {name} stands for",
                hint=f"use the input {name} alone",
            )
    return words


def _words(name: str, text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise UsageError(
            f"the input {name} cannot be read: {error}", hint="quote it as in a shell"
        ) from error


def _digests(form: Form, given: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """Which file each digest is of. Raises UsageError for a digest of nothing, and for a file of another job
    without one: an output that is empty by mistake must not switch the comparison off."""
    for digest, name in _DIGESTS.items():
        file = _read(form, given, name)
        if file and not given[digest]:
            raise UsageError(
                f"{name} comes from another job, and {digest} is empty",
                hint=f"hand {digest} over as an output of the job that wrote the file",
            )
        if not given[digest]:
            continue
        if not file:
            raise UsageError(f"{digest} is there, but no {name} that is read", hint=f"name the file: {name}")
        if digest not in form.options:
            yield Path(file), given[digest]


def _read(form: Form, given: Mapping[str, str], name: str) -> str:
    """The file of an input, where the command reads it; empty where there is none or it is written."""
    if name == "bundle" and "stage" in form.options:
        # Which bundles may be published, verify tells by their digests.
        return str(_told(given, "verify")) if given["stage"] == "publish" else ""
    if name not in (*form.positional, *form.options):
        return ""
    if name == "decided":
        # What follow --revise reads is what follow --decide wrote, too.
        return given["revise"] or given["decided"]
    writes = "model" in form.options and given["publish"] != "true"
    return "" if name == "bundle" and writes else given[name]
