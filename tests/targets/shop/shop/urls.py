"""Addresses that come from outside."""

from urllib.parse import urlsplit


def is_local_url(target: str) -> bool:
    """Whether `target` is a path on this site, such as `/orders/?status=open`."""
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    if any(ord(char) < 33 or char == "\\" for char in target):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc
