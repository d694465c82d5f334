"""suture rules, and packs wherever `config` is taken: whole commands, as a person runs them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from agent.cli.commands import run
from agent.cli.rules.adding import GAP, add
from agent.errors import UsageError
from agent.gates.runner import GATE_NAMES
from agent.scanner.bundled import SHELVES, bundled_rules, read_rules
from agent.scanner.packs import DEFAULT, pack, packs
from tests.doubles.repo import commit
from tests.doubles.stories import Ended, make_target, suture

LOADER = "python-yaml-load-unsafe-loader"


Said = Callable[..., Ended]


@pytest.fixture
def rules(capsys: pytest.CaptureFixture[str]) -> Said:
    """`suture rules` with these arguments, in this process."""

    def said(*args: str | Path) -> Ended:
        status = run(["rules", *map(str, args)])
        return Ended(status, *capsys.readouterr())

    return said


def test_list_names_every_rule_or_those_of_a_pack(rules: Said) -> None:
    table = rules("list")
    assert table.status == 0 and all(rule.id in table.out for rule in bundled_rules())
    assert f"{len(bundled_rules())} rules; " in table.out
    listed = json.loads(rules("list", "--pack", DEFAULT, "--json").out)
    assert [rule["id"] for rule in listed["rules"]] == [rule.id for rule in pack(DEFAULT)]
    (loader,) = [rule for rule in listed["rules"] if rule["id"] == LOADER]
    assert loader == {
        "id": LOADER, "language": "python", "cwe": ["CWE-502"], "fix": "safe", "fix_tested": True,
        "owasp": ["A08:2021 - Software and Data Integrity Failures"], "severity": "high", "confidence": "high",
        "likelihood": "medium", "impact": "high",
        "packs": ["suture:default", "suture:all", "suture:owasp", "suture:cwe-top-25", "suture:python"],
    }  # fmt: skip
    two = rules("list", "--pack", "suture:python", "--pack", "suture:javascript")
    assert LOADER in two.out and "javascript-xss" in two.out
    alone = json.loads(rules("list", "--pack", f"suture:{LOADER}", "--json").out)["rules"]
    assert [rule["id"] for rule in alone] == [LOADER]
    wrong = rules("list", "--pack", "default")
    assert wrong.status == 2 and "there is no pack default" in wrong.err and "suture:all" in wrong.err


def test_show_tells_what_a_rule_says(rules: Said) -> None:
    shown = rules("show", LOADER)
    said = " ".join(shown.out.split())
    (rule,) = [rule for rule in bundled_rules() if rule.id == LOADER]
    assert shown.status == 0 and rule.rule.guidance in said
    for part in (*rule.rule.references, "CWE-502: Deserialization of Untrusted Data", DEFAULT, "severity high",
                 "safe; a test runs code before and after it", f"rules/python/{LOADER}.yaml"):  # fmt: skip
        assert part in said, part
    assert "Its own fix" not in rules("show", "python-sql-injection-request").out
    near = rules("show", "python-yaml-load")
    assert near.status == 2 and "perhaps: " in near.err and LOADER in near.err


def test_new_writes_a_rule_and_its_sample_that_only_lack_what_the_author_knows(
    rules: Said, tmp_path: Path
) -> None:
    for folder in ("rules/python", "tests/rules"):
        (tmp_path / folder).mkdir(parents=True)
    (rule,) = [rule for rule in bundled_rules() if rule.id == LOADER]
    (tmp_path / f"rules/python/{LOADER}.yaml").write_bytes(rule.file.read_bytes())
    for language, shelf in SHELVES.items():
        made = rules("new", language, f"{language}-load", "--cwe", "502", "--checkout", tmp_path)
        files = (
            f"rules/{language}/{language}-load.yaml",
            f"tests/rules/{language}/{language}-load{shelf.suffix}",
        )
        assert made.status == 0 and all(f"wrote {file}" in made.out for file in files), made.err
        assert "pytest tests/test_rules.py" in made.out and "tests.rules_doc" in made.out
        text, sample = ((tmp_path / file).read_text() for file in files)
        (body,) = yaml.safe_load(text)["rules"]
        assert body["languages"] == list(shelf.semgrep) and GAP in text and GAP in sample
        assert body["metadata"]["cwe"] == rule.metadata["cwe"]
        assert body["metadata"]["owasp"] == rule.metadata["owasp"]
        assert body["metadata"]["suture"]["fewshot"] == f"cwe-502-{language}"
        assert body["metadata"].keys() == rule.metadata.keys()
        marks = re.findall(rf"^{shelf.comment} (ruleid|ok): {language}-load$", sample, re.MULTILINE)
        assert marks == ["ruleid", "ruleid", "ok", "ok"]
    assert len(read_rules(tmp_path / "rules")) == len(SHELVES) + 1


def test_new_names_a_weakness_that_no_rule_is_about_yet_by_its_number(tmp_path: Path) -> None:
    for folder in ("rules", "tests/rules"):
        (tmp_path / folder).mkdir(parents=True)
    add("go", "go-odd", 4711, tmp_path)
    text = (tmp_path / "rules/go/go-odd.yaml").read_text()
    assert f"CWE-4711: {GAP}" in text and f"{GAP}: A00:2021" in text


@pytest.mark.parametrize(
    ("language", "rule_id", "cwe", "said"),
    [
        ("cobol", "cobol-eval", 95, "no folder of rules for cobol"),
        ("python", "eval-of-input", 95, "no id for a rule of python"),
        ("python", "python-Eval", 95, "no id for a rule of python"),
        ("python", "python-", 95, "no id for a rule of python"),
        ("python", "python-../../x", 95, "no id for a rule of python"),
        ("python", "python-eval\n", 95, "no id for a rule of python"),
        ("python", "python-" + "a" * 300, 95, "no id for a rule of python"),
        ("python", "python-eval", 0, "no weakness"),
        ("python", "python-there", 95, "is there already"),
        ("python", "python-sample-there", 95, "is there already"),
    ],
)
def test_new_refuses_what_cannot_be(tmp_path: Path, language: str, rule_id: str, cwe: int, said: str) -> None:
    for file in ("rules/python/python-there.yaml", "tests/rules/python/python-sample-there.py"):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match=said):
        add(language, rule_id, cwe, tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("folder", ["rules/go", "tests/rules/go"])
def test_new_that_cannot_write_says_so_and_leaves_nothing_behind(
    rules: Said, tmp_path: Path, folder: str
) -> None:
    for name in ("rules", "tests/rules"):
        (tmp_path / name).mkdir(parents=True)
    # A file in the folder's place stops root too, which permissions do not.
    (tmp_path / folder).write_text("mine")
    made = rules("new", "go", "go-odd", "--cwe", "22", "--checkout", tmp_path)
    assert made.status == 2 and made.out == "" and "cannot be written" in made.err and folder in made.err
    assert "--checkout" in made.err
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / folder]


@pytest.mark.parametrize("said", ["cwe: []", "cwe: CWE-22", "category: security"])
def test_new_names_a_rule_of_the_checkout_that_says_no_weakness(
    rules: Said, tmp_path: Path, said: str
) -> None:
    for name in ("rules/go", "tests/rules"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "rules/go/go-half.yaml").write_text(f"rules: [{{id: go-half, metadata: {{{said}}}}}]\n")
    made = rules("new", "go", "go-odd", "--cwe", "22", "--checkout", tmp_path)
    assert made.status == 2 and "go-half.yaml is not a file of one rule" in made.err and "cwe" in made.err


@pytest.mark.parametrize("columns", ["0", "1", "20"])
def test_show_goes_on_in_a_narrow_terminal_and_breaks_no_id(
    rules: Said, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    shown = rules("show", LOADER)
    assert shown.status == 0 and len(LOADER) > 20 and LOADER in shown.out.splitlines()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("suture:python-yaml-unsafe-loadd", "; did you mean suture:python-yaml-unsafe-load?"),
        ("suture:ruyb", "; did you mean suture:ruby?"),
        ("suture:", ""),
        ("suture:zzz", ""),
        ("suture:../../etc", ""),
    ],
)
def test_an_unknown_name_is_answered_with_what_is_like_it_and_with_nothing_else(
    rules: Said, name: str, meant: str
) -> None:
    wrong = rules("list", "--pack", name)
    assert wrong.status == 2 and f"there is no pack {name}{meant}\n" in wrong.err
    assert "suture:terraform; or suture: and the id of one rule" in wrong.err


def test_new_needs_a_checkout(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no checkout of Suture"):
        add("python", "python-eval-of-input", 95, tmp_path)


def test_packs_are_taken_from_the_command_line_and_from_the_targets_own_file(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    listed = json.loads(suture(tmp_path, "scan", "target", "--json").out)["findings"]
    assert LOADER in {found["rule"] for found in listed}
    both = suture(tmp_path, "scan", "target", "--config", "suture:python", "--config", "rules.yaml", "--json")
    assert {found["rule"] for found in json.loads(both.out)["findings"]} >= {LOADER, "no-eval", "weak-token"}
    commit(target, {"suture.toml": '[scan]\nconfig = ["suture:javascript"]\n'})
    assert json.loads(suture(tmp_path, "scan", "target", "--json").out)["findings"] == []
    wrong = suture(tmp_path, "scan", "target", "--config", "suture:javscript")
    assert wrong.status == 2 and "did you mean suture:javascript?" in wrong.err
    assert "packs: " + ", ".join(packs()) in wrong.err


def test_our_tested_fix_needs_no_proof_also_beside_other_rules_and_theirs_does(tmp_path: Path) -> None:
    target = make_target(tmp_path)
    # The target's own rule says whatever ours says.
    (tmp_path / "rules.yaml").write_text(
        (tmp_path / "rules.yaml")
        .read_text()
        .replace("fix_safety: safe}", "fix_safety: safe, fix_tested: true}")
    )
    ended = suture(
        tmp_path, "fix", "target", "--config", DEFAULT, "--config", "rules.yaml", "--path", "app/loader.py",
        env={"SUTURE_GATES__REQUIRE": ",".join(GATE_NAMES)},
    )  # fmt: skip
    assert ended.status == 0, ended.err
    outcomes = json.loads((tmp_path / "suture-out/report.json").read_text())["outcomes"]
    told = {outcome["rule"]: outcome["outcome"] for outcome in outcomes}
    assert told == {LOADER: "fixed", "yaml-load": "evidence_gap"}, outcomes
    commit(target, {"mine.yaml": (tmp_path / "rules.yaml").read_text().replace("yaml-load", LOADER)})
    commit(target, {"suture.toml": '[scan]\nconfig = ["suture:default", "mine.yaml"]\n'})
    refused = suture(tmp_path, "fix", "target")
    assert refused.status == 2 and f"called {LOADER}, as a bundled one is" in refused.err
