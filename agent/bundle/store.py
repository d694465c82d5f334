"""Bundles on disk: one JSON file, written whole, and read as if an enemy had written it.

`{"bundle": {...}, "seal": HEX}` where the seal is the SHA-256 of the bundle's canonical JSON. The seal tells
damage; it is no signature: whoever edits the file can seal it anew. What tells that is the digest of the
file, which `write_bundle` returns and `read_bundle` compares, when it came by another way than the file.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from pathlib import Path
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError

from agent.bundle.checks import wrong
from agent.bundle.files import opened, too_large
from agent.bundle.values import FORMAT, Bundle, Stage
from agent.errors import BundleError
from agent.report.record import write_atomic

LARGEST = 32 << 20
"""Bytes of a bundle's file."""

_BUNDLE = TypeAdapter(Bundle)
_HEX = re.compile(r"[0-9a-f]{64}")
_BOM = b"\xef\xbb\xbf"
_DAMAGED = "take the file as `suture fix --bundle` or `suture verify --out` wrote it, or make it again"
_FORGED = "do not use it: find out who wrote or changed it, and make it again"


def write_bundle(file: Path, bundle: Bundle) -> str:
    """Write a bundle whole or not at all; the SHA-256 of the file, in hex.

    Raises BundleError for a bundle that `read_bundle` would refuse, or for a file that cannot be written.
    """
    reason = wrong(bundle)
    if reason:
        raise BundleError(f"this is no bundle to write: {reason}", hint="leave that fix out (see --max)")
    # An int where a float is meant, say, would be read as another value: spelled as the reader spells it.
    meant = _spelled(_BUNDLE.validate_python(_spelled(bundle)))
    text = _canonical({"bundle": meant, "seal": _seal(meant)}) + "\n"
    if len(text) > LARGEST:
        what = f"the bundle has {len(text)} bytes, and {LARGEST >> 20} MB are the most"
        raise BundleError(what, hint="fix less at once: set --max")
    try:
        write_atomic(file, text)
    except OSError as error:
        what = f"{file} cannot be written: {error.strerror}"
        raise BundleError(what, hint="name a file in a folder that exists and may be written") from error
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def read_bundle(file: Path, *, sha256: str = "", stage: Stage | None = None) -> Bundle:
    """The bundle in a file, whose own SHA-256 is `sha256` and whose stage is `stage`, if given.

    Raises BundleError for everything that is not exactly what `write_bundle` writes.
    """
    raw = _bytes(file)
    if sha256 and not _HEX.fullmatch(sha256):
        raise BundleError("the expected digest is no SHA-256", hint="give 64 hex digits in lower case")
    if sha256 and hashlib.sha256(raw).hexdigest() != sha256:
        raise BundleError(f"{file} is not the file with the digest {sha256}", hint=_FORGED)
    given = _sealed(file, _parsed(file, raw))
    try:
        bundle = _BUNDLE.validate_python(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "".join(f".{part}" for part in first["loc"][:12])
        raise BundleError(f"{file} holds no bundle: at {where}, {first['msg']}", hint=_DAMAGED) from None
    odd = _difference(given, _spelled(bundle), "")
    if odd:
        raise BundleError(f"{file} holds more or less than a bundle: {odd}", hint=_DAMAGED)
    reason = wrong(bundle)
    if reason:
        raise BundleError(f"{file} holds no bundle that may be used: {reason}", hint=_FORGED)
    if stage is not None and bundle.stage is not stage:
        what = f"{file} holds a bundle that is {bundle.stage}, not {stage}"
        raise BundleError(what, hint="the order is: fix --bundle, verify --bundle, publish")
    return bundle


def _bytes(file: Path) -> bytes:
    with opened(file, LARGEST) as stream:
        try:
            raw = stream.read(LARGEST + 1)
        except OSError as error:
            raise BundleError(f"{file} cannot be read: {error.strerror}", hint=_DAMAGED) from error
    if len(raw) > LARGEST:
        # It grew while it was read.
        raise too_large(file, LARGEST)
    return raw


def _parsed(file: Path, raw: bytes) -> Any:
    if raw.startswith(_BOM):
        raise BundleError(f"{file} begins with a byte order mark", hint=_DAMAGED)
    try:
        text = raw.decode()
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_integer,
        )
    except UnicodeDecodeError:
        raise BundleError(f"{file} is not UTF-8", hint=_DAMAGED) from None
    except json.JSONDecodeError as error:
        what = f"{file} is not JSON, or not all of it: {error.msg} (line {error.lineno})"
        raise BundleError(what, hint=_DAMAGED) from None
    except RecursionError:
        raise BundleError(f"{file} is nested too deeply", hint=_FORGED) from None
    except _Odd as error:
        raise BundleError(f"{file} is no JSON of ours: {error}", hint=_FORGED) from None


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


def _sealed(file: Path, read: Any) -> dict[str, Any]:
    """The bundle under its seal, of the version that we know."""
    if (
        not isinstance(read, dict)
        or read.keys() != {"bundle", "seal"}
        or not isinstance(read["bundle"], dict)
    ):
        raise BundleError(f"{file} holds no sealed bundle", hint=_DAMAGED)
    given: dict[str, Any] = read["bundle"]
    version = given.get("version")
    if type(version) is not int or version != FORMAT:
        what = f"{file} is not of version {FORMAT}, the one that this suture reads"
        raise BundleError(what, hint="let the same version of suture write and read it")
    try:
        seal = _seal(given)
    except RecursionError:
        raise BundleError(f"{file} is nested too deeply", hint=_FORGED) from None
    if read["seal"] != seal:
        raise BundleError(f"{file} was changed after it was sealed", hint=_FORGED)
    return given


def _seal(bundle: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(bundle).encode("ascii")).hexdigest()


def _canonical(value: dict[str, Any]) -> str:
    """The one spelling of a value: sorted keys, no white space, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _spelled(bundle: Bundle) -> dict[str, Any]:
    """A bundle in JSON's own types."""
    spelled: dict[str, Any] = _BUNDLE.dump_python(bundle, mode="json")
    return spelled


def _difference(given: Any, meant: Any, where: str) -> str:
    """The first place where what was read is not, to the letter, what it was understood as."""
    if type(given) is not type(meant):
        return f"{where or 'it'} is a {type(given).__name__}, not a {type(meant).__name__}"
    if isinstance(given, dict):
        odd = sorted(given.keys() ^ meant.keys())
        if odd:
            return f"{where}.{odd[0][:100]!a} is " + ("missing" if odd[0] in meant else "no key of a bundle")
        pairs = [(given[key], meant[key], f"{where}.{key}") for key in given]
    elif isinstance(given, list) and len(given) == len(meant):
        pairs = [(*both, f"{where}.{at}") for at, both in enumerate(zip(given, meant, strict=True))]
    else:
        return "" if given == meant else f"{where} is not spelled as it is meant"
    return next(filter(None, (_difference(*pair) for pair in pairs)), "")
