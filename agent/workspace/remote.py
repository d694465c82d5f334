"""Which repository on the forge is meant: by a checkout's `origin`, or by what the command line says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from agent.errors import UsageError
from agent.workspace.git import Checkout, decode

_OWNER = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})"
_NAME = r"[A-Za-z0-9._-]{1,100}"
_SLUG = re.compile(rf"({_OWNER})/({_NAME})")
# `user@host:path`; a slash before the colon would make it a path.
_SCP = re.compile(r"(?:[^@/:\s]+@)?(\[[^\]/]+\]|[^@/:\s\[\]]+):(?!//)(.*)")
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Remote:
    """A repository on the forge, `owner/name`."""

    slug: str


@dataclass(frozen=True, slots=True)
class Local:
    """A folder on this machine; `note` says what else could have been meant."""

    path: Path
    note: str = ""


Target = Remote | Local


def parse_target(text: str, server_url: str) -> Target:
    """What `OWNER/NAME`, an address or a path names. A folder that is there wins over `OWNER/NAME`.

    Raises UsageError for an address that is not a repository of the forge at `server_url`.
    """
    if "://" in text or _looks_like_scp(text):
        return Remote(_slug(text, server_url))
    slug = _plain(text)
    if not slug:
        return Local(Path(text))
    if Path(text).exists():
        note = f"{text} is a folder here and is worked on; say {address_of(server_url, slug)} for the forge's"
        return Local(Path(text), note)
    return Remote(slug)


def slug_of(checkout: Checkout, server_url: str) -> str:
    """`owner/name` of the repository that `origin` of a checkout names on the forge at `server_url`.

    Raises UsageError when there is no origin, or it is somewhere else.
    """
    found = checkout.git.call("config", "--get", "remote.origin.url")
    address = decode(found.stdout).strip()
    if found.status != 0 or not address:
        raise UsageError(
            f"{checkout.top} has no remote called origin",
            hint="add one with `git remote add origin ADDRESS`, or name OWNER/NAME instead of the folder",
        )
    return _slug(address, server_url)


def address_of(server_url: str, slug: str) -> str:
    """Where a repository of the forge is cloned from."""
    return f"{server_url.rstrip('/')}/{slug}.git"


def _slug(address: str, server_url: str) -> str:
    place = _place(address)
    if place is None:
        raise UsageError(
            f"{_shown(address)} is no address of a repository on a forge",
            hint=f"name OWNER/NAME, or an address below {server_url}",
        )
    scheme, host, port, path = place
    server = urlsplit(server_url)
    name, wanted = host.casefold(), (server.hostname or "").casefold()
    if scheme in _PORTS:
        default = _PORTS.get(server.scheme)
        same = (name, port or _PORTS[scheme]) == (wanted, server.port or default)
    else:
        # Over ssh the port is another one, and GitHub answers at ssh.github.com too where port 22 is closed.
        same = name in (wanted, f"ssh.{wanted}")
    if not same:
        raise UsageError(
            f"{_shown(address)} is not a repository of {server_url}",
            hint="set GITHUB_SERVER_URL and GITHUB_API_URL to the forge that it is on, or name OWNER/NAME",
        )
    slug = _plain(path.strip("/"))
    if not slug:
        raise UsageError(f"{_shown(address)} does not end in OWNER/NAME", hint="name OWNER/NAME")
    return slug


def _place(address: str) -> tuple[str, str, int | None, str] | None:
    """Scheme, host, port and path of an address, whatever its form; None when it has no host."""
    if "://" in address:
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            return None
        known = parts.scheme in ("https", "http", "ssh", "git+ssh")
        if not (known and parts.hostname) or parts.query or parts.fragment:
            return None
        return parts.scheme, parts.hostname, port, parts.path
    match = _SCP.fullmatch(address)
    return ("ssh", match[1].strip("[]"), None, match[2]) if match else None


def _plain(text: str) -> str:
    """`owner/name` without `.git`, or nothing when the forge allows no such names."""
    match = _SLUG.fullmatch(text.removesuffix("/").removesuffix(".git"))
    if match is None or match[2] in (".", "..", ".git") or match[2].endswith(".git"):
        return ""
    return f"{match[1]}/{match[2]}"


def _looks_like_scp(text: str) -> bool:
    """`git@host:owner/name`; a bare `a:b` could as well be a folder's name."""
    return "@" in text.partition(":")[0] and _SCP.fullmatch(text) is not None


def _shown(address: str) -> str:
    """The address without user and password."""
    scheme, slashes, rest = address.rpartition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{slashes}{host.rpartition('@')[2]}{slash}{path}"
