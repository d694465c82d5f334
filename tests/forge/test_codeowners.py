from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.forge.codeowners import MAX_BYTES, PLACES, Owner, OwnerKind, Rule, find, load, owner, parse
from agent.forge.patterns import flaw

CASES = json.loads((Path(__file__).parent / "data" / "codeowners-cases.json").read_text())
EXPECTED = [
    (c["pattern"], path, yes)
    for c in CASES
    for key, yes in (("matches", True), ("not", False))
    for path in c[key]
]


def owners_of(text: str, path: str) -> tuple[str, ...] | None:
    rule = parse(text).share(path)
    return None if rule is None else tuple(each.text for each in rule.owners)


def skipped(text: str) -> list[int]:
    return [each.line for each in parse(text).skipped]


@pytest.mark.parametrize(("pattern", "path", "yes"), EXPECTED)
def test_a_pattern_matches_what_the_forge_says_it_does(pattern: str, path: str, yes: bool) -> None:
    file = parse(f"{pattern} @a")
    assert not file.skipped
    assert (file.share(path) is not None) is yes


def reference(pattern: str, path: str) -> bool:
    """The documented meaning, spelled out without any thought of speed."""
    inside = pattern.endswith("/")
    parts = pattern.removesuffix("/").split("/")
    if parts[0] == "":
        parts = parts[1:]
    elif len(parts) == 1:
        parts = ["**", *parts]
    names = path.split("/")
    if set(parts) == {"**"}:
        return len(names) > 1 or not inside
    while parts[-1] == "**":
        parts, inside = parts[:-1], True
    # Every way to cut the path in a folder or file that the pattern names, and what lies below it.
    for cut in range(1, len(names) + 1):
        below = len(names) - cut
        fits = below > 0 if inside else below == 0 or parts[-1] != "*"
        if fits and segments(parts, names[:cut]):
            return True
    return False


def segments(parts: list[str], names: list[str]) -> bool:
    if not parts:
        return not names
    if parts[0] == "**":
        return any(segments(parts[1:], names[at:]) for at in range(len(names) + 1))
    return bool(names) and characters(parts[0], names[0]) and segments(parts[1:], names[1:])


def characters(glob: str, name: str) -> bool:
    if not glob:
        return not name
    if glob[0] == "*":
        return any(characters(glob[1:], name[at:]) for at in range(len(name) + 1))
    if glob[0] == "\\":
        return name[:1] == glob[1] and characters(glob[2:], name[1:])
    return bool(name) and glob[0] in ("?", name[0]) and characters(glob[1:], name[1:])


segment = st.one_of(
    st.sampled_from(["**", "*", "a", "b", "a*", "*b", "?", "\\*", "a?*", "*a*b"]),
    st.text("ab*?", min_size=1, max_size=5),
)
patterns = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "/"]), st.lists(segment, min_size=1, max_size=4), st.sampled_from(["", "/"]),
).filter(lambda pattern: not flaw(pattern))  # fmt: skip
paths = st.lists(st.text("ab*", min_size=1, max_size=4), min_size=1, max_size=5).map("/".join)


@settings(max_examples=700, deadline=None)
@given(patterns, paths)
def test_a_pattern_matches_exactly_what_its_meaning_spelled_out_does(pattern: str, path: str) -> None:
    assert (parse(f"{pattern} @a").share(path) is not None) is reference(pattern, path)


@settings(max_examples=200, deadline=None)
@given(st.lists(patterns, min_size=1, max_size=12), paths)
def test_among_many_lines_the_last_that_matches_decides(lines: list[str], path: str) -> None:
    last = max((number for number, line in enumerate(lines, 1) if reference(line, path)), default=None)
    rule: Rule | None = parse("\n".join(f"{line} @a" for line in lines)).share(path)
    assert (None if rule is None else rule.line) == last


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80), st.text(max_size=20))
def test_any_bytes_parse_and_any_path_gets_an_answer(content: bytes, path: str) -> None:
    file = parse(content)
    rule = file.share(path)
    assert rule is None or rule in file.rules
    numbers = [*(each.line for each in file.rules), *(each.line for each in file.skipped)]
    assert len(set(numbers)) == len(numbers) and max(numbers, default=0) <= content.count(b"\n") + 1


def test_the_last_matching_line_decides_alone_and_may_take_ownership_away() -> None:
    text = "* @all\napp/ @app @org/team\napp/vendor/\n*.md docs@example.com\n"
    assert owners_of(text, "x.py") == ("@all",)
    assert owners_of(text, "app/x.py") == ("@app", "@org/team")
    assert owners_of(text, "app/vendor/x.py") == ()
    assert owners_of(text, "app/vendor/x.md") == ("docs@example.com",)
    assert owners_of("app/ @a", "x.py") is None


@pytest.mark.parametrize(
    "line",
    ["!app/ @a", "app/[ab].py @a", "app/] @a", "app/[ @a", "***/x @a", "a/***  @a", "\\#x @a", "x\\#y @a", "/ @a", "// @a",
     "a//b @a", "\\/ @a", "a\\//b @a", "app\\", "app/ a", "app/ @", "app/ @a,", "app/ @org/", "app/ @/team", "app/ @org/team/more", "app/ a@", "app/ @b@c",
     "app/ a@localhost", "app/ @a @b [c]", "app/ @a#", "app/ @ä"],
)  # fmt: skip
def test_an_invalid_line_is_skipped_alone_and_an_earlier_one_decides(line: str) -> None:
    file = parse(f"* @first\n{line}\nlast/ @last\n")
    assert [each.line for each in file.skipped] == [2] and file.skipped[0].reason
    assert [rule.line for rule in file.rules] == [1, 3]
    rule = file.share("app/a.py")
    assert rule and rule.line == 1


def test_comments_begin_at_the_start_of_a_line_or_after_white_space() -> None:
    text = "# app/ @no\n  # app/ @no\napp/ @a # @no [ !\nlib/ # @no\nx#y @b\nz @c\t#@no"
    assert not skipped(text)
    assert owners_of(text, "app/x") == ("@a",)
    assert owners_of(text, "lib/x") == ()
    assert owners_of(text, "x#y") == ("@b",)
    assert owners_of(text, "z") == ("@c",)


def test_an_escaped_space_is_part_of_the_pattern_and_a_hash_after_it_too() -> None:
    text = "my\\ docs/ @a\nb\\ #c @b\ntail\\ \n"
    assert owners_of(text, "my docs/x") == ("@a",)
    assert owners_of(text, "b #c") == ("@b",)
    assert owners_of(text, "tail ") == ()
    assert owners_of(text, "tail") is None


def test_white_space_line_ends_and_a_byte_order_mark_do_not_count() -> None:
    file = parse("\ufeff*\t@a\r\n \t app/ \t @b  @c \t\r\n\r\n   \n".encode())
    assert not file.skipped and [rule.line for rule in file.rules] == [1, 2]
    assert file.rules[0].pattern == "*"
    assert file.rules[1].owners == (Owner("@b", OwnerKind.USER, 11), Owner("@c", OwnerKind.USER, 15))


def test_only_a_line_feed_ends_a_line() -> None:
    file = parse("a @a\x0b@b\u2028\nb @b")
    assert [each.line for each in file.skipped] == [1] and file.rules[0].line == 2


def test_paths_that_are_not_utf_8_match_as_git_lists_them() -> None:
    path = b"caf\xe9/x.py".decode("utf-8", "surrogateescape")
    for text in (b"caf\xe9/ @a", b"caf?/ @a", b"c*/ @a"):
        assert parse(text).share(path)
    assert parse("café/ @a").share(path) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [("@a", OwnerKind.USER), ("@A-b_c", OwnerKind.USER), ("@org/team-1", OwnerKind.TEAM), ("@org/a_b", OwnerKind.TEAM),
     ("a.b+c@mail.example.com", OwnerKind.EMAIL), ("1+a@users.noreply.github.com", OwnerKind.EMAIL), ("a", None), ("@a\n", None)],
)  # fmt: skip
def test_owners_are_users_teams_or_addresses(text: str, kind: OwnerKind | None) -> None:
    found = owner(text)
    assert (found and found.kind) == kind


def test_a_file_of_three_megabytes_is_not_loaded_and_one_byte_less_is() -> None:
    line = b"* @a\n"
    whole = line + b"#" * (MAX_BYTES - len(line) - 1)
    assert parse(whole).share("x")
    file = parse(whole + b"#")
    assert not file.rules and [each.line for each in file.skipped] == [0]


def test_the_first_place_counts_even_when_its_file_is_empty() -> None:
    files = {place: f"* @{number}".encode() for number, place in enumerate(PLACES)}
    assert PLACES == (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
    for place in PLACES:
        assert find(files.get) == (place, files[place])
        del files[place]
    assert find(files.get) is None and load(files.get) is None
    loaded = load({".github/CODEOWNERS": b"", "CODEOWNERS": b"* @a"}.get)
    assert loaded and loaded.file == ".github/CODEOWNERS" and loaded.share("x") is None


def test_lines_and_owners_can_be_taken_away() -> None:
    file = parse("* @a @b\napp/ @c\n", "CODEOWNERS")
    less = file.without({2}, {1: [file.rules[0].owners[0]]})
    rule = less.share("app/x")
    assert rule and rule.line == 1 and [each.text for each in rule.owners] == ["@b"]
    assert less.file == "CODEOWNERS" and file.share("app/x") == file.rules[1]


LINES, PATHS = 100_000, 10_000


@pytest.mark.parametrize(
    "line",
    [
        "/dir{d}/sub{s} @a",
        "*.x{n} @a",
        "dir*/**/file*.x{n} @a",
    ],
)
def test_a_hundred_thousand_lines_and_ten_thousand_paths_are_quick(line: str) -> None:
    begun = time.process_time()
    file = parse("\n".join(line.format(n=n, d=n % 300, s=n // 300) for n in range(LINES)))
    found = [file.share(f"dir{n % 300}/sub{n // 300}/name{n}/file{n}.x{n}") for n in range(PATHS)]
    assert [rule and rule.line for rule in found] == [n + 1 for n in range(PATHS)]
    # About three seconds; line by line it would be an hour.
    assert time.process_time() - begun < 30


@pytest.mark.parametrize(
    ("pattern", "path"),
    [("a*" * 5000 + "b", "a" * 10_000), ("*a?" * 1000 + "b", "a" * 4000), ("**/" + "a*/**/" * 100 + "b", "a/" * 300 + "a"),
     ("*" + "?*" * 2000 + "b", "a" * 4000), ("x" * 2_000_000, "x" * 4000), ("a/" * 100_000 + "*", "a/" * 2000 + "a")],
)  # fmt: skip
def test_hostile_patterns_take_no_time(pattern: str, path: str) -> None:
    begun = time.process_time()
    file = parse(f"{pattern} @a")
    assert not file.skipped and file.share(path) is None
    assert time.process_time() - begun < 5
