"""Bundles on disk: `{"bundle": {...}, "seal": HEX}`, as `agent.bundle.sealed` writes and reads it.

The seal tells damage. What tells an edit is the digest of the file, which `write_bundle` returns and
`read_bundle` compares, when it came by another way than the file.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agent.bundle.checks import wrong
from agent.bundle.sealed import FORGED, Form, amiss, check_seal, parse, read_bytes, write_sealed
from agent.bundle.values import FORMAT, Bundle, Stage
from agent.errors import BundleError

LARGEST = 32 << 20
"""Bytes of a bundle's file."""

_BUNDLE = TypeAdapter(Bundle)
_HEX = re.compile(r"[0-9a-f]{64}")
_FORM = Form(
    key="bundle",
    largest=LARGEST,
    missing="holds no sealed bundle",
    again="take the file as `suture fix --bundle` or `suture verify --out` wrote it, or make it again",
    less="fix less at once: set --max",
)


def write_bundle(file: Path, bundle: Bundle) -> str:
    """Write a bundle whole or not at all; the SHA-256 of the file, in hex.

    Raises BundleError for a bundle that `read_bundle` would refuse, or for a file that cannot be written.
    """
    reason = wrong(bundle)
    if reason:
        raise BundleError(f"this is no bundle to write: {reason}", hint="leave that fix out (see --max)")
    # An int where a float is meant, say, would be read as another value: spelled as the reader spells it.
    meant = _spelled(_BUNDLE.validate_python(_spelled(bundle)))
    return write_sealed(file, _FORM, meant)


def read_bundle(file: Path, *, sha256: str = "", stage: Stage | None = None) -> Bundle:
    """The bundle in a file, whose own SHA-256 is `sha256` and whose stage is `stage`, if given.

    Raises BundleError for everything that is not exactly what `write_bundle` writes.
    """
    raw = read_bytes(file, _FORM)
    if sha256 and not _HEX.fullmatch(sha256):
        raise BundleError("the expected digest is no SHA-256", hint="give 64 hex digits in lower case")
    if sha256 and hashlib.sha256(raw).hexdigest() != sha256:
        raise BundleError(f"{file} is not the file with the digest {sha256}", hint=FORGED)
    found = parse(file, _FORM, raw)
    _of_our_version(file, found.value)
    check_seal(file, found)
    try:
        bundle = _BUNDLE.validate_python(found.value)
    except ValidationError as error:
        raise BundleError(f"{file} holds no bundle: {amiss(error)}", hint=_FORM.again) from None
    odd = _difference(found.value, _spelled(bundle), "")
    if odd:
        raise BundleError(f"{file} holds more or less than a bundle: {odd}", hint=_FORM.again)
    reason = wrong(bundle)
    if reason:
        raise BundleError(f"{file} holds no bundle that may be used: {reason}", hint=FORGED)
    if stage is not None and bundle.stage is not stage:
        what = f"{file} holds a bundle that is {bundle.stage}, not {stage}"
        raise BundleError(what, hint="the order is: fix --bundle, verify --bundle, publish")
    return bundle


def _of_our_version(file: Path, value: dict[str, Any]) -> None:
    """Raises BundleError for a bundle of another version, whatever its seal."""
    version = value.get("version")
    if type(version) is not int or version != FORMAT:
        what = f"{file} is not of version {FORMAT}, the one that this suture reads"
        raise BundleError(what, hint="let the same version of suture write and read it")


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
