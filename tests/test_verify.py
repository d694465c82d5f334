"""`suture verify`: the gates alone, on a unified diff from anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from agent.diff import unified_diff
from agent.domain import Change
from tests.doubles.repo import state_of
from tests.doubles.stories import CALC, FILES, LOADER, TESTS, Ended, make_target, suture

SCHEMA = json.loads((Path(__file__).parents[1] / "agent/report/verify.schema.json").read_text())
GOOD = CALC.replace("return eval", "return ast.literal_eval")


def diff(path: str, before: str, after: str) -> str:
    return unified_diff([Change(path, before.encode(), after.encode())])


def verify(folder: Path, text: str, *args: str) -> Ended:
    (folder / "p.diff").write_text(text)
    target = folder / "target"
    before = state_of(target)
    ended = suture(
        folder, "verify", "target", "--config", "rules.yaml", "--patch", "p.diff", "--report", "v.json", *args
    )
    assert state_of(target) == before
    if (folder / "v.json").exists():
        jsonschema.validate(json.loads((folder / "v.json").read_text()), SCHEMA)
    return ended


def test_a_good_patch_is_fixed_whether_its_finding_is_named_or_not(tmp_path: Path) -> None:
    make_target(tmp_path)
    ended = verify(tmp_path, diff("app/calc.py", CALC, GOOD))
    assert ended.status == 0, ended.out + ended.err
    named = verify(
        tmp_path,
        diff("app/calc.py", CALC, GOOD),
        "--rule",
        "no-eval",
        "--finding-path",
        "app/calc.py",
        "--line",
        "6",
    )
    assert named.status == 0
    assert json.loads((tmp_path / "v.json").read_text())["verdict"] == "fixed"


@pytest.mark.parametrize(
    ("before", "after", "gate"),
    [
        (CALC, CALC.replace("return eval(text)", "return text"), "tests"),
        (CALC, CALC.replace("eval(text)", "eval(text)  # nosemgrep"), "scope"),
        (CALC, CALC.replace("eval(text)", "quick_eval_pkg.run(text)").replace("import ast", "import quick_eval_pkg"), "syntax"),
        (CALC, GOOD + "\n\ndef other(x):\n    return eval(x + '')\n", "finding"),
        (CALC, CALC.replace('A literal', 'Any literal'), "finding"),
        (CALC.replace("text", "txt"), GOOD, "applies"),
    ],
)  # fmt: skip
def test_a_bad_patch_is_rejected_by_the_gate_that_should(
    tmp_path: Path, before: str, after: str, gate: str
) -> None:
    make_target(tmp_path)
    ended = verify(tmp_path, diff("app/calc.py", before, after))
    assert ended.status == 1, ended.out + ended.err
    checks = json.loads((tmp_path / "v.json").read_text())["checks"]
    assert [c["gate"] for c in checks if c["status"] == "failed"] == [gate]


def test_a_patch_to_another_file_does_not_fix_the_named_finding(tmp_path: Path) -> None:
    make_target(tmp_path)
    safe = LOADER.replace("yaml.load(text, Loader=yaml.Loader)", "yaml.safe_load(text)")
    assert verify(tmp_path, diff("app/loader.py", LOADER, safe)).status == 0
    ended = verify(
        tmp_path, diff("app/loader.py", LOADER, safe), "--rule", "no-eval", "--finding-path", "app/calc.py"
    )
    assert ended.status == 1


def test_a_person_may_add_a_test_beside_the_fix(tmp_path: Path) -> None:
    make_target(tmp_path)
    more = (
        TESTS
        + "\ndef test_names_are_refused():\n    import pytest\n    with pytest.raises(ValueError):\n        calc.calc('x')\n"
    )
    both = diff("app/calc.py", CALC, GOOD) + diff("tests/test_app.py", TESTS, more)
    assert verify(tmp_path, both).status == 0


def test_a_gap_has_its_own_exit_code_and_can_be_allowed(tmp_path: Path) -> None:
    make_target(tmp_path, {path: text for path, text in FILES.items() if not path.startswith("tests/")})
    assert verify(tmp_path, diff("app/calc.py", CALC, GOOD)).status == 3
    assert verify(tmp_path, diff("app/calc.py", CALC, GOOD), "--allow-gap").status == 0


def test_a_patch_can_come_from_standard_input_and_the_verdict_as_json(tmp_path: Path) -> None:
    make_target(tmp_path)
    ended = suture(
        tmp_path, "verify", "target", "--config", "rules.yaml", "--patch", "-", "--json",
        stdin=diff("app/calc.py", CALC, GOOD),
    )  # fmt: skip
    assert ended.status == 0 and json.loads(ended.out)["verdict"] == "fixed"


def test_without_a_sandbox_tests_run_only_when_told_and_every_report_says_so(tmp_path: Path) -> None:
    make_target(tmp_path)
    ended = verify(tmp_path, diff("app/calc.py", CALC, GOOD), "--unsafe-no-sandbox")
    assert ended.status == 0
    assert "unsafe" in (tmp_path / "v.json").read_text() and "unsafe" in ended.out
