"""What is remembered between waves, on the branch `suture-fleet` of the home repository."""

from __future__ import annotations

import json
from collections.abc import Mapping

from agent.errors import ForgeError
from agent.fleet.files import MIB, Unreadable, parsed
from agent.fleet.values import MOST_KNOWN, MOST_WAVES, Record, Seen, Wave
from agent.forge.github.fleet import FleetForge
from agent.forge.github.fleet_record import Shelf

BRANCH = "suture-fleet"
FILE = "fleet.json"
MOST_BYTES = 48 * MIB
_SIZES = {FILE: MOST_BYTES}


def shelf(forge: FleetForge, home: str) -> Shelf:
    """Where the record of a home repository is."""
    return Shelf(forge.of_owner(home.partition("/")[0]), home, BRANCH)


def read_record(where: Shelf) -> Record:
    """The record; an empty one where none was written yet. Raises ForgeError for one that is none of ours."""
    return _record(where.read(_SIZES).files)


def write_wave(where: Shelf, wave: Wave, seen: Mapping[str, Seen]) -> str:
    """Add a wave and its looks to whatever the record is by now; the commit. Raises ForgeError."""

    def change(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        return {FILE: record_text(joined(_record(files), wave, seen)).encode()}

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
    if content is None:
        return Record()
    try:
        return parsed(content, Record, FILE)
    except Unreadable as error:
        raise ForgeError(
            f"the record on branch {BRANCH} is none of ours: {error}",
            hint=f"put an earlier commit of {BRANCH} back, or delete the branch to begin anew",
        ) from None
