from __future__ import annotations

import functools
from pathlib import Path

import pytest

from agent.domain import Change, Finding, NoProof, Skip, Source
from agent.gates.finding import finding, still_matching
from agent.gates.in_front import InFront, Nothing, in_front
from agent.gates.matching import Comparison
from agent.gates.trial import Answer, NoReview
from agent.resources import rules_dir
from agent.verdict import Status
from tests.doubles.finding_trials import Scanned, Yes
from tests.doubles.findings import finding_at
from tests.doubles.suite_snapshot import MemorySnapshot, trial_of

RULES = """
rules:
- id: shell
  languages: [python, javascript]
  severity: ERROR
  message: a shell
  pattern-either:
    - pattern: os.system($X)
    - pattern: child.exec($X, ...)
"""
APP = """import os


def ping(host):
    command = "ping " + host
    os.system(command)


def other(host):
    return host
"""
JS = """const child = require("child_process");

function ping(host) {
  child.exec("ping " + host, done);
}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    rules = tmp_path_factory.mktemp("finding") / "rules.yaml"
    rules.write_text(RULES)
    return Scanned({"app.py": APP}, rules)


GUARD = "    if host not in ALLOWED:\n        raise ValueError(host)\n    os.system(command)\n"


def guarded(text: str = GUARD) -> str:
    return APP.replace("    os.system(command)\n", text)


def test_a_finding_that_is_gone_passes_in_one_scan(site: Scanned) -> None:
    before = site.scans
    answer = finding(site.trial({"app.py": APP.replace("os.system(command)", 'execute(["ping", host])')}))
    assert (answer.status, answer.detail) == (Status.PASSED, "shell no longer matches")
    assert site.scans - before == 1


def test_a_finding_behind_a_new_check_is_inconclusive_and_names_both_lines(site: Scanned) -> None:
    trial = site.trial({"app.py": guarded()})
    answer = finding(trial)
    assert answer.status is Status.INCONCLUSIVE
    assert "still matches at app.py:8: os.system(command)" in answer.detail
    assert "line 6: if host not in ALLOWED:" in answer.detail
    assert [str(found.location) for found in still_matching(trial)] == ["app.py:8"]


@pytest.mark.parametrize("lacking", ["proof", "reviewer", "exempt"])
def test_a_finding_that_is_left_fails_when_nothing_can_carry_it(site: Scanned, lacking: str) -> None:
    after = {"app.py": guarded()}
    if lacking == "proof":
        trial = site.trial(after, proof=NoProof("nobody wrote one"))
    elif lacking == "reviewer":
        trial = site.trial(after, reviewer=NoReview("nobody to ask"))
    else:
        trial = site.trial(after, exempt="nobody need ask")
    answer = finding(trial)
    assert answer.status is Status.FAILED
    assert "Nothing can carry it" in answer.detail and "nobody" in answer.detail


def test_a_finding_that_is_left_with_nothing_in_front_of_it_fails(site: Scanned) -> None:
    answer = finding(site.trial({"app.py": guarded("    print(host)\n    os.system( command )\n")}))
    assert answer.status is Status.FAILED
    assert "put no check or sanitizer in front" in answer.detail


def test_a_finding_moved_into_another_function_fails_even_behind_a_check(site: Scanned) -> None:
    moved = APP.replace("    os.system(command)\n", "    return command\n").replace(
        "    return host\n",
        "    command = host\n    if host not in ALLOWED:\n        return\n    os.system(command)\n",
    )
    answer = finding(site.trial({"app.py": moved}))
    assert answer.status is Status.FAILED
    assert "moved here from ping" in answer.detail


def test_a_finding_moved_into_another_file_fails(site: Scanned) -> None:
    mended = APP.replace("os.system(command)", "run(command)")
    answer = finding(
        site.trial({"app.py": mended, "new.py": "import os\n\n\ndef run(c):\n    os.system(c)\n"})
    )
    assert answer.status is Status.FAILED
    assert "code that the patch added, at new.py:5" in answer.detail


def test_a_finding_hidden_behind_a_computed_name_fails_and_says_which(site: Scanned) -> None:
    answer = finding(site.trial({"app.py": APP.replace("os.system(", 'getattr(os, "sys" + "tem")(')}))
    assert answer.status is Status.FAILED
    assert answer.detail.startswith("hidden: shell in app.py returns when")
    assert "is written as `os.system`" in answer.detail


def test_a_finding_hidden_behind_a_wrapper_in_a_new_file_fails(site: Scanned) -> None:
    after = APP.replace("import os\n", "from tools import go\n").replace("os.system(", "go(")
    tools = "import os\n\nRUN = os.system\n\n\ndef go(c):\n    return RUN(c)\n"
    answer = finding(site.trial({"app.py": after, "tools.py": tools}))
    assert answer.status is Status.FAILED
    assert "hidden: shell in " in answer.detail


def test_what_was_roundabout_before_the_patch_stays_so(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    odd = APP + '\n\ndef odd(x):\n    getattr(os, "system")(x)\n'
    site = Scanned({"app.py": odd}, tmp_path / "rules.yaml")
    answer = finding(site.trial({"app.py": odd.replace("os.system(command)", "safely(command)")}))
    assert answer.status is Status.PASSED, answer.detail


def test_javascript_findings_are_gone_left_or_hidden_in_the_same_way(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    site = Scanned({"a.js": JS}, tmp_path / "rules.yaml")
    sink = '  child.exec("ping " + host, done);\n'
    cases = {
        '  child.execFile("ping", [host], done);\n': Status.PASSED,
        f"  if (!ALLOWED.has(host)) throw new Error(host);\n{sink}": Status.INCONCLUSIVE,
        f"  console.log(host);\n{sink}": Status.FAILED,
        sink.replace("child.exec", 'child["ex" + "ec"]'): Status.FAILED,
    }
    for text, status in cases.items():
        assert finding(site.trial({"a.js": JS.replace(sink, text)})).status is status, text


def test_a_patch_without_a_named_finding_must_remove_one(site: Scanned) -> None:
    gone = finding(site.trial({"app.py": APP.replace("os.system(command)", "safely(command)")}, []))
    assert (gone.status, gone.detail) == (Status.PASSED, "gone: shell at app.py:6")
    kept = finding(site.trial({"app.py": APP + "\n"}, []))
    assert kept.status is Status.FAILED and "removes no finding" in kept.detail


def test_a_finding_of_a_file_that_the_patch_leaves_alone_fails(site: Scanned) -> None:
    answer = finding(site.trial({"new.py": "x = 1\n"}))
    assert answer.status is Status.FAILED and "in no file that the patch changes" in answer.detail


FILLER = "".join(f"line_{n} = {n}\n" for n in range(20_000))
DEEP = "total = " + " + ".join(["x"] * 600) + "\n"
FIXED = '    subprocess.run(["ping", host])\n'


def judged(before: str, after: str, source: Source = Source.MODEL) -> Answer:
    """The finding gate on `app.py`, of which the scanner reports one finding before and none after."""
    snapshot = MemorySnapshot({"app.py": before})
    target = finding_at(before, "os.system(command)", "shell", "app.py")
    gone = functools.partial(_same, Comparison((target,), (), ()))
    edit = snapshot.change("app.py", after)
    made = trial_of(snapshot, [edit], findings=[target], rescan=gone, scan=_nothing, source=source)
    return finding(made)


def _nothing(_: tuple[Change, ...]) -> tuple[Finding, ...]:
    return ()


@pytest.mark.parametrize(
    ("after", "source", "status"),
    [
        (guarded(FIXED), Source.MODEL, Status.INCONCLUSIVE),
        (guarded(""), Source.MODEL, Status.PASSED),
        (guarded(FIXED), Source.RULE_FIX, Status.PASSED),
    ],
    ids=["adds", "only removes", "rule's own fix"],
)
def test_what_a_patch_adds_to_a_very_large_file_may_hide_something(
    after: str, source: Source, status: Status
) -> None:
    answer = judged(APP + FILLER, after + FILLER, source)
    assert answer.status is status, answer.detail
    assert ("app.py: it has more than 300 kB" in answer.detail) is (status is Status.INCONCLUSIVE)


def test_a_file_nested_too_deeply_for_the_undoing_is_inconclusive() -> None:
    answer = judged(APP + DEEP, guarded(FIXED) + DEEP)
    assert answer.status is Status.INCONCLUSIVE and "nested too deeply" in answer.detail


def test_a_sink_behind_a_table_too_long_to_undo_is_not_called_gone(site: Scanned) -> None:
    body = "    z = [" + "1," * 4100 + "]\n    go = os.system\n    show(z, go(command))\n"
    answer = finding(site.trial({"app.py": guarded(body)}))
    assert answer.status is Status.INCONCLUSIVE and "unfold without end" in answer.detail


def test_a_condition_nested_too_deeply_is_nothing_in_front() -> None:
    deep = "    return host" + ".a()" * 600 + "\n"
    before, after = APP.replace("    return host\n", deep), guarded().replace("    return host\n", deep)
    edit = MemorySnapshot({"app.py": before}).change("app.py", after)
    was, now = (finding_at(text, "os.system(command)", "shell", "app.py") for text in (before, after))
    assert in_front((edit,), was, now) == InFront(6, "if host not in ALLOWED:")
    deeper = after.replace("if host not", f"if {' + '.join(['host'] * 600)} not")
    edit = MemorySnapshot({"app.py": before}).change("app.py", deeper)
    assert in_front((edit,), was, now) == Nothing()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("    match host:\n        case 'a' | 'b':\n            os.system(host)\n", "match host:"),
        ("    os.system(HOSTS[host])\n", "HOSTS[host]"),
        ("    target = HOSTS.get(host, 'a')\n    os.system(target)\n", "target = HOSTS.get(host, 'a')"),
    ],
)
def test_a_choice_among_constants_stands_in_front(site: Scanned, body: str, code: str) -> None:
    answer = finding(site.trial({"app.py": guarded(body)}))
    assert answer.status is Status.INCONCLUSIVE and f": {code}" in answer.detail, answer.detail


@pytest.mark.parametrize(
    "body",
    [
        "    match host:\n        case _:\n            os.system(host)\n",
        "    match host:\n        case str():\n            os.system(host)\n",
        "    match 1:\n        case 1:\n            os.system(host)\n",
        "    HOSTS['seen'] = host\n    os.system(host)\n",
    ],
)
def test_a_choice_that_lets_everything_through_does_not(site: Scanned, body: str) -> None:
    assert finding(site.trial({"app.py": guarded(body)})).status is Status.FAILED


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('switch (host) {\n    case "a":\n      child.exec(host, done);\n  }', Status.INCONCLUSIVE),
        ("switch (host) {\n    default:\n      child.exec(host, done);\n  }", Status.FAILED),
        ("child.exec(HOSTS[host], done);", Status.INCONCLUSIVE),
    ],
)
def test_a_choice_among_constants_in_javascript(tmp_path: Path, body: str, status: Status) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    site = Scanned({"app.js": JS}, tmp_path / "rules.yaml")
    after = JS.replace('child.exec("ping " + host, done);', body)
    answer = finding(site.trial({"app.js": after}))
    assert answer.status is status, answer.detail


def _same(seen: Comparison) -> Comparison:
    return seen


def test_a_result_read_in_part_is_never_called_clean() -> None:
    snapshot = MemorySnapshot({"a.py": "bad(x)\n"})
    target = finding_at("bad(x)\n", "bad")
    change = snapshot.change("a.py", "good(x)\n")
    skip = Skip("a.py", "half of it")
    for seen, status in (
        (Comparison((target,), (), (), unread=(skip,)), Status.FAILED),
        (Comparison((target,), (), (), partial=(skip,)), Status.INCONCLUSIVE),
    ):
        answer = finding(
            trial_of(
                snapshot, [change], findings=[target], rescan=functools.partial(_same, seen), reviewer=Yes()
            )
        )
        assert answer.status is status and "half of it" in answer.detail


def test_the_fixes_that_rules_bring_along_hide_nothing() -> None:
    samples = Path(__file__).parents[1] / "rules"
    fixed = {f.name.replace(".fixed", ""): f.read_text() for f in samples.rglob("*.fixed.*")}
    before = {f.name: f.read_text() for f in samples.rglob("*.*") if f.name in fixed}
    site = Scanned(before, rules_dir())
    targets = [f for f in site.base if f.location.path.startswith(f"{f.rule.id}.")]
    assert len(fixed) > 20 and len(targets) > len(fixed)
    answer = finding(site.trial(fixed, targets))
    assert answer.status is Status.PASSED, answer.detail
