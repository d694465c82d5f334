"""Today's base: whether findings are on it, and when nothing may be concluded. Real git, over a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.domain import Scan, Skip
from agent.errors import ToolError
from agent.followup.bench import CodeBench
from agent.followup.values import Presence, Proven
from agent.forge.text.marker import Marker
from agent.forge.values import Trouble, TroubleKind
from agent.scanner.semgrep import SemgrepScanner, find_semgrep
from agent.settings import ScanSettings
from tests.doubles.repo import git
from tests.doubles.workbench import CALC, FIXED, PATH, LineScanner, Workshop, workshop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    with workshop(tmp_path) as made:
        yield made


@pytest.fixture
def marker(shop: Workshop) -> Marker:
    return shop.opened({PATH: FIXED})[1]


def presence(bench: CodeBench, marker: Marker) -> tuple[Presence, str]:
    base = bench.base(marker)
    assert base.sha == bench.base_sha
    return base.presence, base.detail


def test_a_finding_that_the_scan_names_is_there_and_nothing_is_fetched(
    shop: Workshop, marker: Marker
) -> None:
    bench = shop.bench()
    asked = len(shop.server.asked)
    assert presence(bench, marker) == (Presence.PRESENT, f"still there: {PATH}:6")
    assert len(shop.server.asked) == asked


def test_a_finding_that_was_fixed_is_gone_with_what_was_scanned_and_who_changed_it(
    shop: Workshop, marker: Marker
) -> None:
    sha = shop.on_base({PATH: FIXED})
    found, detail = presence(shop.bench(), marker)
    assert found is Presence.GONE
    assert f"3 files of {sha[:12]} were scanned with the rules 555555555555" in detail
    assert f"the commit that changed {PATH}" in detail


@pytest.mark.parametrize(
    ("files", "gone"),
    [
        ({PATH: "# a header\n\n" + CALC}, ()),
        ({PATH: CALC.replace("eval(text)", "eval(text.strip())")}, ()),
        ({PATH: CALC.replace("return eval(text)", "value = eval(text)\n    return value")}, ()),
        ({"app/sums.py": CALC}, (PATH,)),
        ({PATH: FIXED, "app/other.py": CALC}, ()),
    ],
    ids=["moved", "edited", "rewritten", "renamed", "in another file"],
)
def test_a_finding_that_moved_or_was_edited_is_still_there(
    shop: Workshop, marker: Marker, files: dict[str, str], gone: tuple[str, ...]
) -> None:
    shop.on_base(files, gone)
    assert presence(shop.bench(), marker)[0] is Presence.PRESENT


@pytest.mark.parametrize(
    ("files", "gone", "said"),
    [
        ({"app/sums.py": CALC.replace("eval(text)", "eval(text, {})")}, (PATH,), "may have been renamed"),
        (
            {PATH: FIXED + "\n\ndef other(x):\n    y = eval(x, {})\n    return y\n"},
            (),
            "new code is reported",
        ),
    ],
    ids=["renamed and edited", "another in the same file"],
)
def test_where_it_cannot_be_told_apart_nothing_is_concluded(
    shop: Workshop, marker: Marker, files: dict[str, str], gone: tuple[str, ...], said: str
) -> None:
    shop.on_base(files, gone)
    found, detail = presence(shop.bench(), marker)
    assert found is Presence.UNKNOWN and said in detail


def test_an_old_twin_of_the_same_rule_does_not_keep_a_fixed_finding_there(shop: Workshop) -> None:
    twin = CALC + "\n\ndef other(x):\n    y = eval(x, {})\n    return y\n"
    shop.on_base({PATH: twin})
    _, marker = shop.opened({PATH: twin.replace("eval(text)", "ast.literal_eval(text)")})
    shop.on_base({PATH: twin.replace("eval(text)", "ast.literal_eval(text)")})
    assert presence(shop.bench(), marker)[0] is Presence.GONE


@pytest.mark.parametrize(
    ("what", "said"), [(PATH, "does not find it on the recorded base"), ("semgrep", "Timeout: too slow")]
)
def test_a_scan_that_did_not_read_it_whole_closes_nothing(
    shop: Workshop, marker: Marker, what: str, said: str
) -> None:
    shop.on_base({PATH: FIXED})
    found, detail = presence(shop.bench(LineScanner((Skip(what, "Timeout: too slow"),))), marker)
    assert found is Presence.UNKNOWN and said in detail


def test_a_file_that_today_alone_could_not_be_read_is_unknown(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: FIXED})
    bench = shop.bench()
    skipped = replace(bench.today.found, skipped=(Skip(PATH, "PartialParsing: line 3"),))
    bench = replace(bench, today=replace(bench.today, found=skipped))
    found, detail = presence(bench, marker)
    assert found is Presence.UNKNOWN and "PartialParsing" in detail


def test_a_file_outside_of_what_is_scanned_is_unknown(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: FIXED})
    bench = shop.bench()
    bench = replace(bench, today=replace(bench.today, paths=frozenset({"README.md"})))
    assert presence(bench, marker) == (Presence.UNKNOWN, f"{PATH} was not scanned")


def test_a_file_that_was_renamed_to_where_nobody_scans_is_unknown(shop: Workshop, marker: Marker) -> None:
    shop.on_base({"vendor/sums.py": FIXED}, (PATH,))
    bench = shop.bench()
    bench = replace(bench, today=replace(bench.today, paths=bench.today.paths - {"vendor/sums.py"}))
    found, detail = presence(bench, marker)
    assert found is Presence.UNKNOWN and "it may have moved: vendor/sums.py was not scanned" in detail


def test_another_scanners_finding_is_not_called_gone(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: FIXED})
    foreign = marker.model_copy(update={"fingerprints": ("0123456789abcdef",)})
    found, detail = presence(shop.bench(), foreign)
    assert found is Presence.UNKNOWN and "this scanner cannot look for it" in detail


def test_one_of_two_findings_that_is_left_counts_as_there(shop: Workshop) -> None:
    shop.on_base({PATH: CALC + "\n\ndef more(x):\n    return eval(x)\n"})
    _, marker = shop.opened({PATH: FIXED})
    git(shop.work, "checkout", "-q", "main")
    names = tuple(f.fingerprint for f in LineScanner().scan(shop.work).findings)
    shop.on_base({PATH: FIXED + "\n\ndef more(x):\n    return eval(x)\n"})
    both = marker.model_copy(update={"fingerprints": names})
    assert len(names) == 2 and presence(shop.bench(), both)[0] is Presence.PRESENT


def test_a_first_name_that_only_names_the_branch_holds_nothing_up(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: FIXED})
    renamed = marker.model_copy(update={"fingerprints": ("0123456789abcdef", *marker.fingerprints)})
    assert presence(shop.bench(), renamed)[0] is Presence.GONE


def test_a_recorded_base_that_is_not_in_the_history_proves_nothing(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: FIXED})
    forged = marker.model_copy(update={"base_sha": shop.pull().head_sha})
    found, detail = presence(shop.bench(), forged)
    assert found is Presence.UNKNOWN and "is not in the branch's history" in detail


def test_a_forge_that_does_not_answer_leaves_it_unknown(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: FIXED})
    bench = shop.bench()
    away = Trouble(TroubleKind.UNSURE, "HTTP 502")
    bench = replace(bench, asks=replace(bench.asks, holds=lambda _: away))
    assert presence(bench, marker) == (Presence.UNKNOWN, "the recorded base cannot be asked about: HTTP 502")


def test_a_recorded_base_that_is_gone_from_the_server_leaves_it_unknown(
    shop: Workshop, marker: Marker
) -> None:
    shop.on_base({PATH: FIXED})
    bench = shop.bench()
    bench = replace(bench, asks=replace(bench.asks, holds=lambda _: True))
    lost = marker.model_copy(update={"base_sha": "1" * 40})
    assert presence(bench, lost) == (Presence.UNKNOWN, f"the recorded base {'1' * 12} is not on the server")


def test_a_scanner_that_breaks_leaves_it_unknown(shop: Workshop, marker: Marker) -> None:
    class Broken(LineScanner):
        def scan(self, folder: Path) -> Scan:
            raise ToolError("semgrep did not end", hint="wait")

    shop.on_base({PATH: FIXED})
    bench = shop.bench()
    bench = replace(bench, today=replace(bench.today, scanner=Broken()))
    found, detail = presence(bench, marker)
    assert found is Presence.UNKNOWN and "semgrep did not end" in detail


def test_only_what_changed_is_scanned_and_each_recorded_base_once(shop: Workshop, marker: Marker) -> None:
    shop.on_base({PATH: FIXED})
    scanner = LineScanner()
    bench = shop.bench(scanner)
    assert {presence(bench, marker)[0] for _ in range(3)} == {Presence.GONE}
    assert scanner.scans[1:] == [(PATH,)]


def test_what_is_said_of_a_finding_names_neither_rule_nor_weakness(shop: Workshop, marker: Marker) -> None:
    neutral = marker.model_copy(update={"rule": "", "cwe": ()})
    before = presence(shop.bench(), neutral)[1]
    shop.on_base({PATH: FIXED})
    after = presence(shop.bench(), neutral)[1]
    assert not any(word in f"{before} {after}".lower() for word in ("eval", "cwe", "no-eval", "vulnerab"))


def test_with_real_semgrep_a_fixed_finding_is_gone_and_an_edited_one_is_not(
    shop: Workshop, marker: Marker, tmp_path: Path
) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "rules:\n- {id: no-eval, languages: [python], severity: ERROR, message: m, pattern: eval(...)}\n"
    )
    scanner = SemgrepScanner(find_semgrep(""), (rules,), ScanSettings(), jobs=1)
    assert presence(shop.bench(scanner), marker)[0] is Presence.PRESENT
    shop.on_base({PATH: CALC.replace("eval(text)", "eval(text, {})")})
    assert presence(shop.bench(scanner), marker)[0] is Presence.PRESENT
    shop.on_base({PATH: FIXED})
    assert presence(shop.bench(scanner), marker)[0] is Presence.GONE


def test_when_the_time_is_over_no_gate_is_asked_any_more_and_what_was_said_still_counts(
    shop: Workshop, marker: Marker
) -> None:
    bench = shop.bench()
    holds = bench.prove(shop.pull(), marker)
    assert holds.proven is Proven.HOLDS
    bench.until = 0.0
    assert bench.prove(shop.pull(), marker) == holds
    other = bench.prove(shop.pull(), marker.model_copy(update={"patch": "d" * 64}))
    assert other.proven is Proven.NOT_ASKED and "limits.run_seconds" in other.detail and other.gates == ()
