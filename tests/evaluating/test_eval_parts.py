"""The parts of suture eval, each by itself."""

from __future__ import annotations

import io
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from agent.domain import Usage
from agent.errors import UsageError
from agent.evals.judging import counted
from agent.evals.keeping import Shelves, run_key
from agent.evals.placing import place
from agent.evals.reading import read_cases
from agent.evals.summing import report, summed
from agent.evals.tally import Tallied, Tally
from agent.evals.telling import figures, row
from agent.evals.trying import HiddenTests, hidden_tests
from agent.evals.values import Bad, Counts, EvalCase, Expect, Hidden, Result, Spent
from agent.ports import CUT_OFF, Message, NoReply, Reply
from agent.settings import Settings
from agent.verdict import OutcomeKind
from agent.workspace.git import Checkout
from agent.workspace.snapshot import GitSnapshot
from tests.doubles.git_server import Behaviour
from tests.doubles.git_server import serving as git_serving
from tests.doubles.model import ScriptedModel
from tests.doubles.replay_server import Recordings, digest
from tests.doubles.repo import git, make_repo
from tests.evaluating.cases import CALC, VISIBLE, light, make_case

NOWHERE = dict.fromkeys(("repo/app/__init__.py", "repo/app/calc.py", "repo/tests/test_calc.py"))
DONE = Result(
    "a", "python", "CWE-95", "no-eval", "app/calc.py", 6, Expect.FIXED, Counts.FIXED, "every gate passed"
)


def read(folder: Path) -> EvalCase:
    (case,) = read_cases(folder)
    return case


@pytest.mark.parametrize(
    ("expect", "kind", "hidden", "counts"),
    [
        (Expect.FIXED, OutcomeKind.FIXED, Hidden.PASSED, Counts.FIXED),
        (Expect.FIXED, OutcomeKind.FIXED, Hidden.FAILED, Counts.FALSE_FIXED),
        (Expect.FIXED, OutcomeKind.FIXED, Hidden.NONE, Counts.ACCEPTED),
        (Expect.FALSE_POSITIVE, OutcomeKind.FIXED, Hidden.PASSED, Counts.FALSE_FIXED),
        (Expect.NO_FIX, OutcomeKind.FIXED, Hidden.PASSED, Counts.FALSE_FIXED),
        (Expect.FIXED, OutcomeKind.EVIDENCE_GAP, Hidden.PASSED, Counts.GAP_RIGHT),
        (Expect.FIXED, OutcomeKind.EVIDENCE_GAP, Hidden.FAILED, Counts.GAP_WRONG),
        (Expect.FIXED, OutcomeKind.EVIDENCE_GAP, Hidden.NONE, Counts.GAP),
        (Expect.NO_FIX, OutcomeKind.EVIDENCE_GAP, Hidden.PASSED, Counts.GAP_WRONG),
        (Expect.FALSE_POSITIVE, OutcomeKind.FALSE_POSITIVE, Hidden.NONE, Counts.RIGHT_FALSE_POSITIVE),
        (Expect.FIXED, OutcomeKind.FALSE_POSITIVE, Hidden.NONE, Counts.WRONG_FALSE_POSITIVE),
        (Expect.NO_FIX, OutcomeKind.FALSE_POSITIVE, Hidden.NONE, Counts.WRONG_FALSE_POSITIVE),
        (Expect.NO_FIX, OutcomeKind.NO_FIX, Hidden.NONE, Counts.RIGHT_NO_FIX),
        (Expect.FIXED, OutcomeKind.NO_FIX, Hidden.NONE, Counts.ABSTAINED),
        (Expect.FALSE_POSITIVE, OutcomeKind.NO_FIX, Hidden.NONE, Counts.ABSTAINED),
        (Expect.FIXED, OutcomeKind.REJECTED, Hidden.NONE, Counts.ABSTAINED),
        (Expect.NO_FIX, OutcomeKind.BLOCKED, Hidden.NONE, Counts.ABSTAINED),
    ],
)
def test_every_end_counts_as_what_the_case_makes_of_it(
    expect: Expect, kind: OutcomeKind, hidden: Hidden, counts: Counts
) -> None:
    left = kind in (OutcomeKind.FIXED, OutcomeKind.EVIDENCE_GAP)
    assert counted(expect, kind, hidden, left=left, answered=True) is counts


def test_nobody_decided_anything_where_no_model_answered_and_nothing_is_fixed_that_was_not_handed_on() -> (
    None
):
    no_fix, fixed = OutcomeKind.NO_FIX, OutcomeKind.FIXED
    assert counted(Expect.NO_FIX, no_fix, Hidden.NONE, left=False, answered=False) is Counts.ABSTAINED
    assert counted(Expect.FIXED, fixed, Hidden.NONE, left=False, answered=True) is Counts.ABSTAINED


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"line": None}, "case x: case.toml, line: Field required"),
        ({"line": 0}, "case x: case.toml, line: "),
        ({"severity": "high"}, "case x: case.toml, severity: Extra inputs"),
        ({"expect": "maybe"}, "case x: case.toml, expect: "),
        ({"id": "y"}, "case x: its id is 'y'"),
        ({"cwe": "95"}, "case x: its cwe is '95'"),
        ({"path": "../calc.py"}, "case x: its path '../calc.py' leaves its folder"),
        ({"path": "app/other.py"}, "case x: repo/app/other.py is not there"),
        ({"repository": "../x", "commit": "0" * 40}, "case x: it needs either repo/ or `repository`"),
        ({"files": NOWHERE}, "case x: it needs either repo/ or `repository`"),
        ({"files": NOWHERE, "repository": "../../x", "commit": "0" * 40}, "leads out of the folder of cases"),
        ({"files": NOWHERE, "repository": "../x", "commit": "main"}, "its commit is 'main'"),
        ({"files": NOWHERE, "repository": "http://forge.test/x", "commit": "0" * 40}, "is no https address"),
        ({"files": {"repo/hidden/x.py": ""}}, "a folder `hidden` of its own"),
    ],
)
def test_what_is_wrong_with_a_case_is_said_with_its_name(
    tmp_path: Path, over: dict[str, object], said: str
) -> None:
    make_case(tmp_path / "cases", "x", **over)
    with pytest.raises(UsageError, match="case x: ") as caught:
        read_cases(tmp_path / "cases")
    assert said in str(caught.value) and "docs/evals.md" in caught.value.hint


def test_a_symlink_leads_no_file_of_this_machine_into_a_prompt(tmp_path: Path) -> None:
    folder = make_case(tmp_path, "x")
    (folder / "repo/app/passwd.py").symlink_to("/etc/passwd")
    with pytest.raises(UsageError, match=r"repo/app/passwd\.py is a symlink"):
        read_cases(tmp_path)


def test_only_the_cases_that_were_asked_for_are_read(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        make_case(tmp_path, name)
    assert [case.id for case in read_cases(tmp_path, ("t*", "none"))] == ["three", "two"]
    with pytest.raises(UsageError, match="no case"):
        read_cases(tmp_path, ("four",))
    with pytest.raises(UsageError, match="holds no case"):
        read_cases(tmp_path / "one")


def test_a_case_is_the_same_commit_wherever_it_is_placed(tmp_path: Path) -> None:
    for name in ("here", "there"):
        case = make_case(tmp_path / name, "x")
        (case / "repo/app/__pycache__").mkdir()
        (case / "repo/app/__pycache__/calc.pyc").write_text(name)
        (tmp_path / f"{name}-scratch").mkdir()
    placed = [place(read(tmp_path / name), tmp_path / f"{name}-scratch") for name in ("here", "there")]
    assert all(isinstance(each, Checkout) for each in placed)
    heads = {each.head for each in placed if isinstance(each, Checkout)}
    assert heads == {"00000b44c143f866b2a1d2f6ac40cf7e2fce1f85"}


def test_a_repository_elsewhere_is_taken_at_its_commit_from_disk_and_from_a_server(tmp_path: Path) -> None:
    files = {"app/__init__.py": "", "app/calc.py": CALC, "tests/test_calc.py": VISIBLE}
    bare = tmp_path / "root/acme/shop.git"
    work = make_repo(tmp_path / "disk/mirror", files)
    commit = git(work, "rev-parse", "HEAD")
    git(tmp_path, "clone", "-q", "--bare", str(work), str(bare))
    git(bare, "config", "uploadpack.allowAnySHA1InWant", "true")
    (work / "app/calc.py").write_text("# somebody is at work here\n")
    make_case(tmp_path / "disk", "x", files=NOWHERE, repository="../mirror", commit=commit)
    with git_serving(tmp_path / "root", Behaviour()) as server:
        address = f"{server.url}/acme/shop.git"
        make_case(tmp_path / "net", "x", files=NOWHERE, repository=address, commit=commit)
        placed = []
        for name in ("disk", "net"):
            (tmp_path / f"{name}-scratch").mkdir()
            placed.append(place(read(tmp_path / name), tmp_path / f"{name}-scratch"))
    one, other = placed
    assert isinstance(one, Checkout) and isinstance(other, Checkout)
    assert one.head == other.head and GitSnapshot(other).read("app/calc.py") == CALC.encode()


def test_a_commit_that_is_not_there_is_a_broken_case(tmp_path: Path) -> None:
    make_repo(tmp_path / "cases/mirror", {"a.py": ""})
    make_case(tmp_path / "cases", "x", files=NOWHERE, repository="../mirror", commit="0" * 40)
    placed = place(read(tmp_path / "cases"), tmp_path)
    assert isinstance(placed, Bad) and "has no commit" in placed.reason


def test_hidden_tests_are_told_by_their_names(tmp_path: Path) -> None:
    make_case(tmp_path, "x", files={"hidden/a.test.js": "", "hidden/data/words.txt": "x"})
    tests = hidden_tests(read(tmp_path))
    assert isinstance(tests, HiddenTests) and len(tests.plans) == 2
    assert {c.path for c in tests.files} == {
        "hidden/a.test.js",
        "hidden/data/words.txt",
        "hidden/test_hidden.py",
    }
    make_case(tmp_path / "no", "x", files={"hidden/test_hidden.py": None, "hidden/notes.md": "x"})
    assert isinstance(hidden_tests(read(tmp_path / "no")), Bad)


def test_questions_are_counted_with_their_size_and_silence_is_told_from_a_cut() -> None:
    tally = Tally()
    counted_reply = Reply("x", Usage(calls=2, prompt_tokens=300, completion_tokens=4))
    model = Tallied(
        ScriptedModel([counted_reply, Reply("x", Usage()), NoReply(CUT_OFF), NoReply("503")]), tally
    )
    for _ in range(3):
        model.complete([Message("user", "y" * 80)])
    assert tally.answered and tally.spent().prompts == (150, 20, 20)
    model.complete([Message("user", "y")])
    spent = tally.spent(Usage(cost=2.5))
    assert not tally.answered and (spent.asked, spent.unanswered, spent.trouble) == (4, 1, "503")
    assert spent.cost == 2.5


def test_a_result_is_kept_until_the_case_the_settings_or_the_model_change(tmp_path: Path) -> None:
    folder = make_case(tmp_path, "x")
    case, settings = read(tmp_path), Settings()
    (tmp_path / "out/cases").mkdir(parents=True)

    def shelves(changed: Settings = settings, model: str = "m") -> Shelves:
        return Shelves(tmp_path / "out", run_key(changed, model, "bubblewrap"))

    shelves().save(case, DONE)
    assert shelves().load(case) == DONE
    moved = Settings.model_validate(
        {"model": {"base_url": "http://127.0.0.1:1/v1", "api_key": "k"}, "out": "o"}
    )
    assert shelves(moved).load(case) == DONE
    assert shelves(model="other").load(case) is None
    assert shelves(Settings.model_validate({"proof": {"include": True}})).load(case) is None
    (folder / "solution.diff").write_text("no part of what is measured")
    assert shelves().load(case) == DONE
    (folder / "hidden/test_hidden.py").write_text("def test_more(): pass\n")
    assert shelves().load(case) is None


def test_what_may_end_otherwise_the_next_time_is_not_kept(tmp_path: Path) -> None:
    make_case(tmp_path, "x")
    case = read(tmp_path)
    (tmp_path / "out/cases").mkdir(parents=True)
    kept = Shelves(tmp_path / "out", "k")
    kept.save(case, replace(DONE, counts=Counts.BROKEN))
    kept.save(case, replace(DONE, spent=Spent(asked=1, unanswered=1)))
    assert kept.load(case) is None
    kept.save(case, DONE)
    (saved,) = (tmp_path / "out/cases").glob("x.*.json")
    saved.write_text(saved.read_text()[:100])
    assert kept.load(case) is None


def test_figures_are_of_groups_and_of_questions_for_fixes_by_a_model() -> None:
    by_model = replace(
        DONE, source="model", spent=Spent(asked=4, prompts=(100, 200, 900, 300), prompt_tokens=1500)
    )
    again = replace(by_model, id="b", spent=Spent(asked=6, prompts=(5000,)), cwe="CWE-1236", seconds=2.0)
    by_rule = replace(DONE, id="c", source="rule_fix", language="javascript")
    gap = replace(DONE, id="d", counts=Counts.GAP_WRONG, spent=Spent(asked=9))
    broken = replace(DONE, id="e", counts=Counts.BROKEN)
    total = summed([by_model, again, by_rule, gap, broken])
    assert (total.n, total.to_fix, total.of(Counts.FIXED), total.by_rule) == (5, 4, 3, 1)
    assert (total.median_prompt, total.largest_prompt, total.median_questions) == (300, 5000, 5)
    told = report([gap, by_model, again], model="m", sandbox="s", suture="1")
    assert json.loads(json.dumps(told)) == told
    assert [case["id"] for case in told["cases"]] == ["a", "b", "d"]  # type: ignore[index,union-attr,call-overload]
    assert list(told["by_cwe"]) == ["CWE-95", "CWE-1236"]  # type: ignore[arg-type]
    assert summed([]).median_prompt is None


def test_the_words_of_a_model_begin_no_line_and_no_column_is_cut() -> None:
    console = Console(width=100, record=True, force_terminal=False, file=io.StringIO())
    reason = "::error::planted\n::warning::" + "long words " * 40 + "\x1b[31m ##[command]x"
    console.print(row(replace(DONE, counts=Counts.ABSTAINED, reason=reason, spent=Spent(asked=3))))
    spent = Spent(asked=4, prompt_tokens=1_250_000, cost=123.4567)
    ends = [replace(DONE, counts=each, language="javascript", spent=spent) for each in Counts]
    console.print(figures([*ends, replace(DONE, seconds=36_000.0, cwe="CWE-1336")]))
    text = console.export_text()
    assert "○ abstained" in text and "planted" in text and "\x1b[" not in text and "##[" not in text
    assert not [line for line in text.splitlines() if line.strip().startswith(("::", "##"))]
    assert "false-fixed" in text and "…" not in text.partition("CWE")[2]


def test_two_who_record_into_one_folder_share_what_either_answers(tmp_path: Path) -> None:
    messages = [{"role": "user", "content": "Fix it."}]
    name = digest("m", messages)
    got: list[str | None] = []
    both = [Recordings(tmp_path, record=True, wait=20, pending=f"pending-{port}") for port in (1, 2)]
    threads = [threading.Thread(target=lambda r=r: got.append(r.reply("m", messages))) for r in both]
    for thread in threads:
        thread.start()
    while len(list(tmp_path.glob(f"pending-*/{name}.md"))) < 2:
        assert any(thread.is_alive() for thread in threads)
    (tmp_path / f"pending-2/{name}.reply.md").write_text("Done.")
    for thread in threads:
        thread.join(20)
    assert got == ["Done.", "Done."] and not list(tmp_path.glob("pending-*/*"))
    assert Recordings(tmp_path).reply("m", messages) == "Done."


def test_light_cases_are_read_without_tests(tmp_path: Path) -> None:
    make_case(tmp_path, "x", files=light("x"))
    tests = hidden_tests(read(tmp_path))
    assert isinstance(tests, HiddenTests) and tests.plans == ()
