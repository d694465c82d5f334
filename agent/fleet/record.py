"""What is remembered between waves, on the branch `suture-fleet` of the home repository."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from agent.authoring.transplant import Pattern
from agent.bundle import patterns as known
from agent.errors import BundleError, ForgeError
from agent.fleet.files import MIB, Unreadable, parsed
from agent.fleet.patterns import FILE as PATTERNS
from agent.fleet.patterns import fitting
from agent.fleet.values import MOST_KNOWN, MOST_WAVES, Record, Seen, Wave
from agent.forge.github.fleet import FleetForge
from agent.forge.github.fleet_record import Shelf

BRANCH = "suture-fleet"
FILE = "fleet.json"
MOST_BYTES = 48 * MIB
_SIZES = {FILE: MOST_BYTES, PATTERNS: known.MAX_BYTES}


@dataclass(frozen=True, slots=True)
class Memory:
    """All that is remembered: the record, and the verified fixes that siblings may take over."""

    record: Record = field(default_factory=Record)
    patterns: tuple[Pattern, ...] = ()


def shelf(forge: FleetForge, home: str) -> Shelf:
    """Where the record of a home repository is."""
    return Shelf(forge.of_owner(home.partition("/")[0]), home, BRANCH)


def read_memory(where: Shelf) -> Memory:
    """What is remembered; nothing where nothing was written. Raises ForgeError for what is none of ours."""
    files = where.read(_SIZES).files
    return Memory(_record(files), _patterns(files))


def write_wave(where: Shelf, wave: Wave, seen: Mapping[str, Seen], patterns: Iterable[Pattern] = ()) -> str:
    """Add a wave, its looks and its verified fixes to whatever is remembered by now; the commit.

    Where there is no room for all verified fixes the oldest are left out. Raises ForgeError.
    """
    offered = tuple(patterns)

    def change(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        made = {FILE: record_text(joined(_record(files), wave, seen)).encode()}
        if offered:
            text = known.patterns_text(fitting(known.joined(offered, _patterns(files))))
            made[PATTERNS] = text.encode()
        return made

    return where.write(_SIZES, change, f"Record wave {wave.number}: {wave.looked} repositories")


def joined(record: Record, wave: Wave, seen: Mapping[str, Seen]) -> Record:
    """A record with a wave and its looks; of two looks at one repository the later stays.

    A wave that was recorded before (some of its shards were late) is replaced. A failure counts on from the
    one before, and keeps what was known of open findings. Pure.
    """
    names = {slug.casefold(): slug for slug in record.seen}
    looks = dict(record.seen)
    for slug, look in seen.items():
        before = looks.pop(names.get(slug.casefold(), slug), None)
        looks[slug] = _after(before, look)
    waves = {**{one.number: one for one in record.waves}, wave.number: wave}
    latest = sorted(waves)[-MOST_WAVES:]
    if len(looks) > MOST_KNOWN:
        looks = dict(sorted(looks.items(), key=lambda one: one[1].when)[-MOST_KNOWN:])
    return Record(waves=tuple(waves[number] for number in latest), seen=looks)


def _after(before: Seen | None, look: Seen) -> Seen:
    if before is None:
        return look
    if before.when >= look.when:
        return before
    if not look.error:
        return look
    failures = before.failures if before.wave == look.wave else before.failures + 1
    return look.model_copy(update={"failures": failures, "open": before.open, "pushed_at": before.pushed_at})


def record_text(record: Record) -> str:
    """JSON with a line for each repository and wave, in order: git keeps the difference of two small."""
    waves = [one.model_dump_json(exclude_defaults=True) for one in record.waves]
    seen = sorted(record.seen.items(), key=lambda one: one[0].casefold())
    looks = [f"{json.dumps(slug)}:{look.model_dump_json(exclude_defaults=True)}" for slug, look in seen]
    return (
        '{"version":1,\n"waves":[\n' + ",\n".join(waves) + '\n],\n"seen":{\n' + ",\n".join(looks) + "\n}}\n"
    )


def _record(files: Mapping[str, bytes]) -> Record:
    content = files.get(FILE)
    try:
        return Record() if content is None else parsed(content, Record, FILE)
    except Unreadable as error:
        raise _not_ours(f"the record: {error}") from None


def _patterns(files: Mapping[str, bytes]) -> tuple[Pattern, ...]:
    content = files.get(PATTERNS)
    try:
        return () if content is None else known.parse_patterns(content, PATTERNS)
    except BundleError as error:
        raise _not_ours(str(error)) from None


def _not_ours(what: str) -> ForgeError:
    return ForgeError(
        f"what is on branch {BRANCH} is none of ours: {what}",
        hint=f"put an earlier commit of {BRANCH} back, or delete the branch to begin anew",
    )
