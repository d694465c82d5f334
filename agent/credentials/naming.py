"""Whether a literal that stands under a name is a credential: judged by the name and by its shape. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """How a literal comes to its name."""

    ASSIGNED = "assigned"
    ITEM = "item"
    COMPARED = "compared"
    FALLBACK = "fallback"
    CRYPTO = "crypto"


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant and the name it is given; `raw` is true for bytes, which are material and no text."""

    name: str
    value: str
    place: Place
    line: int
    raw: bool = False


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TAIL = frozenset((
    "default", "value", "dev", "development", "prod", "production", "test", "fallback", "base", "str",
    "string", "bytes", "b64", "hex", "local",
))  # fmt: skip
_PASSWORDS = frozenset((
    "password", "passwd", "pwd", "passphrase", "pass", "credential", "credentials",
))  # fmt: skip
_SECRETS = frozenset((
    "secret", "secretkey", "apikey", "privatekey", "passphrase",
))  # fmt: skip
_TOKENS = frozenset((
    "token", "accesskey", "bearer",
))  # fmt: skip
_KEY_OF = frozenset((
    "api", "secret", "access", "or", "private", "signing", "sign", "encryption", "encrypt", "auth", "client",
    "master", "hmac", "jwt", "session", "crypto", "aes", "fernet", "cookie", "webhook", "service",
    "account", "db", "database", "signature", "shared", "license", "deploy", "admin",
))  # fmt: skip
_MATERIAL = frozenset((
    "salt", "iv", "nonce", "pepper", "key", "secret",
))  # fmt: skip
_TEMPLATED = re.compile(
    r"\$\{|\{\{|^\{.*\}$|^<.*>$|^%\(?\w*\)?s?$|^\$\w|^[\W_]*$|^x{3,}$|\.\.\.|^:\w+$", re.IGNORECASE
)
_HEADER = re.compile(r"(Bearer|Basic|Token|ApiKey)\s+[\w.~+/=-]{8,}$", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"^(your|my|insert|enter|put|replace|change)[-_ ].*(here|me|key|token|secret|password)$"
    r"|redacted|placeholder",
    re.IGNORECASE,
)
_PLAIN = frozenset((
    "string", "str", "text", "hidden", "required", "none", "null", "true", "false", "undefined",
    "bearer", "basic", "password",
))  # fmt: skip


def fault(literal: Literal) -> str:
    """What kind of credential a literal is, in words; empty when it is none."""
    value, last = literal.value, _last_words(literal.name)
    if not value or len(value) > 4096 or _TEMPLATED.search(value):
        return ""
    if literal.place is Place.CRYPTO:
        return "a fixed key, salt or initialisation vector"
    if literal.raw and last[-1] in _MATERIAL and len(value) >= 4:
        return f"a fixed {last[-1]}"
    if _names_itself(literal.name, value):
        return ""
    if last[-1] == "authorization":
        return "a hard-coded token" if _HEADER.match(value) else ""
    strong = last[-1] in _SECRETS or (last[-1] == "key" and last[-2] in _KEY_OF)
    if literal.place is Place.FALLBACK:
        known = strong or last[-1] in _PASSWORDS | _TOKENS | {"salt", "pepper"}
        return "a hard-coded fallback for a secret" if known else ""
    if _PLACEHOLDER.search(value) or _is_address(value):
        return ""
    if strong and not re.fullmatch(r"[A-Z][A-Z0-9_]*", value):
        # A title such as "API key of the service" is text for people.
        sentence = value.count(" ") >= 2 and literal.place is not Place.ASSIGNED
        return "" if sentence or len(value) < 3 or _dotted(value) else "a hard-coded secret"
    if last[-1] in _PASSWORDS:
        return "a hard-coded password" if _like_password(literal) else ""
    if last[-1] in _TOKENS:
        return "a hard-coded token" if _like_token(value) else ""
    return ""


def _last_words(name: str) -> tuple[str, str]:
    words = [word.lower() for word in _WORD.findall(name)]
    while len(words) > 1 and (words[-1] in _TAIL or words[-1].isdigit()):
        words.pop()
    return (words[-2] if len(words) > 1 else "", words[-1] if words else "")


def _names_itself(name: str, value: str) -> bool:
    """A field, a header or a variable that is called what it holds: `TOKEN = "csrf_token"`."""
    spelled, owner = ("".join(_WORD.findall(text)).lower() for text in (value, name))
    return (
        bool(spelled)
        and spelled.isalpha()
        and (spelled == owner or spelled in _PLAIN or owner.endswith(spelled))
    )


def _is_address(value: str) -> bool:
    return (
        value.startswith(("/", "./", "../", "#", "."))
        or "://" in value
        or value.endswith((".pem", ".key", ".txt"))
    )


def _dotted(value: str) -> bool:
    return re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", value) is not None


def _like_password(literal: Literal) -> bool:
    value = literal.value
    words = {word.lower() for word in _WORD.findall(value)}
    if len(value) < 4 or re.search(r"\s", value) or _dotted(value):
        return False
    if words & (_PASSWORDS | {"passwort", "kennwort"}) and not re.search(r"\d", value):
        return False
    # Under a key of a table, a mere word is most often a label or a type.
    return literal.place is not Place.ITEM or re.search(r"[\d!$%&*+?@^]", value) is not None


def _like_token(value: str) -> bool:
    return (
        len(value) >= 12
        and not re.search(r"\s", value)
        and not _dotted(value)
        and re.search(r"\d", value) is not None
    )
