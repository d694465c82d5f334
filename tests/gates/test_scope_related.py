from __future__ import annotations

from dataclasses import replace

import pytest

from agent.domain import Finding, Location, Source
from agent.gates.scope import scope
from agent.gates.trial import Answer
from agent.verdict import Status
from tests.doubles.findings import finding_at
from tests.doubles.suite_snapshot import MemorySnapshot, trial_of

FILES = {
    "shop/files.py": "import os\n\n\ndef read(name):\n    return open(name).read()\n\n\ndef other(x):\n    return x\n",
    "shop/views.py": "import json\nfrom shop.files import read\n\n\ndef show(name):\n    total = 1\n    return read(name)\n",
    "shop/admin/pages.py": "from .. import files\n\n\ndef page(name):\n    return files.read(name)\n",
    "shop/far.py": "def far(name):\n    return read(name)\n",
    "shop/idle.py": "from shop.files import other\n\n\ndef idle(x):\n    return other(x)\n",
    "web/files.js": "function read(name) {\n  return fs.readFileSync(name);\n}\nmodule.exports = { read };\n",
    "web/views.js": "const { read } = require('./files');\nconst x = 1;\nfunction show(name) {\n  return read(name);\n}\n",
    "web/other.js": "function show(name) {\n  return read(name);\n}\n",
}  # fmt: skip
SIGNED = (
    "shop/files.py",
    "def read(name):\n    return open(name)",
    "def read(base, name):\n    return open(join(base, name))",
)
BODY = ("shop/files.py", "return open(name)", "return open(safe(name))")
JS_SIGNED = (
    "web/files.js",
    "read(name) {\n  return fs.readFileSync(name)",
    "read(base, name) {\n  return fs.readFileSync(join(base, name))",
)


def judge(
    *edits: tuple[str, str, str], source: Source = Source.MODEL, new: tuple[str, ...] = (), of: str = "shop/files.py", more: dict[str, str] | None = None
) -> Answer:  # fmt: skip
    snapshot = MemorySnapshot(FILES)
    after = dict(more or {})
    for path, old, text in edits:
        assert old in FILES[path]
        after[path] = after.get(path, FILES[path]).replace(old, text)
    found = finding_at(FILES[of], "name)", path=of)
    found = replace(found, rule=replace(found.rule, new_files=new))
    return scope(
        trial_of(snapshot, [snapshot.change(p, t) for p, t in after.items()], source, findings=(found,))
    )


@pytest.mark.parametrize(
    "edit",
    [
        ("shop/views.py", "read(name)", "read(BASE, name)"),
        ("shop/views.py", "return read(name)", 'return read(\n        base=app.config["BASE"],\n        name=name,\n    )'),
        ("shop/admin/pages.py", "files.read(name)", "files.read('pages', name)"),
    ],
)  # fmt: skip
def test_a_caller_of_a_function_with_new_parameters_may_change_its_calls(edit: tuple[str, str, str]) -> None:
    answer = judge(SIGNED, edit)
    assert answer.status is Status.PASSED, answer.detail


def test_a_caller_may_import_more_from_the_changed_module() -> None:
    edits = (
        ("shop/views.py", "import read", "import BASE, read"),
        ("shop/views.py", "read(name)", "read(BASE, name)"),
    )
    assert judge(SIGNED, *edits).status is Status.PASSED


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ((SIGNED, ("shop/views.py", "total = 1", "total = 2")), "and nothing else"),
        ((SIGNED, ("shop/views.py", "return read(name)", "return None")), "and nothing else"),
        ((SIGNED, ("shop/views.py", "return read(name)", "return open(name)")), "and nothing else"),
        ((SIGNED, ("shop/views.py", "import json\n", "import json, shutil\n")), "and nothing else"),
        ((SIGNED, ("shop/views.py", "import read", "import read, evil as json")), "and nothing else"),
        ((SIGNED, ("shop/views.py", "    total", "    read('x', 'y')\n    total")), "and nothing else"),
        ((SIGNED, ("shop/far.py", "read(name)", "read('x', name)")), "calls no function"),
        ((SIGNED, ("shop/idle.py", "other(x)", "other(x, 1)")), "calls no function"),
        ((BODY, ("shop/views.py", "read(name)", "read(BASE, name)")), "changes its parameters"),
        ((("shop/views.py", "read(name)", "read(BASE, name)"),), "changes its parameters"),
    ],
)  # fmt: skip
def test_whatever_else_changes_in_another_file_is_refused(
    edits: tuple[tuple[str, str, str], ...], said: str
) -> None:
    answer = judge(*edits)
    assert answer.status is Status.FAILED and said in answer.detail


def test_a_javascript_caller_may_change_its_calls_and_nothing_else() -> None:
    call = ("web/views.js", "read(name)", "read(BASE, name)")
    assert judge(JS_SIGNED, call, of="web/files.js").status is Status.PASSED
    for edit in (("web/views.js", "x = 1", "x = 2"), ("web/views.js", "{ read }", "{ read, evil: fs }")):
        assert "and nothing else" in judge(JS_SIGNED, call, edit, of="web/files.js").detail
    assert (
        "calls no function"
        in judge(JS_SIGNED, ("web/other.js", "read(name)", "read(1, name)"), of="web/files.js").detail
    )
    assert "parameters" in judge(("web/files.js", "readFile", "openFile"), call, of="web/files.js").detail


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("shop/safe.py", True), ("shop/deep/safe.py", True), ("other/safe.py", False), ("shop/safe.txt", False)],
)
def test_a_model_may_create_the_files_that_the_rule_allows(path: str, allowed: bool) -> None:
    answer = judge(BODY, new=("shop/*.py",), more={path: "x = 1\n"})
    assert (answer.status is Status.PASSED) is allowed
    assert judge(BODY, more={path: "x = 1\n"}).status is Status.FAILED


def test_every_findings_rule_has_to_allow_a_new_file() -> None:
    snapshot = MemorySnapshot(FILES)
    found = finding_at(FILES["shop/files.py"], "open(", path="shop/files.py")
    eager = replace(found, rule=replace(found.rule, new_files=("*.py",)))
    change = snapshot.change("shop/safe.py", "x = 1\n")
    both = trial_of(snapshot, [change], findings=(eager, found))
    assert scope(both).status is Status.FAILED
    assert scope(replace(both, findings=(eager, eager))).status is Status.PASSED
    assert scope(replace(both, findings=())).status is Status.FAILED


def test_a_rules_own_fix_stays_in_the_findings_file() -> None:
    assert judge(BODY, source=Source.RULE_FIX).status is Status.PASSED
    call = ("shop/views.py", "read(name)", "read(BASE, name)")
    assert "alone" in judge(SIGNED, call, source=Source.RULE_FIX).detail
    assert (
        "alone" in judge(BODY, source=Source.RULE_FIX, new=("*.py",), more={"shop/safe.py": "x = 1\n"}).detail
    )
    found: Finding = finding_at(FILES["shop/files.py"], "open(", path="shop/files.py")
    traced = replace(found, trace=(Location("shop/idle.py", 1, 1),))
    snapshot = MemorySnapshot(FILES)
    changes = [snapshot.change("shop/idle.py", FILES["shop/idle.py"] + "x = 1\n")]
    assert scope(trial_of(snapshot, changes, findings=(traced,))).status is Status.PASSED
    assert scope(trial_of(snapshot, changes, Source.RULE_FIX, findings=(traced,))).status is Status.FAILED


def test_a_caller_may_not_be_deleted() -> None:
    snapshot = MemorySnapshot(FILES)
    changes = [snapshot.change("shop/views.py", None)]
    found = finding_at(FILES["shop/files.py"], "open(", path="shop/files.py")
    assert scope(trial_of(snapshot, changes, findings=(found,))).status is Status.FAILED


@pytest.mark.parametrize(
    "path", ["tests/test_new.py", "docs/guide.md", "shop/new.py", "README.md", "shop/views.py"]
)
def test_a_persons_patch_may_touch_tests_docs_and_modules(path: str) -> None:
    answer = judge(BODY, source=Source.HUMAN, more={path: FILES.get(path, "") + "y = 1\n"})
    assert answer.status is Status.PASSED, answer.detail


def test_a_caller_nested_too_deeply_to_be_compared_is_refused() -> None:
    deep = "\ntotal = " + " + ".join(["1"] * 900) + "\n"
    caller = ("shop/views.py", "return read(name)\n", f"return read(BASE, name)\n{deep}")
    answer = judge(SIGNED, caller)
    assert answer.status is Status.FAILED and "nested too deeply" in answer.detail
