"""The challenge that a camera sends."""

import re
from dataclasses import dataclass

PART = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Challenge:
    realm: str
    nonce: str


def parse(header):
    """The challenge in a `WWW-Authenticate: Digest ...` header; ValueError when it is none."""
    found = dict(PART.findall(header))
    if not header.startswith("Digest ") or "realm" not in found or "nonce" not in found:
        raise ValueError("not a digest challenge")
    return Challenge(found["realm"], found["nonce"])
