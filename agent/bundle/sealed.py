"""One JSON value in a file, under a seal: written whole, and read as if an enemy had written it.

`{KEY: {...}, "seal": HEX}` where the seal is the SHA-256 of the value's canonical JSON. It tells damage; it
is no signature: whoever edits the file can seal it anew.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from agent.bundle.files import opened, too_large
from agent.errors import BundleError
from agent.report.record import write_atomic

FORGED = "do not use it: find out who wrote or changed it, and make it again"

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file: the key of its value, its most bytes, and what is said of a wrong one.

    `missing` follows the file's name where there is no such value. `again` is the next step for a damaged
    file, `less` that for a value which is too large.
    """

    key: str
    largest: int
    missing: str
    again: str
    less: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value and the seal that its file has for it."""

    value: dict[str, Any]
    seal: str


def write_sealed(file: Path, form: Form, value: dict[str, Any]) -> str:
    """Write a value under its seal, whole or not at all; the SHA-256 of the file, in hex.

    Raises BundleError when it is too large, or cannot be written.
    """
    text = canonical({form.key: value, "seal": digest(value)}) + "\n"
    if len(text) > form.largest:
        what = f"{file} would have {len(text)} bytes, and {form.largest >> 20} MB are the most"
        raise BundleError(what, hint=form.less)
    try:
        write_atomic(file, text)
    except OSError as error:
        what = f"{file} cannot be written: {error.strerror}"
        raise BundleError(what, hint="name a file in a folder that exists and may be written") from error
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def read_bytes(file: Path, form: Form) -> bytes:
    """What is in a regular file of at most `form.largest` bytes. Raises BundleError for any other."""
    with opened(file, form.largest) as stream:
        try:
            raw = stream.read(form.largest + 1)
        except OSError as error:
            raise BundleError(f"{file} cannot be read: {error.strerror}", hint=form.again) from error
    if len(raw) > form.largest:
        # It grew while it was read.
        raise too_large(file, form.largest)
    return raw


def parse(file: Path, form: Form, raw: bytes) -> Sealed:
    """The value in a file's bytes, whose seal nobody has looked at yet: see `check_seal`.

    Raises BundleError for what is no JSON, or JSON that two readers may understand differently.
    """
    read = _parsed(file, form, raw)
    if (
        not isinstance(read, dict)
        or read.keys() != {form.key, "seal"}
        or not isinstance(read[form.key], dict)
    ):
        raise BundleError(f"{file} {form.missing}", hint=form.again)
    return Sealed(read[form.key], read["seal"] if isinstance(read["seal"], str) else "")


def check_seal(file: Path, found: Sealed) -> None:
    """Raises BundleError for a value that is not the one which was sealed."""
    try:
        seal = digest(found.value)
    except RecursionError:
        raise _too_deep(file) from None
    if found.seal != seal:
        raise BundleError(f"{file} was changed after it was sealed", hint=FORGED)


def amiss(error: ValidationError) -> str:
    """The first thing that is wrong with a value, and where, in at most a few hundred characters."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = "".join(f".{str(part)[:100]}" for part in first["loc"][:12])
    return f"at {where or 'its top'}, {first['msg']}"


def digest(value: object) -> str:
    """The SHA-256 of a value's canonical JSON, in hex."""
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()


def canonical(value: object) -> str:
    """The one spelling of a value: sorted keys, no white space, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _parsed(file: Path, form: Form, raw: bytes) -> Any:
    if raw.startswith(_BOM):
        raise _no_json(file, "it begins with a byte order mark", form.again)
    try:
        return json.loads(
            raw.decode(),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_integer,
        )
    except UnicodeDecodeError:
        raise _no_json(file, "it is not UTF-8", form.again) from None
    except json.JSONDecodeError as error:
        what = f"it is not JSON, or not all of it: {error.msg} (line {error.lineno})"
        raise _no_json(file, what, form.again) from None
    except RecursionError:
        raise _too_deep(file) from None
    except _Odd as error:
        raise _no_json(file, str(error), FORGED) from None


def _no_json(file: Path, what: str, hint: str) -> BundleError:
    return BundleError(f"{file} is no JSON of ours: {what}", hint=hint)


def _too_deep(file: Path) -> BundleError:
    return BundleError(f"{file} is nested too deeply", hint=FORGED)


class _Odd(Exception):
    """JSON that two readers may understand differently."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Odd("an object has a key twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise _Odd(f"{name} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _Odd("a number is too large")
    return number


def _integer(digits: str) -> int:
    if len(digits) > 20:
        raise _Odd("a number is too large")
    return int(digits)
