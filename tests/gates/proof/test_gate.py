"""The proof gate and the examination of a proof, on a real repository with real runs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agent.domain import Change, Finding, Location, NoProof, Proof, Rule, Severity
from agent.gates.matching import Comparison
from agent.gates.proof import examine, proof
from agent.gates.suite import RepoSuite
from agent.gates.trial import Answer, End, Tried, passed
from agent.ports import Snapshot
from agent.verdict import Status
from tests.doubles.repo import snapshot_of
from tests.doubles.suite_sandbox import PlainSandbox
from tests.doubles.suite_snapshot import CannedSuite, MemorySnapshot, trial_of
from tests.gates.proof import files
from tests.gates.proof.files import DELETE, DELETE_TEXT, FILES, GOOD, PROOF_TEXT, READ, patch, suite_of

GONE = Comparison((READ,), (), ())


class Bench:
    """The target's repository and its suite; what ran once is not run again."""

    def __init__(self, suite: RepoSuite, snapshot: Snapshot) -> None:
        self.suite = suite
        self.snapshot = snapshot

    def judge(
        self,
        change: Change,
        test: Proof | NoProof | None = None,
        findings: Sequence[Finding] = (READ,),
        seen: Comparison = GONE,
        exempt: str = "",
    ) -> Answer:
        return proof(
            trial_of(
                self.snapshot,
                [change],
                suite=self.suite,
                findings=findings,
                rescan=lambda: seen,
                proof=test or files.proof(),
                exempt=exempt,
            )
        )

    def examine(self, content: str, finding: Finding = READ) -> str:
        return examine(self.snapshot, self.suite, [finding], files.proof(content))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("proof")
    suite = suite_of(folder, PlainSandbox())
    return Bench(suite, snapshot_of(folder / "target"))


def test_a_good_fix_passes_and_the_wrong_ones_are_caught(bench: Bench) -> None:
    answer = bench.judge(GOOD)
    assert answer.status is Status.PASSED, answer.detail
    assert answer.detail == (
        "2 attacks fail at base and pass now, 1 control passes on both; 8 of 8 wrong fixes caught"
    )


def test_what_the_proof_said_before_and_after_goes_with_the_answer(bench: Bench) -> None:
    before, after = bench.judge(GOOD).outputs
    assert (before.title, after.title) == ("before the fix", "with the fix")
    lines = before.text.split("\n")
    assert [line for line in lines if line.startswith("FAILED  test_attack_reads_outside")]
    assert [line for line in lines if line.startswith("        ")]
    assert "passed  test_control_reads_inside" in lines
    assert {line.split("  ")[0] for line in after.text.split("\n")} == {"passed"}
    wrong = bench.judge(files.NOTHING)
    assert wrong.status is Status.FAILED
    assert "FAILED  test_attack_reads_outside" in wrong.outputs[1].text


@pytest.mark.parametrize(
    ("change", "test"),
    [
        (files.NOTHING, "test_attack_reads_outside: the attack still works"),
        (files.NO_RESOLVE, "test_attack_reads_outside: the attack still works"),
        (files.LOOSE, "test_attack_reads_outside: the attack still works"),
        (files.UNUSED, "test_attack_reads_outside: the attack still works"),
        (files.SWALLOWS, "test_attack_reads_outside: the attack still works"),
        (files.EARLY, "test_control_reads_inside: it does not pass"),
        (files.RAISES, "test_control_reads_inside: it does not pass"),
    ],
)
def test_a_wrong_fix_fails(bench: Bench, change: Change, test: str) -> None:
    answer = bench.judge(change)
    assert answer.status is Status.FAILED, answer.detail
    assert test in answer.detail


def test_a_check_after_a_visible_effect_fails(bench: Bench) -> None:
    late = "        os.remove(path)\n        if '..' in name:\n            raise ValueError(name)\n"
    change = patch(("        os.remove(path)\n", late))
    answer = bench.judge(change, files.proof(DELETE_TEXT), (DELETE,))
    assert answer.status is Status.FAILED, answer.detail


def test_a_proof_that_asks_for_the_refusal_alone_is_inconclusive(bench: Bench) -> None:
    blind = DELETE_TEXT.replace(
        "    try:\n        place.delete(\"../secret.txt\")\n    except Exception:\n        pass\n"
        "    assert (tmp_path / \"secret.txt\").exists()\n",
        "    try:\n        answer = place.delete(\"../secret.txt\")\n    except Exception:\n        answer = ''\n"
        "    assert answer != 'gone'\n",
    )  # fmt: skip
    assert blind != DELETE_TEXT
    check = "        if '..' in name:\n            raise ValueError(name)\n        os.remove"
    answer = bench.judge(patch(("        os.remove", check)), files.proof(blind), (DELETE,))
    assert answer.status is Status.INCONCLUSIVE, answer.detail
    assert answer.detail.endswith("the proof also passes with: `if '..' in name:` moved behind the use")


def test_two_checks_that_are_each_enough_are_no_gap(bench: Bench) -> None:
    check = "        if '..' in name:\n            raise ValueError(name)\n"
    other = "        if os.sep in name:\n            raise ValueError(name)\n"
    answer = bench.judge(patch((files.JOIN, check + other + files.JOIN)))
    assert answer.status is Status.PASSED, answer.detail
    assert "it passes as well without one alone of its checks: if" in answer.detail


def test_a_finding_that_still_matches_is_carried_by_a_pass_alone(bench: Bench) -> None:
    still = Comparison((), ((READ, READ),), ())
    assert bench.judge(GOOD, seen=still).status is Status.PASSED
    for answer in (
        bench.judge(GOOD, NoProof("no idea"), seen=still),
        bench.judge(GOOD, files.proof(DELETE_TEXT), seen=still, findings=(READ,)),
        bench.judge(GOOD, seen=still, exempt="a safe rule"),
    ):
        assert answer.status is Status.FAILED
        assert "still matches at store.py" in answer.detail


def test_what_is_not_run_says_why(bench: Bench) -> None:
    assert bench.judge(GOOD, exempt="a safe rule") == Answer(Status.NOT_APPLICABLE, "a safe rule")
    assert bench.judge(GOOD, NoProof("no idea")) == Answer(Status.NOT_RUN, "no idea")
    assert bench.judge(GOOD, findings=()).status is Status.NOT_RUN
    bad = bench.judge(GOOD, files.proof(PROOF_TEXT.replace("'../", "'").replace('"../', '"')))
    assert bad.status is Status.NOT_RUN
    assert bad.detail.startswith("the proof does not hold at base: test_attack_reads_outside has to fail")


def test_a_proof_that_holds_is_not_objected_to(bench: Bench) -> None:
    assert bench.examine(PROOF_TEXT) == ""
    assert bench.examine(DELETE_TEXT, DELETE) == ""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("import pytest", "import pytest\nimport leftpad", "leftpad"),
        ("import pytest", "import pytest\nfrom store import Shelf", "Shelf"),
        ("return None", "return nothing", "uses `nothing`"),
        ("import pytest", "import pytest\nimport gc", "reaches into"),
        ("import pytest", "import pytest  # noqa: F401", "silences a scanner"),
        ("assert \"hidden\" not in (attempt(place.read, name) or \"\")", "place.read(name).no_such()", "it broke"),
        ('== "milk"', '== "bread"', "test_control_reads_inside has to pass"),
        ('HARMLESS = "a.txt"', 'HARMLESS = "../secret.txt"', "with ATTACKS = ['../secret.txt']"),
        ('assert place.read("a.txt") == "milk"', "assert place", "every control still passes with an early return"),
        ('assert place.read("a.txt") == "milk"', 'place.read("a.txt")', "every control still passes with an early return"),
    ],
)  # fmt: skip
def test_a_proof_that_does_not_hold_is_told_so(bench: Bench, old: str, new: str, problem: str) -> None:
    assert old in PROOF_TEXT
    found = bench.examine(PROOF_TEXT.replace(old, new))
    assert problem in found


def test_a_proof_never_takes_the_place_of_a_file(bench: Bench) -> None:
    there = Proof("tests/test_store.py", PROOF_TEXT, files.proof().style)
    assert "exists already" in examine(bench.snapshot, bench.suite, [READ], there)


def canned(with_patch: Tried) -> CannedSuite:
    """A suite in which base is as it should be, broken code fails the control, and the patch does as told."""

    def single(changes: tuple[Change, ...], test: Proof) -> Tried:
        attacks = End.PASSED if "'a.txt']" in test.content else End.ASSERTED
        names = ("test_attack_reads_outside", "test_attack_reads_outside", "test_control_reads_inside")
        if not changes:
            ends = (attacks, attacks, End.PASSED)
            return Tried(tuple((n, e, "") for n, e in zip(names, ends, strict=True)), 0.1)
        wrong = changes[0].after != GOOD.after
        return Tried(tuple((n, End.BROKEN, "") for n in names), 0.1) if wrong else with_patch

    return CannedSuite(passed("fine"), single)


@pytest.mark.parametrize(
    ("tried", "words"),
    [
        (Tried((), 0.1, "it did not end"), "gives no results: it did not end"),
        (Tried((("test_control_reads_inside", End.PASSED, ""),), 0.1), "ran 2 times at base and 0 times"),
        (
            Tried((("test_attack_reads_outside", End.PASSED, ""), ("test_control_reads_inside", End.PASSED, "")), 0.1),
            "ran 2 times at base and 1 times",
        ),
    ],
)  # fmt: skip
def test_a_missing_test_is_no_pass(tried: Tried, words: str) -> None:
    trial = trial_of(
        MemorySnapshot(FILES), [GOOD], suite=canned(tried), findings=[READ], rescan=lambda: GONE, proof=files.proof()
    )  # fmt: skip
    answer = proof(trial)
    assert answer.status is Status.FAILED
    assert words in answer.detail


def test_long_output_of_a_proof_is_shortened_and_says_so() -> None:
    def judged(tried: Tried) -> str:
        trial = trial_of(
            MemorySnapshot(FILES), [GOOD], suite=canned(tried), findings=[READ], rescan=lambda: GONE, proof=files.proof()
        )  # fmt: skip
        return proof(trial).outputs[1].text

    many = judged(Tried(tuple((f"test_attack_{n}", End.BROKEN, "why") for n in range(50)), 0.1))
    assert many.count("\n") == 39 and many.endswith("… and 61 more lines")
    long = judged(Tried(tuple((f"test_attack_{n}", End.BROKEN, "x" * 9000) for n in range(19)), 0.1))
    assert len(long) == 3000 and long.endswith("…")
    assert judged(Tried((), 0.1, "it did not end\nTraceback")) == "it did not end\nTraceback"


def test_checks_beside_the_one_that_is_needed_are_named_and_no_gap(bench: Bench) -> None:
    needed = "        if '..' in name:\n            raise ValueError(name)\n"
    others = needed.replace("..", "one") + needed.replace("..", "two")
    answer = bench.judge(patch((files.JOIN, needed + others + files.JOIN)))
    assert answer.status is Status.PASSED, answer.detail
    assert "without one alone of its checks: if 'one' in name:, if 'two' in name:" in answer.detail


def test_a_patch_that_no_wrong_fix_can_be_made_of_is_not_passed() -> None:
    held = Tried(
        (("test_attack_reads_outside", End.PASSED, ""),) * 2
        + (("test_control_reads_inside", End.PASSED, ""),),
        0.1,
    )
    deep = "WORDS = " + " + ".join(["'a'"] * 600) + "\n"
    nested = Change("store.py", GOOD.before, deep.encode() + (GOOD.after or b""))
    unread = Change("store.py", b"print 'old'\n", GOOD.after)
    for before, change, words in (
        (files.STORE, nested, "can be made of store.py"),
        ("print 'old'\n", unread, "could be made of the patch"),
    ):

        def single(changes: tuple[Change, ...], test: Proof, change: Change = change) -> Tried:
            patched = bool(changes) and changes[0].after == change.after
            return held if patched else canned(held).try_file(changes, test)

        snapshot = MemorySnapshot({**FILES, "store.py": before})
        answer = proof(
            trial_of(
                snapshot,
                [change],
                suite=CannedSuite(passed("fine"), single),
                findings=[READ],
                rescan=lambda: GONE,
                proof=files.proof(),
            )
        )
        assert answer.status is Status.INCONCLUSIVE, answer.detail
        assert words in answer.detail


ASIDE_BASE = (
    "def claims(token, keys):\n    kind, _, rest = token.partition(':')\n    if kind == 'none':\n        return rest\n"
    "    if rest not in keys:\n        raise ValueError(token)\n    return rest\n"
)
ASIDE_TEST = (
    "from app.aside import claims\nimport pytest\n\n\ndef test_attack_unsigned():\n    try:\n"
    "        got = claims('none:eve', ['ann'])\n    except Exception:\n        got = None\n    assert got != 'eve'\n\n\n"
    "def test_control_signed():\n    assert claims('key:ann', ['ann']) == 'ann'\n"
)


@pytest.mark.parametrize(("cwe", "holds"), [("CWE-347", True), ("CWE-89", False)])
def test_found_code_that_permits_the_weakness_may_be_deleted(
    tmp_path_factory: pytest.TempPathFactory, cwe: str, holds: bool
) -> None:
    folder = tmp_path_factory.mktemp("aside")
    suite = suite_of(folder, PlainSandbox(), {"app/__init__.py": "", "app/aside.py": ASIDE_BASE})
    snapshot = snapshot_of(folder / "target")
    rule = Rule("unsigned", Severity.HIGH, cwe=(cwe,))
    finding = Finding(
        rule, Location("app/aside.py", 3, 4), "unsigned tokens are accepted", "    if kind == 'none':"
    )
    said = examine(snapshot, suite, [finding], files.proof(ASIDE_TEST))
    assert said == (
        ""
        if holds
        else "every control still passes with the feature deleted (app/aside.py); one has to fail then"
    )
