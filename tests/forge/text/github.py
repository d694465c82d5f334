"""What GitHub does with a body: its own Markdown parser, then its filters for mentions and references."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import cmarkgfm  # type: ignore[import-untyped]
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]

_QUIET = frozenset({"code", "pre", "a", "tt"})
_MENTION = re.compile(r"(?<![\w`])@(?=[a-z0-9])[\w-]+(?:/[\w.-]+)?", re.IGNORECASE | re.ASCII)
_REFERENCE = re.compile(r"(?<![\w&])(?:[\w.-]+/[\w.-]+)?#\d+\b|(?<![a-z0-9])gh-\d+\b", re.IGNORECASE)
_COMMIT = re.compile(r"(?<![a-z0-9])[0-9a-f]{7,40}(?![a-z0-9])", re.IGNORECASE)
_SAID = re.compile(r"(?:^|[\s(])(?:https?|ftp)://|www\.\w", re.IGNORECASE)


def html(text: str) -> str:
    """The body as GitHub renders it before its filters: line ends break lines, HTML is kept."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_HARDBREAKS
    return str(cmarkgfm.github_flavored_markdown_to_html(text, options))


class Rendered(HTMLParser):
    """Links, images, elements and the words that are in no code; `live` is what GitHub would act upon."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.elements: list[str] = []
        self.comments: list[str] = []
        self.words: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html(text))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        if tag not in ("br", "img", "input", "hr"):
            self._open.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.text += data
        if not _QUIET.intersection(self._open):
            self.words.append(data)

    @property
    def live(self) -> list[str]:
        """Mentions, references and commits outside code and links. Text nodes stand alone, as for GitHub."""
        patterns = (_MENTION, _REFERENCE, _COMMIT, _SAID)
        return [match[0] for word in self.words for pattern in patterns for match in pattern.finditer(word)]
