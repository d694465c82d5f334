"""Text that a model or a repository wrote, made harmless in GitHub's Markdown and in commit messages.

What GitHub would link, mention, close or embed goes into code spans, where it links nothing and stays
readable; every other mark of Markdown gets a backslash. No invisible character is used for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from agent.report.text import encodable, is_web_link, visible
from agent.text import shortened

HOSTS = frozenset(
    {
        "cwe.mitre.org",
        "owasp.org",
        "cheatsheetseries.owasp.org",
        "codeql.github.com",
        "bandit.readthedocs.io",
    }
)
"""Where links in such text may lead, whatever the repository."""

_FENCE = re.compile(r"<!--+(?=\s*suture)", re.IGNORECASE)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_HOT = re.compile(
    # mentions, e-mails, `user@sha`; references; security advisories
    r"@|#\d|(?<![a-z0-9])gh-\d|ghsa-"
    # addresses, which GitHub links without any mark; TeX; names of commits
    r"|:/|www\.|(?:mailto|xmpp|javascript|data|file):|\$|(?<![a-z0-9])[0-9a-f]{7,}",
    re.IGNORECASE,
)
_MARKS = re.compile(r"([\\`*_\[\]<>&|~])")
_START = re.compile(r"^(\d{1,9}(?=[.)])|)([#+\-=:.)])")
_CROSS = re.compile(r"/(?:issues|pull|pulls|discussions|commit|commits|compare)(?:/|$)", re.IGNORECASE)
# Trailers, ours and those of release tools (`Release-As:`): wrapping can put them on a line of their own.
_TRAILER = re.compile(r"\b(breaking change|[a-z]\w*(?:-[a-z]+)+)\s*:", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:[\w.-]+/[\w.-]+)?#(?=\d)|(?<![a-z0-9])gh-(?=\d)", re.IGNORECASE)
# Squash merges take bodies for commit messages, in which no code span holds anything back.
_SKIP = re.compile(
    r"\[\s*((?:skip|no)[ _-](?:ci|[a-z]*ci|actions|checks|appveyor|azurepipelines|netlify|travis|vercel)"
    r"|(?:ci|actions)[ _-]skip)\s*\]|\*{3}(NO_CI)\*{3}",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)(:?\s+)(?=[\w./-]*#\d|gh-\d|https?:)", re.IGNORECASE
)
_COMMIT = re.compile(r"(?<![A-Za-z0-9])([0-9a-f]{6})[0-9a-f]+(?![A-Za-z0-9])")


class Markdown(str):
    """Text that is Markdown already and harmless: only this reaches a body as it is."""

    __slots__ = ()


def shown(text: str, most: int, *, lines: bool = False) -> str:
    """At most `most` characters of plain text: what is invisible spelled out, and no fence of ours in it."""
    # Spelling out makes nothing shorter, but for line ends: no more of a long text needs to be looked at.
    return shortened(_inert(_FENCE.sub("<! --", visible(text[: 2 * most], lines=lines))), most)


def _inert(text: str) -> str:
    """Nothing that has a commit's checks left out or an issue closed, even where no Markdown is read."""
    return _CLOSING.sub(r"\1\2- ", _SKIP.sub(lambda found: f"({found[1] or found[2]})", text))


def _start_of(text: str, most: int) -> str:
    """Enough of a text to take `most` characters from: it may be a whole file."""
    return text if len(text) <= 4 * most else f"{text[: 4 * most]}..."


def prose(text: str, links: Collection[str] = (), most: int = 2000) -> Markdown:
    """One line of text without structure. Code stays code; addresses in `links` or on HOSTS stay links."""
    line = shown(" ".join(_start_of(text, most).split()), most)
    return Markdown(_START.sub(r"\1\\\2", _joined(_segments(line, links)), count=1))


def paragraphs(text: str, links: Collection[str] = (), most: int = 2000) -> Markdown:
    """Text with its paragraphs, and no other structure."""
    whole = [part for part in re.split(r"\n\s*\n", shortened(text, most)) if part.strip()]
    return Markdown("\n\n".join(prose(part, links, most) for part in whole))


def cell(text: str, links: Collection[str] = (), most: int = 400) -> Markdown:
    """Prose for a table: its bars are broken ones, since even in code a bar would end the cell."""
    return prose(text.replace("|", "¦"), links, most)


def code(text: str, most: int = 200) -> Markdown:
    """A code span on one line, whatever is in it; nothing for no text. Not for tables: see `code_cell`."""
    inner = shown(text, most)
    if not inner.strip():
        return Markdown("")
    fence = "`" * (_longest_run(inner) + 1)
    pad = " " if inner[0] in "` " or inner[-1] in "` " else ""
    return Markdown(f"{fence}{pad}{inner}{pad}{fence}")


def code_cell(text: str, most: int = 200) -> Markdown:
    """A code span for a table."""
    return code(text.replace("|", "¦"), most)


def block(text: str, language: str = "", most: int = 3000) -> Markdown:
    """A code block that its content cannot end. `language` is a word of ours."""
    inner = shown(text.strip("\n"), most, lines=True)
    fence = "`" * max(3, _longest_run(inner) + 1)
    return Markdown(f"{fence}{language}\n{inner}\n{fence}")


def link(label: Markdown, url: str) -> Markdown:
    """A link of ours; the address as code where it is none that may become a link."""
    return Markdown(f"[{label}](<{url}>)") if is_web_link(url) else label


def is_safe_link(url: str, links: Collection[str] = ()) -> bool:
    """Whether an address may be a link: a known and plain one, which leaves no trace where it leads."""
    if not is_web_link(url) or "@" in url:
        return False
    parts = urlsplit(url)
    known = url in links or (parts.scheme == "https" and parts.netloc in HOSTS)
    return known and _CROSS.search(parts.path) is None


def plain(text: str, most: int = 2000) -> str:
    """One line for a commit message, which has no code spans: nobody is mentioned, nothing closed or linked.

    It cannot pose as a trailer either.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in encodable(text)).split())
    line = _TRAILER.sub(r"\1 =", _inert(line))
    line = re.sub("#(?=[a-z])", "# ", _REFERENCE.sub("no. ", line), flags=re.IGNORECASE)
    line = re.sub(r"www\.", "www ", line, flags=re.IGNORECASE)
    line = line.replace("@", "(at)").replace("://", ": //")
    return shortened(_COMMIT.sub(r"\1…", line), most)


def has_reference(text: str) -> bool:
    """Whether GitHub might make anything of these words."""
    return _HOT.search(unicodedata.normalize("NFKC", text)) is not None


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _segments(line: str, links: Collection[str]) -> Iterator[tuple[bool, str]]:
    """Pieces of a line in order; those that are True are to be code, the others are Markdown already."""
    for number, piece in enumerate(_SPAN.split(line)):
        if number % 2:
            yield True, piece
            continue
        for word in re.split(r"(\s+)", piece):
            yield from _word(word, links) if has_reference(word) else [(False, _MARKS.sub(r"\\\1", word))]


def _word(word: str, links: Collection[str]) -> Iterator[tuple[bool, str]]:
    before, core, after = _edges(word)
    yield False, _MARKS.sub(r"\\\1", before)
    yield (False, f"<{core}>") if is_safe_link(core, links) else (True, core)
    yield False, _MARKS.sub(r"\\\1", after)


def _edges(word: str) -> tuple[str, str, str]:
    """A word without the punctuation that belongs to the sentence around it."""
    core = word.lstrip("([\"'")
    before, end = word[: len(word) - len(core)], len(core)
    while end and (core[end - 1] in ".,;:!?" or _is_odd(core[:end])):
        end -= 1
    return before, core[:end], core[end:]


def _is_odd(text: str) -> bool:
    """Whether the last character closes something that was not opened in the text."""
    last = text[-1]
    opened = {")": "(", "]": "["}.get(last)
    return text.count(last) > text.count(opened) if opened else last in "\"'" and text.count(last) % 2 == 1


def _joined(segments: Iterator[tuple[bool, str]]) -> str:
    """Code that touches code becomes one span: two fences side by side would be read as one."""
    merged: list[tuple[bool, str]] = []
    for is_code, text in segments:
        if is_code and merged and merged[-1][0]:
            merged[-1] = (True, merged[-1][1] + text)
        elif text:
            merged.append((is_code, text))
    return "".join(code(text, most=len(text) + 1) if is_code else text for is_code, text in merged)
