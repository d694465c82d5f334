from __future__ import annotations

from agent.domain import Finding
from agent.gates.matching import Comparison
from agent.gates.siblings import MOST, siblings
from agent.verdict import FlagKind
from tests.doubles.findings import finding_at
from tests.doubles.suite_snapshot import MemorySnapshot, trial_of

APP = """import os


def one(x):
    os.system("a " + x)


def two(x):
    os.system("b " + x)
    os.system("always the same")
"""
FIXED = APP.replace('os.system("a " + x)', 'run(["a", x])')


def told(
    files: dict[str, str],
    after: str,
    target: Finding,
    path: str = "pkg/app.py",
    seen: Comparison | None = None,
) -> dict[str, str]:
    snapshot = MemorySnapshot(files)
    comparison = seen or Comparison((target,), (), ())
    trial = trial_of(snapshot, [snapshot.change(path, after)], findings=[target], rescan=lambda: comparison)
    flags = siblings(trial)
    assert all(flag.kind is FlagKind.SIBLING for flag in flags)
    return {flag.where: flag.text for flag in flags}


def test_calls_of_the_same_sink_are_listed_in_the_module_and_the_package() -> None:
    files = {
        "pkg/app.py": APP,
        "pkg/near.py": "import os\n\n\ndef f(x):\n    os.system(x)\n",
        "far/away.py": "import os\n\n\ndef f(x):\n    os.system(x)\n",
    }
    found = told(files, FIXED, finding_at(APP, '"a "', path="pkg/app.py"))
    assert found == {
        "pkg/app.py:9": "`os.system` is called here, too",
        "pkg/near.py:5": "`os.system` is called here, too",
    }


def test_the_same_rule_elsewhere_in_the_file_is_listed_first() -> None:
    target, other = (finding_at(APP, needle, path="pkg/app.py") for needle in ('"a "', '"b "'))
    after = finding_at(FIXED, '"b "', path="pkg/app.py")
    seen = Comparison((target,), ((other, after),), ())
    found = told({"pkg/app.py": APP}, FIXED, target, seen=seen)
    assert found == {"pkg/app.py:9": "py-rule matches here, too, and the patch leaves it"}


def test_a_long_list_is_cut() -> None:
    many = APP + "".join(f"    os.system('{n}' + x)\n" for n in range(30))
    found = told(
        {"pkg/app.py": many}, many.replace('"a "', '"c "'), finding_at(many, '"a "', path="pkg/app.py")
    )
    assert len(found) == MOST


def test_javascript_has_siblings_too() -> None:
    text = 'child.exec("a" + x);\nother.exec("b" + y);\nchild.exec("fixed");\n'
    found = told({"a.js": text}, text.replace('"a" + x', "z"), finding_at(text, '"a"', path="a.js"), "a.js")
    assert list(found) == ["a.js:2"]
