"""A foreign report may name any place: only lines that stand in the commit are taken."""

from __future__ import annotations

from typing import Any

import pytest

from agent.domain import Location
from agent.scanner.imported import Imported
from agent.scanner.sarif_in import read_sarif
from tests.doubles.foreign import log, placed, read, reason, result
from tests.doubles.model_snapshot import MemorySnapshot as Linked
from tests.doubles.suite_snapshot import MemorySnapshot


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("../shop/ping.py", "leaves its folder"),
        ("shop/%2e%2e/%2E./etc/passwd", "leaves its folder"),
        ("https://example.org/shop/ping.py", "scheme https"),
        ("jar:file:///x", "scheme jar"),
        ("//server/shop/ping.py", "another host"),
        ("file://server/shop/ping.py", "another host"),
        ("shop\\ping.py", "backslash"),
        ("shop%5cping.py", "backslash"),
        ("shop/gone.py", "no file of the commit"),
        ("file:///etc/passwd", "no file of the commit"),
        ("shop", "no file of the commit"),
        ("./", "names no file"),
        ("", "names no place"),
        ("a/" * 5000 + "shop/ping.py", "characters"),
    ],
)
def test_an_address_that_is_not_in_the_commit_is_refused(uri: str, words: str) -> None:
    assert words in reason(read(result(uri)))


@pytest.mark.parametrize(
    "uri",
    [
        "shop/ping.py", "./shop//ping.py", "shop/p%69ng.py", "file:///home/runner/work/shop/ping.py",
        "file:/ws/shop/ping.py", "/builds/me/shop/ping.py", "file://localhost/x/shop/ping.py", "C:/code/shop/ping.py",
    ],
)  # fmt: skip
def test_one_file_is_recognised_in_its_spellings(uri: str) -> None:
    assert placed(read(result(uri))) == ["shop/ping.py:7"]


def test_an_absolute_address_that_could_be_two_files_is_refused() -> None:
    files = {"shop/ping.py": "a\n" * 9, "ping.py": "a\n" * 9}
    assert "could be shop/ping.py or ping.py" in reason(read(result("/ws/shop/ping.py"), files=files))


def test_a_bare_file_name_at_the_end_of_an_absolute_address_needs_the_code_as_a_witness() -> None:
    files = {"setup.py": "import os\nexec(x)\n"}
    outside = result("/usr/lib/python3/thing/setup.py", 2)
    assert "only the bare name of setup.py is known" in reason(read(outside, files=files))
    region = outside["locations"][0]["physicalLocation"]["region"]
    region["snippet"] = {"text": "exec(x)"}
    assert placed(read(outside, files=files)) == ["setup.py:2"]


def based(uri: str, name: str, bases: dict[str, Any], files: dict[str, str] | None = None) -> Imported:
    one = result(uri)
    one["locations"][0]["physicalLocation"]["artifactLocation"]["uriBaseId"] = name
    return read(one, originalUriBaseIds=bases, files=files)


def test_bases_are_followed_to_their_root() -> None:
    chain = {"SRC": {"uri": "shop/", "uriBaseId": "ROOT"}, "ROOT": {"uri": "file:///home/runner/work/"}}
    assert placed(based("ping.py", "SRC", chain)) == ["shop/ping.py:7"]
    assert placed(based("shop/ping.py", "ROOT", chain)) == ["shop/ping.py:7"]
    assert placed(based("shop/ping.py", "NEVER", {})) == ["shop/ping.py:7"]
    circle = {"A": {"uri": "x/", "uriBaseId": "B"}, "B": {"uri": "y/", "uriBaseId": "A"}}
    assert "no file of the commit" in reason(based("shop/ping.py", "A", circle))
    above = {"A": {"uri": "../"}}
    assert "leaves its folder" in reason(based("shop/ping.py", "A", above))


def test_a_base_in_a_folder_does_not_hide_which_of_two_files_is_meant() -> None:
    files = {"app.py": "a\n" * 9, "web/app.py": "a\n" * 9}
    assert "could be" in reason(based("app.py", "R", {"R": {"uri": "file:///ws/web/"}}, files))


def test_symlinks_and_submodules_are_not_followed() -> None:
    seen = read_sarif(log(result("link.py")), Linked({}, links=["link.py"]))
    assert "symlink" in reason(seen)


@pytest.mark.parametrize(
    ("region", "words"),
    [
        ({}, "names no line"),
        ({"startLine": 0}, "names no line"),
        ({"startLine": True}, "names no line"),
        ({"startLine": "7"}, "names no line"),
        ({"startLine": 12}, "no line 12"),
        ({"startLine": 7, "endLine": 10**9}, "more than 200 lines"),
        ({"startLine": 7, "endLine": 3}, "out of order"),
        ({"charOffset": 3}, "names no line"),
    ],
)
def test_lines_that_are_not_there_are_refused(region: dict[str, Any], words: str) -> None:
    one = result()
    one["locations"][0]["physicalLocation"]["region"] = region
    assert words in reason(read(one))


def test_lines_are_whole_and_columns_optional() -> None:
    one = result()
    one["locations"][0]["physicalLocation"]["region"] = {"startLine": 6, "endLine": 8, "endColumn": 1}
    (found,) = read(one).findings
    assert found.location == Location("shop/ping.py", 6, 7)
    assert found.snippet.startswith("def ping(host):\n    return subprocess")


@pytest.mark.parametrize(
    ("snippet", "taken"),
    [
        ('subprocess.call("ping -c1 " + host, shell=True)', True),
        ('  return subprocess.call("ping -c1 "  +  host, shell=True)\n\n\ndef total(prices):\n', True),
        ("requires login", True),
        ("", True),
        ("os.system(host)", False),
    ],
)
def test_quoted_code_must_still_stand_at_its_line(snippet: str, taken: bool) -> None:
    one = result()
    one["locations"][0]["physicalLocation"]["region"]["snippet"] = {"text": snippet}
    seen = read(one)
    assert bool(seen.findings) is taken
    if not taken:
        assert "the file has changed since that scan" in reason(seen)
    else:
        assert seen.findings[0].snippet == '    return subprocess.call("ping -c1 " + host, shell=True)'


def test_a_long_trace_keeps_its_ends_and_drops_what_is_not_in_the_commit() -> None:
    def step(line: int, uri: str = "shop/long.py") -> dict[str, Any]:
        place = {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}
        return {"location": {"physicalLocation": place}}

    steps = [step(1, "/usr/lib/x.py"), *(step(n) for n in range(2, 100))]
    flows = [{"threadFlows": [{"locations": steps}]}]
    (found,) = read(result("shop/long.py", codeFlows=flows), files={"shop/long.py": "x\n" * 100}).findings
    assert [place.start for place in found.trace] == [*range(2, 11), *range(90, 100)]


def test_lines_without_an_end_and_files_that_are_no_text_are_bounded() -> None:
    huge = MemorySnapshot({"a.js": b"x" * 30_000, "b.bin": b"\xff\xfe\n" * 3, "c.js": b"y" * 5_000_001})
    seen = read_sarif(log(result("a.js", 1), result("b.bin", 2), result("c.js", 1)), huge)
    assert placed(seen) == ["b.bin:2"]
    assert sorted(skip.reason for skip in seen.skipped) == [
        "its lines hold more than 20000 characters: no single place",
        "the file has more than 5 MB",
    ]
