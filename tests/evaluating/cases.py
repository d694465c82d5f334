"""Tiny cases for tests, and a model that answers each of them in its own way."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.doubles.replay_server import Recordings, server

SECRET_WORD = "only-the-hidden-tests-know"
CALC = 'import ast\n\n\ndef calc(text):\n    """A literal\'s value."""\n    return eval(text)\n'
RULE = """
rules:
- id: no-eval
  languages: [python]
  severity: ERROR
  message: eval runs code
  pattern: eval(...)
  metadata: {cwe: ["CWE-95: x"]}
"""
RULE_WITH_FIX = """
rules:
- id: no-eval
  languages: [python]
  severity: ERROR
  message: eval runs code
  pattern: eval($X)
  fix: ast.literal_eval($X)
  metadata: {cwe: ["CWE-95: x"], confidence: HIGH, suture: {fix_safety: safe}}
"""
VISIBLE = "from app.calc import calc\n\n\ndef test_calc():\n    assert calc('[1, 2]') == [1, 2]\n"
HIDDEN = f"""
import pytest
from app.calc import calc

def test_code_does_not_run():  # {SECRET_WORD}
    with pytest.raises(Exception):
        calc("__import__('os').getpid()")

def test_nothing_is_a_value():
    assert calc("0") == 0
"""
HARMLESS = "from app.calc import calc\n\ndef test_sums():\n    assert calc('1 + 1') == 2\n"
RIGHT = "return ast.literal_eval(text)"
WRONG = "return ast.literal_eval(text) or None"


def make_case(folder: Path, name: str, **over: Any) -> Path:
    """A case of the folder; `over` are keys of case.toml (None: left out), and files by `repo/...` and so on."""
    files: dict[str, str | None] = {
        "repo/app/__init__.py": "",
        "repo/app/calc.py": CALC,
        "repo/tests/test_calc.py": VISIBLE,
        "rules/no-eval.yaml": RULE,
        "hidden/test_hidden.py": HIDDEN,
    }
    keys: dict[str, Any] = {
        "id": name, "language": "python", "cwe": "CWE-95", "rule": "no-eval", "path": "app/calc.py", "line": 6,
        "expect": "fixed", "note": "A calculator.",
    }  # fmt: skip
    files |= over.pop("files", {})
    keys |= over
    for path, text in files.items():
        if text is not None:
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    lines = [f"{key} = {value!r}\n" for key, value in keys.items() if value is not None]
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "case.toml").write_text("".join(lines))
    return folder / name


def named(name: str) -> dict[str, str | None]:
    """Files that tell the case apart in a prompt: the docstring names it."""
    return {"repo/app/calc.py": CALC.replace("A literal", f"{name}: a literal")}


def light(name: str) -> dict[str, str | None]:
    """The same without any tests: nothing has to be run."""
    return {**named(name), "repo/tests/test_calc.py": None, "hidden/test_hidden.py": None}


def fix(replacement: str) -> str:
    """An answer with one edit of the calculator."""
    return (
        "Reasoning: 1. eval runs what it is given.\nSummary: Parses a literal.\nAssumptions:\n- Only literals.\n"
        f"Fix:\n\napp/calc.py\n<<<<<<< SEARCH\n    return eval(text)\n=======\n    {replacement}\n>>>>>>> REPLACE\n"
    )


class Answers(Recordings):
    """A model that answers fixes by the name in the code; a proof is never written, a fix always approved."""

    def __init__(self, fixes: Mapping[str, str], before: Callable[[str], object] = str) -> None:
        super().__init__(Path("/nonexistent"))
        self._fixes = fixes
        self._before = before
        self._lock = threading.Lock()
        self.asked: list[str] = []
        """Everything that was sent, one text a request."""

    def reply(self, model: str, messages: list[dict[str, Any]]) -> str | None:
        """The answer, or None for one that is not to be answered."""
        text = "\n".join(str(message["content"]) for message in messages)
        with self._lock:
            self.asked.append(text)
        self._before(text)
        if text.startswith("You are a security test engineer"):
            return "NO PROOF: this story has none"
        if text.startswith("You are a security reviewer") or "VERDICT:" in str(messages[-1]["content"]):
            return "Assumptions:\n- None.\n\nVERDICT: APPROVE - the cause is gone"
        mine = (answer or None for name, answer in self._fixes.items() if f"{name}: a literal" in text)
        return next(mine, "I am at a loss.")

    def of(self, name: str) -> int:
        """How many requests were about the case."""
        return sum(f"{name}: a literal" in text for text in self.asked)


@contextlib.contextmanager
def answering(answers: Answers) -> Iterator[dict[str, str]]:
    """The environment in which Suture asks `answers`."""
    with server(answers) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        address = f"http://127.0.0.1:{serving.server_port}/v1"
        try:
            yield {"OPENAI_BASE_URL": address, "SUTURE_MODEL": "scripted", "SUTURE_MODEL__TRIES": "1"}
        finally:
            serving.shutdown()
            thread.join()
