"""Whether a name tells of a credential, and whether a value under it can be one. Pure.

What is left alone: words that say themselves that they stand for a value (`change-me`, `<password>`,
`${TOKEN}`), words that everybody would try first (`test`, `secret`, `password`: hiding them protects
nothing), labels and sentences for people, names of variables and types, paths, and addresses without a login.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """What a name says that it holds: `PIN` is a number, `KEY` and `TOKEN` nobody could remember."""

    PASSWORD = "password"  # noqa: S105
    PIN = "pin"
    SECRET = "secret"  # noqa: S105
    TOKEN = "token"  # noqa: S105


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TAIL = frozenset((
    "default", "value", "dev", "development", "prod", "production", "test", "fallback", "base", "str",
    "string", "bytes", "b64", "base64", "hex", "local", "data", "old", "new", "current", "plain", "raw",
))  # fmt: skip
_PASSWORD = re.compile(
    r"(?:.*(?:password|passwd|passphrase|passcode|passwort|kennwort)|(?!by|com)\w*pass"
    r"|\w{0,8}pwd|pw|credentials?)$"
)
_SECRET = re.compile(r"(?:.*(?:secret|apikey|privatekey|secretkey|accesskey|encryptionkey)|salt|pepper)$")
_TOKEN = re.compile(r"(?:.*token|bearer|auth|authentication|identitytoken|signature|dsn|authorization)$")
_KEYS_OF = frozenset((
    "api", "secret", "access", "private", "signing", "sign", "encryption", "encrypt", "auth", "client",
    "master", "hmac", "jwt", "session", "crypto", "aes", "cookie", "webhook", "service", "account",
    "db", "database", "shared", "license", "deploy", "admin", "app", "application", "storage", "data",
    "host", "fernet", "or", "rsa", "ssh", "tls", "ssl", "signature",
))  # fmt: skip
_TEMPLATED = re.compile(
    r"\$\{|\{\{|^\{.*\}$|^<.*>?$|^%\(?\w*\)?s?$|^\$\w*$|^\$\(|^[\W_]*$|^(.)\1*$|\.\.\.|^:\w+$|^\*+|^%"
    r"|EXAMPLE|^\\[nrt]|^--"
)
_PLACEHOLDER = re.compile(
    r"^<?(?:your|my|insert|enter|put|replace|change|some|any|an?|the)[-_ ]"
    r".*(?:here|me|this|key|token|secret|password)>?$"
    r"|redacted|placeholder|change[-_ ]?(?:me|this)|^(?:todo|fixme|tbd|n/?a)$|^not[-_ ]?(?:set|real|a[-_ ])",
    re.IGNORECASE,
)
_KEY_LIKE = re.compile(r"(?=\D*\d)(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[\w+=-]{10,}")
ORDINARY = frozenset((
    "test", "tests", "testing", "tester", "example", "sample", "demo", "dummy", "fake", "foo", "bar", "baz",
    "foobar", "string", "str", "text", "hidden", "required", "optional", "none", "null", "nil", "true",
    "false", "undefined", "bearer", "basic", "password", "passwd", "secret", "token", "key", "value", "user",
    "username", "admin", "default", "empty", "unknown", "invalid", "wrong", "bytes", "object", "number",
    "boolean", "integer", "self", "this", "name", "data", "body", "header", "query", "cookie", "static",
    "public", "private", "abc", "abcd", "utf-8", "utf8", "ascii", "sha256", "sha512", "sha1", "md5", "hs256",
    "rs256", "es256", "file", "type", "email", "mail", "iso-8859-1",
))  # fmt: skip
_NAMING = frozenset((
    "password", "passwords", "passwd", "pass", "pwd", "passphrase", "secret", "secrets", "token", "tokens",
    "key", "keys", "credential", "credentials", "auth", "authorization", "apikey", "csrf", "header",
    "cookie", "name", "field", "param", "id",
))  # fmt: skip
_SPEECH = frozenset((
    "the", "a", "an", "is", "are", "was", "be", "must", "your", "you", "please", "not", "no", "of", "for",
    "to", "in", "with", "and", "or", "that", "this", "from", "on", "at", "will", "should", "can", "invalid",
    "incorrect", "enter", "has", "have", "missing", "required", "forgot", "new", "used", "could", "use",
    "set", "by", "as", "it", "been", "expired",
))  # fmt: skip


@lru_cache(maxsize=16_384)
def kind_of(name: str) -> Kind | None:
    """What the name says that it holds; None for a name that says nothing of a credential."""
    words = [word.lower() for word in _WORD.findall(name)]
    while len(words) > 1 and (words[-1] in _TAIL or words[-1].isdigit()):
        words.pop()
    last = words[-1] if words else ""
    if last in ("pin", "pincode") or words[-2:] == ["pin", "code"]:
        return Kind.PIN
    if last == "key" and len(words) > 1 and words[-2] in _KEYS_OF:
        return Kind.SECRET
    if words[-2:] == ["pass", "phrase"]:
        return Kind.PASSWORD
    for pattern, kind in ((_PASSWORD, Kind.PASSWORD), (_SECRET, Kind.SECRET), (_TOKEN, Kind.TOKEN)):
        if pattern.fullmatch(last):
            return kind
    return None


def quoted_value(kind: Kind, name: str, value: str) -> bool:
    """Whether a string literal, or all of a line's right side, is a credential under a name of this kind."""
    if not _possible(name, value):
        return False
    match kind:
        case Kind.PIN:
            return re.fullmatch(r"\d{4,12}", value) is not None
        case Kind.PASSWORD:
            return len(value) >= 4 and not _speech(value)
        case Kind.SECRET:
            return len(value) >= 6 and not _speech(value) and not _constant_name(value)
        case Kind.TOKEN:
            return len(value) >= 8 and not re.search(r"\s", value) and _random(value)


def bare_value(kind: Kind, name: str, value: str, *, spaced: bool = False) -> bool:
    """The same of a value without quotes, a name where it is code. `spaced`: only a space is between."""
    if not _possible(name, value) or re.search(r"\s", value):
        return False
    if kind is Kind.PIN:
        return re.fullmatch(r"\d{4,12}", value) is not None
    digit = re.search(r"\d", value) is not None
    mixed = digit and re.search(r"[A-Za-z]", value) is not None
    if value.isdigit():
        return kind is Kind.PASSWORD and len(value) >= 6 and not spaced
    symbol = re.search(r"[!$%&*+?@^#~/=-]", value) is not None
    if spaced or kind is Kind.TOKEN:
        return len(value) >= 6 and mixed and (_random(value) if kind is Kind.TOKEN else True)
    return (mixed or symbol) and (kind is Kind.PASSWORD or len(value) >= 8)


def argument_value(kind: Kind, name: str, value: str) -> bool:
    """The same of a string that something is made of, or one of many: only what nobody would say."""
    mixed = re.search(r"\d", value) is not None and re.search(r"[A-Za-z]", value) is not None
    return len(value) >= 8 and mixed and not re.search(r"\s", value) and quoted_value(kind, name, value)


def cut_value(kind: Kind, name: str, value: str) -> bool:
    """The same of a string whose end is missing: what follows it on its line may be code."""
    if re.search(r"[\"'`]", value):
        return False
    phrase = re.fullmatch(r"[\w-]+(?: [\w-]+){2,9}", value) is not None and kind is Kind.PASSWORD
    return (phrase and quoted_value(kind, name, value)) or bare_value(kind, name, value)


def _possible(name: str, value: str) -> bool:
    bare = value.strip()
    lowered = bare.lower()
    if (
        not 4 <= len(bare) <= 4096
        or lowered in ORDINARY
        or _TEMPLATED.search(bare)
        or _PLACEHOLDER.search(bare)
    ):
        return False
    return not (is_address(bare) or _dotted(bare) or _names(name, bare))


def _names(name: str, value: str) -> bool:
    """A value that is a name itself: of a field, a header, a variable, or of what it is called."""
    if re.fullmatch(r"[A-Za-z_][\w -]*", value) is None:
        return False
    words = [word.lower() for word in _WORD.findall(value)]
    spelled, owner = "".join(words), "".join(_WORD.findall(name)).lower()
    return spelled == owner or (not re.search(r"\d", value) and bool(_NAMING.intersection(words)))


def is_address(value: str) -> bool:
    """A path, the name of a file, a colour or an address: no part of it is random as keys are."""
    shape = re.match(r"[a-z][a-z0-9+.-]*://|\.{0,2}/(?!.*[=+])[\w./-]*$|~/|[A-Za-z]:\\", value) is not None
    shape = shape or re.fullmatch(r"[#.][A-Za-z_-]+|#[0-9a-fA-F]{3,8}", value) is not None
    named = value.endswith((".pem", ".key", ".txt", ".json", ".yml", ".yaml", ".html", ".py", ".js", ".crt"))
    return named or (shape and not any(_KEY_LIKE.fullmatch(part) for part in value.split("/")))


def _dotted(value: str) -> bool:
    return re.fullmatch(r"[A-Za-z_]\w{0,30}(\.[A-Za-z_]\w{0,30})+", value) is not None


def _speech(value: str) -> bool:
    """A label or a sentence for people."""
    words = re.findall(r"[A-Za-z']+", value.lower())
    if not re.search(r"\s", value.strip()):
        return False
    return bool(_SPEECH.intersection(words) or _NAMING.intersection(words)) or (
        len(value.split()) < 3 and not re.search(r"\d", value)
    )


def _constant_name(value: str) -> bool:
    return re.fullmatch(r"[A-Z][A-Z_]*|[A-Z][a-z]+", value) is not None


def _random(value: str) -> bool:
    return re.search(r"\d", value) is not None or (
        len(value) >= 16
        and re.search(r"[a-z]", value) is not None
        and re.search(r"[A-Z]", value) is not None
        and re.fullmatch(r"(?:[A-Z]?[a-z]{2,})+", value) is None
    )
