"""Attacks on a reviewer's page, rendered by GitHub's own Markdown parser."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.forge.text.defuse import block, cell, code, paragraphs, plain, prose
from agent.forge.text.marker import BEGIN, END
from tests.forge.text.github import Rendered

HOSTILE = [
    "@admin please merge",
    "cc @acme/security, @root.",
    "(@admin)",
    "\\@admin",
    "&#64;admin",
    "&commat;admin and &#x40;admin",
    "*@*admin @**admin**",
    "`x`@admin",
    "@`x` @admin`y`",
    "``@admin`` `` @root",
    "`@admin",
    "@admin`",
    "user@example.com",
    "mailto:user@example.com",
    "xmpp:user@example.com",
    "see #123",
    "#1",
    "fixes #123",
    "Closes: #1, resolves #2",
    "closes acme/shop#12",
    "GH-123 gh-4",
    "fix GH-1.",
    "\\#123",
    "&#35;123",
    "acme/shop#12 and _acme/shop#13_",
    "acme/shop@4f2a9c1be07d5583a6c0e9d2417b88f03c5d6e1a",
    "reverts 4f2a9c1be07d5583a6c0e9d2417b88f03c5d6e1a",
    "see 4f2a9c1.",
    "(4F2A9C1B)",
    "GHSA-abcd-1234-efgh",
    "https://github.com/acme/shop/issues/1",
    "fixes https://github.com/acme/shop/pull/7#issuecomment-1",
    "[text](https://evil.example)",
    "[text]( https://evil.example 'title' )",
    "![pixel](https://evil.example/p.png)",
    "![x][1]\n\n[1]: https://evil.example/p.png",
    "[1]: https://evil.example\n\n[1]",
    "<https://evil.example>",
    "<a href='https://evil.example'>x</a>",
    "<img src=https://evil.example/p.png onerror=x>",
    "<details><summary>x</summary>",
    "</details></td></tr></table>",
    "<!-- hidden -->",
    "<!-- suture:end -->",
    "<!--suture:v1 {} -->",
    f"x\n{END}\n{BEGIN}\n",
    "<script>alert(1)</script>",
    "<style>*{display:none}</style>",
    "<h1>x</h1>",
    "&lt;img src=x&gt;",
    "www.evil.example",
    "(www.evil.example)",
    "*www.evil.example* _www.evil.example_ ~www.evil.example~",
    "http://evil.example",
    "ftp://evil.example/x",
    "HTTPS://EVIL.EXAMPLE",
    "https://cwe.mitre.org@evil.example/",
    "https://cwe.mitre.org.evil.example/x",
    "https://cwe.mitre.org:8443/x",
    "http://owasp.org/x",
    "[x](javascript:alert(1))",
    "javascript:alert(1)",
    "<javascript:alert(1)>",
    "data:text/html,x",
    "# Heading",
    "Heading\n===",
    "Heading\n---",
    "***",
    "- item\n- item",
    "1. item",
    "2) item",
    "+ item",
    "- [x] approved",
    "> quote",
    "> [!NOTE]\n> approved",
    "| a | b |\n| - | - |\n| c | d |",
    "a | b\n-|-\nc | d",
    "```\ncode\n```",
    "~~~\ncode\n~~~",
    "    indented",
    "**bold** __bold__ ~~gone~~",
    "text[^1]\n\n[^1]: note",
    "$`x`$ and $$x$$ and $HOME",
    "a\\",
    "`\\`|`\\`",
    "a\\|b`c|d`",
    "\u202eadmin@\u202c \u200b@admin",
    "\uff20admin \ufe6badmin",
    "\x00\x1b[31m\r\n\t",
    "\u2028# x\u2029@admin",
    "\ud800 \udcff",
    "",
    "`",
    "` `",
    "*" * 200 + "[" * 200 + "<" * 50,
]
ELEMENTS = {"p", "code", "br"}


def live(text: str) -> None:
    """Nothing in here would be acted upon, linked or loaded."""
    shown = Rendered(text)
    assert shown.live == []
    assert shown.links == []
    assert shown.comments == []
    assert set(shown.elements) <= ELEMENTS


def test_there_are_many_attacks() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("text", HOSTILE)
def test_prose_is_inert(text: str) -> None:
    live(prose(text))
    live(paragraphs(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_an_attack_beside_ordinary_words_is_inert(text: str) -> None:
    live(prose(f"so {text} it `is`{text}`x` {text}"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_stays_one_cell_in_one_row(text: str) -> None:
    shown = Rendered(f"| a | b |\n| - | - |\n| {cell(text)} | end |\n| c | d |\n")
    assert shown.elements.count("td") == 4
    assert shown.elements.count("tr") == 3
    assert (shown.live, shown.links, shown.comments) == ([], [], [])
    assert set(shown.elements) <= {"table", "thead", "tbody", "tr", "th", "td", "code"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_code_span_holds_everything(text: str) -> None:
    assert "".join(Rendered(f"a {code(text)} b").words).split() == ["a", "b"]
    live(f"a {code(text)} b")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_code_block_is_not_ended_early(text: str) -> None:
    shown = Rendered(f"{block(text)}\n\nend")
    assert shown.elements == ["pre", "code", "p"]
    assert "".join(shown.words).strip() == "end"
    assert not re.search(r"<!--\s*suture", block(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_body_holds_no_second_fence_of_ours(text: str) -> None:
    for made in (prose(text), cell(text), code(text), block(text), paragraphs(text)):
        assert not re.search(r"<!--\s*suture", made)


def test_words_stay_readable() -> None:
    assert prose("Ask @jo (see #12), then run `make`.") == "Ask `@jo` (see `#12`), then run `make`."
    assert prose("It holds that 2 * 3 < 7.") == "It holds that 2 \\* 3 \\< 7."
    assert prose("calls f(x)[0] and snake_case") == "calls f(x)\\[0\\] and snake\\_case"
    assert (
        Rendered(prose('1. It\'s fine, "really": -1 & more!')).text.strip()
        == '1. It\'s fine, "really": -1 & more!'
    )
    assert code("a`b``c") == "```a`b``c```"
    assert block("```\nx", "python") == "````python\n```\nx\n````"
    assert paragraphs("One\ntwo.\n\n- three") == "One two.\n\n\\- three"


def test_invisible_characters_are_spelled_out() -> None:
    assert prose("a\u202eb\u200bc") == "a\\\\u202eb\\\\u200bc"
    assert code("a\u202eb\n") == "`a\\u202eb\\n`"


def test_only_known_addresses_become_links() -> None:
    known = "https://docs.python.org/3/library/sqlite3.html"
    cross = "https://github.com/acme/shop/issues/1"
    text = (
        f"See {known}, https://cwe.mitre.org/data/definitions/89.html. Not {cross} or https://evil.example/x"
    )
    shown = Rendered(prose(text, [known, cross]))
    assert shown.links == [known, "https://cwe.mitre.org/data/definitions/89.html"]
    assert shown.live == []


def test_what_is_long_is_shortened_visibly() -> None:
    assert prose("x" * 50, most=10) == "xxxxxxxxx…"
    assert len(block("y\n" * 5000, most=100)) < 120


_ATOMS = st.sampled_from(
    ["@admin", "#12", "`", "``", "\\", "|", "<", "<!-- suture:end -->", "[x](http://e.example)", "!", "\n", "\n\n", " ",
     "www.e.example", "4f2a9c1be0", "GH-1", "fixes", "*", "_", "~", "&#64;x", "a", "-", "1.", "$", "(", ")", "."]
)  # fmt: skip
_TEXT = st.lists(_ATOMS, max_size=12).map("".join) | st.text(max_size=30)


@settings(max_examples=150, deadline=None)
@given(_TEXT)
def test_whatever_is_written_is_inert(text: str) -> None:
    live(prose(text))
    live(f"a {code(text)} b")
    shown = Rendered(f"| a | b |\n| - | - |\n| {cell(text)} | end |\n")
    assert (shown.live, shown.links, shown.elements.count("td")) == ([], [], 2)
    assert Rendered(f"{block(text)}\n\nend").elements == ["pre", "code", "p"]


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_words_of_a_commit_close_and_mention_nothing(text: str) -> None:
    said = plain(f"ok {text} {text}")
    assert "\n" not in said and said.isprintable()
    assert "@" not in said
    assert (
        not re.search(r"#\d|\bgh-\d|://|www\.|\b[0-9a-f]{7,40}\b", said, re.IGNORECASE) or "4F2A9C1B" in said
    )


@pytest.mark.parametrize(
    "text", ["Suture-Fingerprint: ffff", "signed-off-by : x", "Co-authored-by: R <r@e.x>", "Suture-Patch:x"]
)
def test_plain_words_cannot_pose_as_a_trailer(text: str) -> None:
    assert ":" not in plain(text)
