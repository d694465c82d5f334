"""Two repositories with the same vulnerable code: a model fixes one, and the other is fixed as that one was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.bundle.patterns import read_patterns
from tests.doubles.delivery import forge
from tests.doubles.github import Hub, beside
from tests.doubles.model_server import REVIEWER, Scripted, completion, serving
from tests.doubles.repo import git, make_repo
from tests.doubles.stories import CALC
from tests.fleet.test_stories import fleet, install, stage

SHOP = {
    "app/__init__.py": "",
    "app/calc.py": CALC,
    "tests/test_app.py": 'from app import calc\n\n\ndef test_calc():\n    assert calc.calc("[1, 2]") == [1, 2]\n',
}
DOCS = {
    "tool/__init__.py": "",
    "tool/values.py": "import ast\n\n\nclass Reader:\n    def read(self, text):\n        return eval(text)\n",
    "tests/test_tool.py": (
        'from tool import values\n\n\ndef test_read():\n    assert values.Reader().read("(3,)") == (3,)\n'
    ),
}
ANSWER = """Reasoning: a literal needs no evaluation.
Summary: Parses the literal, and runs nothing.
Assumptions:
- Texts are literals.
Fix:

app/calc.py
<<<<<<< SEARCH
    return eval(text)
=======
    return ast.literal_eval(text)
>>>>>>> REPLACE
"""
AUTHOR = "You are an application security engineer."
APPROVE = completion("Assumptions:\n- Texts are literals.\n\nVERDICT: APPROVE - nothing breaks it")
GATES = ["applies", "scope", "syntax", "secrets", "finding", "regressions", "tests"]


@pytest.fixture
def hubs(tmp_path: Path) -> Iterator[tuple[Hub, Hub]]:
    with forge(tmp_path, SHOP) as shop, beside(shop, make_repo(tmp_path / "docs", DOCS), "acme/docs") as docs:
        install(tmp_path)
        yield shop, docs


def wave(folder: Path, hub: Hub, only: str, *answers: Scripted) -> tuple[dict[str, Any], list[str]]:
    """A wave over one repository: the report of its fix, and as what a model was asked, in turn.

    An audit has no script of its own, and takes the last answer.
    """
    (folder / "names.txt").write_text(f"{only}\n")
    said = fleet(
        folder, hub, "plan", "--repositories", "names.txt", "--home", "acme/shop", "--out", "plan.json"
    )
    assert said.status == 0 and "1 repositories in 1 shards" in said.out, said.out + said.err
    known = {"OPENAI_API_KEY": "sk-model", "SUTURE_MODEL": "scripted", "SUTURE_TRIAGE__RULE": "no-eval"}
    with serving(answers) as model:
        for name in ("fix", "verify", "publish"):
            address = {"OPENAI_BASE_URL": model.url, **known} if name == "fix" else {}
            done = stage(folder, hub, name, **{"SUTURE_TRIAGE__RULE": "no-eval", **address})
            assert done[only]["status"] == "done", done
    told = fleet(folder, hub, "report", "plan.json", "--folder", "work", "--publish")
    assert told.status == 0, told.err
    file = folder / f"work/{only.replace('/', '__')}.report.json"
    personas = [str(asked["messages"][0]["content"]) for asked in (*model.requests, *model.asides)]
    return json.loads(file.read_text()), [text.partition("\n")[0] for text in personas]


@pytest.mark.slow
def test_what_a_model_fixed_in_one_repository_is_fixed_the_same_way_in_its_sibling_without_one(
    tmp_path: Path, hubs: tuple[Hub, Hub]
) -> None:
    shop, docs = hubs
    first, asked = wave(tmp_path, shop, "acme/shop", completion(ANSWER), APPROVE)
    assert [one.startswith(AUTHOR) for one in asked].count(True) == 1
    assert [one["outcome"] for one in first["outcomes"]] == ["fixed"]
    (known,) = read_patterns(tmp_path / "work/patterns.json")
    assert (known.after, known.private) == ("    return ast.literal_eval(text)", True)
    kept = git(shop.state.store.folder, "show", "suture-fleet:patterns.json")
    assert kept == (tmp_path / "work/patterns.json").read_text().rstrip()

    second, asked = wave(tmp_path, shop, "acme/docs", APPROVE)
    assert not [one for one in asked if one.startswith(AUTHOR)], "nobody was asked to write this fix"
    assert [one for one in asked if one.startswith(REVIEWER)], "it was reviewed all the same"
    (one,) = second["outcomes"]
    assert (one["outcome"], one["source"]) == ("fixed", "model")
    passed = [check["gate"] for check in one["checks"] if check["status"] == "passed"]
    assert set(GATES) <= set(passed), "its own gates ran"
    plan = json.loads((tmp_path / "plan.json").read_text())
    content = (tmp_path / "plan.patterns.json").read_bytes()
    assert plan["patterns"] == hashlib.sha256(content).hexdigest()

    (pull,) = docs.state.pulls.values()
    made = git(docs.state.store.folder, "show", f"{pull.head_sha}:tool/values.py")
    assert made.endswith("        return ast.literal_eval(text)")
    assert len(shop.state.pulls) == 1 and shop.complaints == docs.complaints == []


def test_patterns_that_are_not_the_plans_are_not_used(tmp_path: Path, hubs: tuple[Hub, Hub]) -> None:
    shop, _ = hubs
    said = fleet(tmp_path, shop, "plan", "--org", "acme", "--home", "acme/shop", "--out", "plan.json")
    assert said.status == 0, said.err
    place = tmp_path / "plan.patterns.json"
    one = {"pattern": "a" * 64, "rule": "r", "before": "x", "after": "y", "imports": [], "summary": "s"}
    place.write_text(json.dumps({"version": 1, "patterns": [one]}))
    run = ("run", "plan.json", "--shard", "0", "--stage", "fix", "--folder", "work")
    for wrong in (place.write_text, lambda _: place.unlink()):
        ended = fleet(tmp_path, shop, *run)
        assert ended.status == 2 and "does not hold the patterns that the plan names" in ended.err
        wrong("")
    assert not (tmp_path / "work").exists()
