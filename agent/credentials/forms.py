"""Credentials that are told by their form, whatever they are called: keys, tokens, logins, hashes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.credentials.spans import Span
from agent.credentials.telling import ORDINARY

# Tokens whose prefix names the service, and the fewest characters that follow it.
_PREFIXED = re.compile(
    # Most words are shorter than any of them.
    r"(?<![A-Za-z0-9])(?=[\w./:=%+-]{13})(?:"
    r"gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|gl(?:pat|rt|dt|soat|ft|cbt|ptt|imt|agent|oas)-[\w-]{16,}"
    r"|xox[a-z](?:\.xox[a-z])?-[\w-]{8,}|xapp-[\w-]{8,}|[sr]k_(?:live|test)_[A-Za-z0-9]{8,}|whsec_[\w+/=]{16,}"
    r"|sk-[A-Za-z0-9_-]{16,}|gsk_[A-Za-z0-9]{20,}|xai-[A-Za-z0-9]{20,}|r8_[A-Za-z0-9]{20,}|hf_[A-Za-z0-9]{20,}"
    r"|AIza[\w-]{30,}|GOCSPX-[\w-]{16,}|ya29\.[\w-]{16,}|1//0[\w-]{20,}|EAA[A-Za-z0-9_-]{30,}|(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}"
    r"|SG\.[\w-]{16,}\.[\w-]{16,}|(?:SK|AC)[0-9a-f]{32}|key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2}|\d{8,10}:AA[\w-]{30,}"
    r"|npm_[A-Za-z0-9]{20,}|pypi-[\w-]{20,}|rubygems_[0-9a-f]{32,}|dckr_(?:pat|oat)_[\w-]{16,}|HRKU-[\w-]{20,}"
    r"|shp(?:at|ca|pa|ss|tka)_[0-9A-Za-z]{24,}|sq0[a-z]{3}-[\w-]{16,}|do[oprt]_v1_[0-9a-f]{32,}|[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{40,}"
    r"|hv[sbr]\.[\w-]{16,}|AKC[A-Za-z0-9]{10,}|cmVmdGtu[A-Za-z0-9]{16,}|ATATT[\w=-]{20,}|ATCTT[\w=-]{20,}|dapi[0-9a-f]{32}|lin_api_\w{20,}"
    r"|NRAK-[A-Z0-9]{20,}|PMAK-[\w-]{20,}|glsa_\w{20,}|glc_[\w=+/]{20,}|pscale_\w+_[\w.-]{20,}|sb[ps]_[\w]{20,}|dp\.(?:pt|st|ct)\.[\w.]{20,}"
    r"|AGE-SECRET-KEY-1[A-Z0-9]{20,}|sntrys_[\w=+/]{20,}|CFPAT-[\w-]{20,}|figd_[\w-]{20,}|secret_[A-Za-z0-9]{40,}|ntn_[A-Za-z0-9]{30,}"
    r"|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){1,3}|[MNO][\w-]{22,28}\.[\w-]{6,7}\.[\w-]{27,}|A{18,}[A-Za-z0-9%]{30,}"
    r")"
)
_WEBHOOK = re.compile(
    r"https?://(?:hooks\.slack\.com/(?:services|workflows|triggers)|(?:\w+\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks"
    r"|[\w.-]+\.webhook\.office\.com/webhookb2|hooks\.zapier\.com/hooks/catch|api\.telegram\.org/bot)/?([\w/@:.-]{16,})"
)
# The last `@` before the host ends the login; a password may hold one itself.
_LOGIN = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,24}://(?:[^\s:/?#\"'`<>@]{0,128}):([^\s\"'`<>/]{1,256}|[^\s\"'`<>]{1,256}?)@(?=[\w\[.%$({-])",
    re.I,
)
_USER_TOKEN = re.compile(r"\bhttps?://([A-Za-z0-9_-]{16,255})@[\w.-]+")
_BARE_LOGIN = re.compile(
    r"(?<![\w.:/@-])(?!(?:mailto|acct|sips?|xmpp|ssh|git|npm|https?):)[\w.-]{2,64}:([^\s:@/{}<>$%\"']{4,128})@[\w-]+(?:\.[\w-]+)+"
)
_HEADER = re.compile(
    r"(?:authorization|proxy-authorization)\\?[\"']?\s{0,4}[:=,]\s{0,4}\\?[\"'`]?\s{0,2}[fbru]{0,2}[\"'`]?(?:[A-Za-z][\w-]{0,20}\s{1,4})?([\w.~+/=:-]{6,2048})"
    r"|\b(?:Bearer|Basic)\s{1,4}((?=[\w.~+/=-]{0,2000}\d)[\w.~+/=-]{12,2048})",
    re.IGNORECASE,
)
_COOKIE = re.compile(
    r"(?:Set-)?Cookie\\?[\"']?\s{0,4}[:=]\s{0,4}\\?[\"'`]?[^\n\"'`]{0,200}?\b\w*(?:sess|sid|auth|token)\w*=([\w.%+/=:-]{12,2048})",
    re.I,
)
_CONNECTION = re.compile(
    r"(?:AccountKey|SharedAccessKey|SharedAccessSignature|SharedSecretValue|PrimaryKey)\s{0,2}=\s{0,2}([\w+/=%-]{8,512})|[?&;]sig=([\w%+/=]{16,512})",
    re.IGNORECASE,
)
_HASH = re.compile(
    r"(\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}|\$(?:apr1|1|5|6|y|7|argon2(?:id|i|d)|pbkdf2-\w+|scrypt)\$[^\s\"'`:{}()]{16,512}"
    r"|\{S?SHA(?:256|512)?\}[A-Za-z0-9+/=]{20,}|\b(?:pbkdf2_sha\d+|scrypt|bcrypt_sha256|argon2)[:$][^\s\"'`{}()\\]{20,512})",
    re.MULTILINE,
)
_NETRC = re.compile(
    r"\b(?:machine|login)\s+\S{1,128}(?:\s+(?:login|account)\s+\S{1,128})?\s+password\s+(\S{1,256})"
)
_FLAG = re.compile(
    r"(?<!\S)(?:-u|--user|--proxy-user)[ =][\"']?[^\s:\"']{1,128}:([^\s\"']{3,256})"
    r"|(?<!\S)--?[\w-]{0,40}(?:password|passwd|passphrase|token|secret|api-?key|access-?key)"
    r"[ =][\"']?((?!-)[^\s\"']{4,512})",
    re.IGNORECASE,
)
# Tools whose passwords follow a letter, with no name of what they are.
_LETTER = re.compile(
    r"\b(?:mysql\w{0,12}|mariadb\w{0,12}|sshpass)\b[^\n]{0,200}?[\s\"',](?:-p|(?<=sshpass )-p )[\"']?"
    r"((?!\d+(?::\d+)?\b)[^\s\"',$-][^\s\"',]{3,256})"
    r"|\bredis-cli\b[^\n]{0,200}?\s-a\s?[\"']?([^\s\"'$-][^\s\"']{3,256})"
)
# One of these is in every text that the pattern finds something in; looking for them is much faster.
_SIMPLE: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (_WEBHOOK, ("hooks", "webhook", "api.telegram")),
    (_LOGIN, ("://",)),
    (_USER_TOKEN, ("://",)),
    (_BARE_LOGIN, ("@",)),
    (_HEADER, ("authorization", "bearer", "basic")),
    (_COOKIE, ("cookie",)),
    (_CONNECTION, ("key", "signature", "secretvalue", "sig=")),
    (_HASH, ("$", "sha", "scrypt", "argon2")),
    (_NETRC, ("machine", "login")),
    (_FLAG, ("-",)),
    (_LETTER, ("mysql", "mariadb", "sshpass", "redis-cli")),
)
_TEMPLATED = re.compile(
    r"\$\{|\{\{|^\{.*\}$|^<.*>?$|^%\(?\w*\)?s?$|^\$\w|^[\W_]*$|^(.)\1*$|\.\.\.|^:\w+$|^\{\w*\}|^%|EXAMPLE"
)

_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d")
_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_LONGEST_KEY = 12_000
_PREFIX = re.compile(r"^[+\-> |]", re.MULTILINE)
_BODY = re.compile(
    r"^[ \t+\->|]*+[\"'`]?([A-Za-z0-9+/]{40,}={0,2}|[A-Za-z0-9+/]{8,}={1,2})(?:\\n)?[\"'`]?[ \t\r\\,+)]*+$",
    re.MULTILINE,
)


def forms(text: str) -> Iterator[Span]:
    """The spans of keys, tokens, logins, headers and password hashes in a text."""
    yield from (match.span() for match in _PREFIXED.finditer(text))
    lowered = text.lower()
    for pattern, signs in _SIMPLE:
        for match in pattern.finditer(text) if any(sign in lowered for sign in signs) else ():
            group = match.lastindex or 0
            if pattern is _HASH or not (_TEMPLATED.search(match[group]) or _plain(pattern, match[group])):
                yield match.span(group)
    yield from keys(text)


def _plain(pattern: re.Pattern[str], value: str) -> bool:
    """What stands in such a place in documentation and in code without being one."""
    if value.lower() in ORDINARY or value.lower() in ("pass", "pwd", "x-oauth-basic", "port"):
        return True
    named = pattern in (_HEADER, _FLAG, _USER_TOKEN, _BARE_LOGIN, _LETTER)
    return named and re.fullmatch(r"[A-Za-z_.]+", value) is not None


def keys(text: str) -> Iterator[Span]:
    """Private keys: a whole block as one; line by line where the text is a diff or the block has no end."""
    for begin in _BEGIN.finditer(text):
        end = _END.search(text, begin.end(), begin.end() + _LONGEST_KEY)
        stop = end.end() if end else min(len(text), begin.end() + _LONGEST_KEY)
        inside = text[begin.end() : end.start() if end else stop]
        lines = inside.split("\n")[1:-1]
        marked = bool(lines) and all(line[:1] in ("+", "-", " ", ">", "|") for line in lines)
        if end and not marked:
            yield begin.start(), stop
        else:
            yield from _bodies(text, begin.end(), end.start() if end else stop)
    for end in _END.finditer(text):
        start = text.rfind("-----BEGIN", 0, end.start())
        if start < 0 or end.start() - start > _LONGEST_KEY:
            yield from _bodies(text, max(0, end.start() - _LONGEST_KEY), end.start())
    for match in _BODY.finditer(text):
        value = match[1]
        if (
            len(value) >= 60
            and re.search(r"[a-z]", value)
            and re.search(r"[A-Z]", value)
            and re.search(r"\d", value)
        ):
            yield match.span(1)


def _bodies(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _BODY.finditer(text, start, end):
        yield match.span(1)
