"""Whoever seals a bundle of their own gets nothing in it past the reader that no run would write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.bundle.checks import LARGEST_DIFF, LONGEST, MOST_FIXES, wrong, wrong_fix
from agent.bundle.store import read_bundle, write_bundle
from agent.bundle.values import Bundle, Refused, Stage
from agent.domain import Usage
from agent.errors import BundleError
from agent.verdict import Check, Status, Verdict
from tests.bundle.hostile import refused, resealed
from tests.bundle.samples import bundle_of_sample, fix_of_sample

Edit = Callable[[dict[str, Any]], object]

OUTSIDE = [
    "../x.py",
    "/etc/passwd",
    "a/../../x",
    "a\\..\\x",
    "a\0b",
    ".git/config",
    "a/.GIT/hooks/x",
    "",
    "a//b",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_bundle(tmp_path / "b.json", bundle_of_sample())
    return tmp_path / "b.json"


def at(*keys: str | int) -> Callable[[dict[str, Any], Any], None]:
    """A setter for one place in the first fix of a bundle."""

    def put(bundle: dict[str, Any], value: Any) -> None:
        inner: Any = bundle["fixes"][0]
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = value

    return put


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize(
    "put",
    [
        at("findings", 0, "location", "path"),
        lambda bundle, path: at("findings", 0, "trace")(bundle, [{"path": path, "start": 1, "end": 1}]),
        lambda bundle, path: at("findings", 0, "rule", "new_files")(bundle, [path]),
        at("proof", "path"),
        lambda bundle, path: at("verdict", "checks", 3, "flags", 0, "where")(bundle, f"{path}:3"),
    ],
    ids=["finding", "trace", "pattern", "proof", "flag"],
)
def test_no_path_leads_out_of_the_tree(
    file: Path, put: Callable[[dict[str, Any], str], None], path: str
) -> None:
    resealed(file, lambda bundle: put(bundle, path))
    assert "fix 1: the path of " in refused(file)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda b: b.update(more=1), "'more' is no key of a bundle"),
        (lambda b: b["fixes"][0]["usage"].update(price=1), ".fixes.0.usage.'price' is no key"),
        (lambda b: b.pop("private"), "'private' is missing"),
        (lambda b: b.pop("stage"), "at .stage"),
        (lambda b: b.update(private="yes"), ".private is a str, not a bool"),
        (lambda b: b["fixes"][0].update(attempts="2"), ".attempts is a str, not a int"),
        (lambda b: b["fixes"][0].update(attempts=True), ".attempts is a bool, not a int"),
        (lambda b: b["fixes"][0].update(attempts=2.0), ".attempts is a float, not a int"),
        (lambda b: b["fixes"][0]["usage"].update(seconds=3), ".seconds is a int, not a float"),
        (lambda b: b["fixes"][0]["usage"].update(cost=1), ".cost is a int, not a float"),
        (lambda b: b["fixes"][0].update(source="magic"), "at .fixes.0.source"),
        (lambda b: b["fixes"][0].update(verdict=None), "at .fixes.0.verdict"),
        (lambda b: b.update(fixes={}), "holds no bundle: at .fixes"),
        (lambda b: b.update(rules=[["a" * 16]]), "holds no bundle: at .rules.0"),
    ],
)  # fmt: skip
def test_keys_and_types_are_those_of_a_bundle_to_the_letter(file: Path, edit: Edit, said: str) -> None:
    resealed(file, edit)
    assert said in refused(file)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda b: b.update(base_sha="HEAD"), "name of no commit"),
        (lambda b: b.update(base_sha="a" * 39), "name of no commit"),
        (lambda b: b.update(base_sha="A" * 40), "name of no commit"),
        (lambda b: b.update(base_sha="a" * 40 + "\n"), "name of no commit"),
        *[
            (lambda b, slug=slug: b.update(repository=slug), "no OWNER/NAME")
            for slug in ("acme", "acme/shop/x", "../shop", "acme/..", "acme/.", "-a/b", "a b/c", "a/b\n", "https://x/y", "a/b?c", "a/\udcff")
        ],
        *[
            (lambda b, base=base: b.update(base=base), "cannot be the name of a branch")
            for base in ("-u", "a..b", "a b", "a\nb", "a\x1b[0m", "a:b", "a~1", "/a", "a/", "a.lock", "a//b", "@", "a@{1}", "a\\b", "\udcff", "x" * 301, "a\u202eb")
        ],
        (lambda b: b.update(model="a\nb"), "its model has no printable name"),
        (lambda b: b.update(sandbox="\x1b[2J"), "its sandbox has no printable name"),
        (lambda b: b.update(suture="9" * 301), "its suture has no printable name"),
        (lambda b: b.update(rules=[["A" * 16, "r"]]), "no fingerprint of 16 hex digits"),
        (lambda b: b.update(rules=[["a" * 16, "x" * (LONGEST + 1)]]), "a rule of `rules` has"),
        (lambda b: b.update(rules=[["a" * 16, "\ud800"]]), "half of a character"),
        (lambda b: b["refused"][0].update(fingerprint="x"), "a refused fix has no fingerprint"),
        (lambda b: b["refused"][0].update(reason="x" * (LONGEST + 1)), "the reason of a refused fix"),
        (lambda b: b["refused"][0].update(head=""), "a refused fix has a pull request without"),
        (lambda b: b.update(refused=b["refused"] * (MOST_FIXES + 1)), "it refuses 501 fixes"),
        (lambda b: b.update(fixes=b["fixes"] * 251), "it holds 502 fixes, and 500 are the most"),
        (lambda b: b.update(fixes=b["fixes"] * 2), "fix 3: another one has its fingerprint"),
    ],
)  # fmt: skip
def test_names_and_numbers_of_a_bundle_are_checked(file: Path, edit: Edit, said: str) -> None:
    resealed(file, edit)
    assert said in refused(file)


@pytest.mark.parametrize(
    ("put", "value", "said"),
    [
        (at("findings"), [], "it has 0 findings"),
        (at("diff"), "", "its diff is empty"),
        (at("diff"), "x" * (LARGEST_DIFF + 1), "characters"),
        (at("diff"), "é" * (LARGEST_DIFF // 2 + 1), "larger than 1024 KB"),
        (at("diff"), "a\udcff", "its diff or proof is no text"),
        (at("proof", "content"), "a\udcff", "its diff or proof is no text"),
        (at("summary"), "\ud83d", "half of a character"),
        (at("summary"), "\udd00", "half of a character"),
        (at("summary"), "x" * (LONGEST + 1), "its summary has"),
        (at("assumptions"), ["x"] * 51, "51 assumptions"),
        (at("assumptions"), ["x" * (LONGEST + 1)], "an assumption has"),
        (at("attempts"), -1, "its attempts or usage cannot be"),
        (at("attempts"), 2**53, "its attempts or usage cannot be"),
        (at("usage", "seconds"), -1.5, "its attempts or usage cannot be"),
        (at("pull"), 3, "a pull request without a number or a head"),
        (at("pull"), -3, "a pull request without a number or a head"),
        (at("head"), "a" * 40, "or a head alone"),
        (at("findings", 0, "rule", "id"), "a\nb", "its rule has no printable name"),
        (at("findings", 0, "location", "start"), 0, "lines cannot be"),
        (at("findings", 0, "location", "end"), 1, "lines cannot be"),
        (at("findings", 0, "ordinal"), -1, "ordinal cannot be"),
        (at("findings", 0, "fix"), {"start": 4, "end": 3, "replacement": ""}, "own fix"),
        (at("findings", 0, "trace"), [{"path": "a", "start": 1, "end": 1}] * 1001, "1001 places"),
        (at("verdict", "require"), ["x"] * 51, "more than 50 gates"),
        (at("verdict", "checks", 0, "gate"), "", "a gate has no printable name"),
        (at("verdict", "checks", 0, "detail"), "x" * (LONGEST + 1), "the detail of a check"),
        (at("verdict", "checks", 0, "seconds"), -1.5, "the seconds of a check"),
        (at("verdict", "checks", 0, "outputs"), [{"title": "t", "text": "x" * 100_001}], "an output has"),
        (at("verdict", "checks", 0, "outputs"), [{"title": "t", "text": "x"}] * 51, "too many outputs"),
        (at("verdict", "evidence", "base_sha"), "a" * 40, "its evidence is of another commit"),
        (at("verdict", "evidence", "patch"), "a" * 63, "names no sha256 digests"),
        (at("verdict", "evidence", "proof"), "none", "names no sha256 digests"),
        (at("review", "attacks"), ["x"] * 51, "51 attacks"),
        (at("review", "objections", 0, "reason"), "x" * (LONGEST + 1), "an objection has"),
        (at("review", "sanitizer"), "x" * (LONGEST + 1), "a quote of its review"),
    ],
)  # fmt: skip
def test_every_part_of_a_fix_is_within_its_bounds(
    file: Path, put: Callable[[dict[str, Any], Any], None], value: Any, said: str
) -> None:
    resealed(file, lambda bundle: put(bundle, value))
    message = refused(file)
    assert "fix 1: " in message and said in message


def test_findings_of_a_fix_are_of_one_rule_in_one_file_and_differ() -> None:
    fix = fix_of_sample()
    (one,) = fix.findings
    moved = replace(one, location=replace(one.location, path="other.py"))
    ruled = replace(one, rule=replace(one.rule, id="other"))
    many = tuple(replace(one, ordinal=at) for at in range(6))
    assert wrong_fix(replace(fix, findings=many[:5])) == ""
    assert "6 findings" in wrong_fix(replace(fix, findings=many))
    assert "one rule in one file" in wrong_fix(replace(fix, findings=(one, moved)))
    assert "one rule in one file" in wrong_fix(replace(fix, findings=(one, ruled)))
    assert "a finding twice" in wrong_fix(replace(fix, findings=(one, one)))


def test_one_fix_for_a_pull_request_and_one_of_its_own_may_share_a_fingerprint() -> None:
    bundle = bundle_of_sample()
    again = replace(bundle.fixes[0], pull=7, head="b" * 40)
    assert wrong(replace(bundle, fixes=(*bundle.fixes, again))) == ""
    assert "another one has" in wrong(replace(bundle, fixes=(again, again)))


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict((), ()),
        Verdict((Check("applies", Status.FAILED, "no"),), (), fix_of_sample().verdict.evidence),
        replace(fix_of_sample().verdict, evidence=None),
    ],
)
def test_a_verified_bundle_holds_no_fix_that_was_rejected_or_has_no_evidence(
    verdict: Verdict, tmp_path: Path
) -> None:
    bundle = bundle_of_sample(Stage.VERIFIED)
    hostile = replace(bundle, fixes=(replace(bundle.fixes[0], verdict=verdict),))
    with pytest.raises(BundleError, match="it was verified, it says"):
        write_bundle(tmp_path / "b.json", hostile)
    write_bundle(tmp_path / "b.json", replace(hostile, stage=Stage.PROPOSED))
    resealed(tmp_path / "b.json", lambda read: read.update(stage="verified"))
    assert "it was verified, it says" in refused(tmp_path / "b.json")


@pytest.mark.parametrize(
    ("bundle", "said"),
    [
        (replace(bundle_of_sample(), version=2), "its version is not 1"),
        (replace(bundle_of_sample(), base="-x"), "name of a branch"),
        (replace(bundle_of_sample(), refused=(Refused("0" * 16, "\ud800"),)), "half of a character"),
        (replace(bundle_of_sample(), fixes=(replace(fix_of_sample(), usage=Usage(seconds=float("nan"))),)), "usage"),
        (replace(bundle_of_sample(), fixes=(replace(fix_of_sample(), usage=Usage(seconds=float("inf"))),)), "usage"),
    ],
)  # fmt: skip
def test_nothing_is_written_that_would_not_be_read(bundle: Bundle, said: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=said):
        write_bundle(tmp_path / "b.json", bundle)
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_that_is_too_large_is_not_written(tmp_path: Path) -> None:
    fix = replace(fix_of_sample(), diff="x" * LARGEST_DIFF)
    fixes = tuple(replace(fix, pull=number, head="a" * 40) for number in range(1, 34))
    with pytest.raises(BundleError, match="32 MB are the most") as caught:
        write_bundle(tmp_path / "b.json", replace(bundle_of_sample(), fixes=fixes))
    assert "--max" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_an_int_for_a_float_is_written_as_what_it_is_read_as(tmp_path: Path) -> None:
    fix = replace(fix_of_sample(), usage=Usage(1, 2, 3, 4))
    bundle = replace(bundle_of_sample(), fixes=(fix,))
    write_bundle(tmp_path / "b.json", bundle)
    assert read_bundle(tmp_path / "b.json") == bundle
