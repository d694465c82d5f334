"""Where a proof goes and what its author is shown."""

from __future__ import annotations

from agent.domain import NoProof, ProofPlan, TestStyle
from agent.gates.proof import plan
from agent.gates.trial import Tried, not_run
from tests.doubles.findings import finding_at
from tests.doubles.suite_snapshot import CannedSuite, MemorySnapshot

CODE = "from web import bp\n\n\n@bp.route('/reports/text')\ndef text_report(name):\n    return open(name).read()\n"
FINDING = finding_at(CODE, "open(name)", path="shop/reports.py")
NAME = f"test_suture_{FINDING.fingerprint[:8]}"


class ScriptSuite(CannedSuite):
    """A suite whose proofs are for node."""

    def style(self, path: str) -> TestStyle | NoProof:
        return TestStyle.NODE


def planned(files: dict[str, str], suite: CannedSuite | None = None) -> ProofPlan:
    runs = suite or CannedSuite(not_run("not asked"), lambda changes, test: Tried((), 0.0))
    found = plan(MemorySnapshot({"shop/reports.py": CODE, **files}), runs, [FINDING])
    assert isinstance(found, ProofPlan)
    return found


def test_it_goes_beside_the_test_that_tells_most_of_the_module() -> None:
    files = {
        "tests/test_misc.py": "import reports\n",
        "tests/admin/test_pages.py": "def test_x(c):\n    c.get('/reports/text?a=b')\n    c.get('/reports/text')\n",
        "tests/api/test_api.py": "def test_y():\n    pass\n",
        "tests/conftest.py": "",
        "tests/admin/conftest.py": "",
        "tests/api/conftest.py": "",
    }
    assert planned(files) == ProofPlan(
        f"tests/admin/{NAME}.py",
        TestStyle.PYTEST,
        ("tests/admin/conftest.py", "tests/conftest.py", "tests/admin/test_pages.py", "tests/test_misc.py"),
    )


def test_without_a_related_test_it_goes_where_most_tests_are() -> None:
    files = {"a/test_a.py": "", "b/test_b.py": "", "b/test_c.py": ""}
    assert planned(files).path == f"b/{NAME}.py"
    assert len(planned(files).examples) == 2


def test_without_any_test_it_goes_to_the_tests_folder_or_beside_the_module() -> None:
    assert planned({"tests/__init__.py": ""}).path == f"tests/{NAME}.py"
    assert planned({"shop/tests/data.json": ""}).path == f"shop/tests/{NAME}.py"
    assert planned({}).path == f"shop/{NAME}.py"
    assert planned({}).examples == ()


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert planned({f"shop/{NAME}.py": ""}).path == f"shop/{NAME}_2.py"


def test_in_javascript_the_name_ends_as_those_of_the_other_tests() -> None:
    suite = ScriptSuite(not_run("not asked"))
    number = FINDING.fingerprint[:8]
    assert planned({}, suite).path == f"shop/suture_{number}.test.js"
    assert planned({"spec/a.spec.mjs": "reports"}, suite).path == f"spec/suture_{number}.spec.mjs"
    assert planned({"test/a.cjs": "reports"}, suite).path == f"test/suture_{number}.test.cjs"


def test_what_cannot_be_tested_has_no_plan() -> None:
    snapshot = MemorySnapshot({"shop/reports.py": CODE})
    assert plan(snapshot, CannedSuite(not_run("")), [FINDING]) == NoProof("this suite runs no single tests")
    assert isinstance(plan(snapshot, CannedSuite(not_run("")), []), NoProof)
