"""The joined report: from whatever shards left to one page, one JSON and what the record keeps."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from agent.fleet.files import results_file, write
from agent.fleet.planning import Asked, plan_wave
from agent.fleet.reporting import NO_REPORT, Joined, join, looks_of, wave_of
from agent.fleet.telling import as_json, as_markdown, headline
from agent.fleet.values import Plan, Record, Result, Results, Stage
from agent.report.record import dumps
from agent.settings import FleetSettings
from agent.verdict import OutcomeKind
from tests.fleet.world import START, repository, row, write_report
from tests.forge.text.github import html

NAMES = "abcdefgh"
PLAN = plan_wave([repository(name) for name in NAMES], Record(), FleetSettings(), Asked(START, "0.1.0"))


def results(folder: Path, stage: Stage, **by_name: Any) -> None:
    """What a stage of the only shard says: a status, or more, by name."""
    told = tuple(
        Result(slug=f"acme/{name}", **(given if isinstance(given, dict) else {"status": given}))
        for name, given in by_name.items()
    )
    write(results_file(folder, stage, 0), Results(wave=PLAN.wave, shard=0, stage=stage, results=told))


def reports(
    folder: Path, name: str, *rows: dict[str, Any], ending: str = "report.json", tokens: int = 0
) -> None:
    write_report(folder / f"acme__{name}.{ending}", list(rows), tokens)


def world(folder: Path) -> Joined:
    """One repository for each way it can end."""
    timeout = {
        "status": "failed",
        "kind": "timeout",
        "detail": "ended by us",
        "tokens": 300_000,
        "seconds": 1800.0,
    }
    done = {"status": "done", "tokens": 100, "seconds": 50.0, "requests": 4}
    results(folder, "fix", a=done, b=done, c="nothing", d=timeout, e="nothing", f="done", h="not_reached")
    results(folder, "verify", a={"status": "done", "seconds": 70.0}, b="nothing", f="done")
    results(folder, "publish", a={"status": "done", "requests": 42})
    reports(
        folder, "a", row(1, delivery="prepared"), row(2, outcome="no_fix", pattern="c" * 64, severity="low")
    )
    url = "https://github.com/acme/a/pull/7"
    reports(folder, "a", row(1, delivery="opened", url=url, rule="forged"), ending="published.json")
    reports(folder, "b", row(1, delivery="prepared"), row(3, outcome="false_positive"))
    reports(folder, "c")
    (folder / "acme__e.report.json").write_text('{"outcomes": [{"fingerprint": "x"}]}')
    reports(folder, "f", row(1))
    return join(PLAN, folder)


def test_every_repository_ends_in_one_way(tmp_path: Path) -> None:
    joined = world(tmp_path)
    ended = {one.repository.slug[-1]: (one.status, one.stage, one.kind) for one in joined.looked}
    assert ended == {
        "a": ("done", "publish", ""),
        "b": ("nothing", "verify", ""),
        "c": ("nothing", "fix", ""),
        "d": ("failed", "fix", "timeout"),
        "e": ("failed", "fix", "report"),
        "f": ("not_reached", "publish", NO_REPORT),
        "g": ("not_reached", "fix", NO_REPORT),
        "h": ("not_reached", "fix", ""),
    }
    assert headline(joined).startswith(
        "Wave 1: 3 of 8 repositories looked at, 5 findings, 3 fixed, 1 pull requests"
    )
    assert joined.tokens == 300_200 and joined.requests == 50
    wave = wave_of(joined, START)
    assert (wave.planned, wave.looked, wave.failed, wave.not_reached) == (8, 3, 2, 3)


def test_publish_tells_what_became_of_a_fix_and_not_what_was_found(tmp_path: Path) -> None:
    joined = world(tmp_path)
    ((slug, found),) = joined.pulls
    assert (slug, found.rule, found.url) == ("acme/a", "yaml-load", "https://github.com/acme/a/pull/7")


def test_the_record_keeps_what_was_looked_at_and_leaves_the_rest_due(tmp_path: Path) -> None:
    looks = looks_of(world(tmp_path), START)
    assert set(looks) == {f"acme/{name}" for name in "abcde"}
    first = looks["acme/a"]
    assert (first.open.high, first.open.low, first.pulls, first.tokens, first.seconds) == (1, 1, 1, 100, 70.0)
    assert first.outcomes == {OutcomeKind.FIXED: 1, OutcomeKind.NO_FIX: 1} and first.pushed_at == START
    assert looks["acme/b"].open.high == 1, "a false positive is not open"
    assert (looks["acme/d"].error, looks["acme/d"].failures) == ("timeout", 1)


def test_what_several_repositories_share_is_told_once_with_all_places(tmp_path: Path) -> None:
    (shared,) = world(tmp_path).siblings
    assert (shared.pattern, shared.rule, shared.repositories) == ("b" * 64, "yaml-load", 3)
    assert [place.slug for place in shared.places] == ["acme/a", "acme/b", "acme/b", "acme/f"]


def test_the_same_code_twice_in_one_repository_is_no_sibling(tmp_path: Path) -> None:
    results(tmp_path, "fix", a="nothing")
    reports(tmp_path, "a", row(1), row(2))
    assert join(PLAN, tmp_path).siblings == ()


def test_the_json_report_is_plain_and_whole(tmp_path: Path) -> None:
    said = json.loads(dumps(as_json(world(tmp_path))))
    assert said["repositories"] == {"planned": 8, "looked": 3, "failed": 2, "not_reached": 3, "left": 0}
    assert said["outcomes"] == {"fixed": 3, "no_fix": 1, "false_positive": 1}
    assert [error["kind"] for error in said["errors"]] == ["fix: report", "fix: timeout"]
    assert {one["slug"] for one in said["not_reached"]} == {"acme/f", "acme/g", "acme/h"}
    assert said["siblings"][0]["repositories"] == 3 and said["cost"]["tokens"] == 300_200


def test_nothing_that_a_repository_wrote_acts_in_the_summary(tmp_path: Path) -> None:
    evil = "a|b](https://evil.example)<img src=x> @ada closes #1 `x`\n## big\n::error::x"
    results(
        tmp_path, "fix", a="nothing", b={"status": "failed", "kind": "error", "detail": "@ada <script> #1"}
    )
    wild = {"rule": evil[:100], "path": evil, "delivery": "opened", "url": "javascript:alert(1)/pull/3"}
    reports(tmp_path, "a", row(1, **wild), row(2, delivery="opened", url="https://x/pull/9"))
    text = as_markdown(join(PLAN, tmp_path))
    page = html(text)
    outside = re.sub(r"<code>.*?</code>", "", page, flags=re.DOTALL)
    assert re.findall(r'href="([^"]*)"', page) == ["https://x/pull/9"]
    assert "<h2>" in page and "big" not in re.findall(r"<h2>([^<]*)", page)
    for acts in ("<img", "<script", "@ada", "#1", "javascript:", "evil.example"):
        assert acts not in outside, outside
    assert not [line for line in text.splitlines() if line.startswith("::")]


def test_a_hostile_folder_makes_failures_and_no_crash(tmp_path: Path) -> None:
    results(tmp_path, "fix", a="nothing", b="nothing", c="nothing")
    (tmp_path / "acme__a.report.json").symlink_to("/etc/passwd")
    (tmp_path / "acme__b.report.json").mkdir()
    (tmp_path / "acme__c.report.json").write_text(json.dumps({"outcomes": [row(1, pattern="../x")]}))
    (tmp_path / "verify-shard-0.json").write_text("{")
    joined = join(PLAN, tmp_path)
    assert [(one.status, one.kind) for one in joined.looked[:3]] == [("failed", "report")] * 3
    assert isinstance(joined.plan, Plan) and "passwd" not in as_markdown(joined)


def test_a_long_wave_makes_a_summary_that_github_takes(tmp_path: Path) -> None:
    results(tmp_path, "fix", **dict.fromkeys(NAMES, "nothing"))
    for name in NAMES:
        rows = [
            row(n, pattern=f"{n:064x}", path="p" * 4000, delivery="opened", url=f"https://x/{name}/pull/{n}")
            for n in range(300)
        ]
        reports(tmp_path, name, *rows)
    text = as_markdown(join(PLAN, tmp_path))
    assert len(text.encode()) < 1024 * 1024 and "more are in the JSON report" in text
