"""Whole functions as answers."""

from __future__ import annotations

import pytest

from agent.authoring.edits import EditFailure
from agent.authoring.functions import replace_functions

PYTHON = '''import os

from flask import Flask

app = Flask(__name__)


class First:
    def load(self):
        return 1


class Second:
    @property
    def load(self):
        return """kept
  as it is"""


@app.route("/run")
def run(cmd):
    os.system(cmd)
    return cmd
'''

SCRIPT = """const express = require('express');

class Shop {
  async find(req) {
    return query(req.body);
  }
}

exports.run = (cmd) => {
  exec(cmd);
};

export const plain = async (a) => { return a; };
"""


def fence(*blocks: str) -> str:
    return "Reasoning: none\n\n" + "\n".join(f"```python\n{block}\n```\n" for block in blocks)


def replaced(answer: str, path: str = "a.py", source: str = PYTHON, near: int = 21) -> str:
    text = replace_functions(answer, path, source, [near])
    assert not isinstance(text, EditFailure), text.message
    return text


def refusal(answer: str, path: str = "a.py", source: str = PYTHON, near: int = 21) -> str:
    text = replace_functions(answer, path, source, [near])
    assert isinstance(text, EditFailure)
    return text.message


def test_a_function_takes_the_place_of_the_one_of_its_name_with_its_imports() -> None:
    new = "def run(cmd):\n    subprocess.run([cmd], check=True)\n    return cmd"
    text = replaced(fence(f"import subprocess\n\n{new}"))
    assert text == PYTHON.replace("import os\n", "import os\nimport subprocess\n").replace(
        "def run(cmd):\n    os.system(cmd)\n    return cmd", new
    )


def test_decorators_stay_unless_the_answer_brings_its_own() -> None:
    assert '@app.route("/run")\ndef run(cmd):\n    return 1\n' in replaced(
        fence("def run(cmd):\n    return 1")
    )
    with_own = replaced(fence('@app.post("/run")\ndef run(cmd):\n    return 1'))
    assert '@app.post("/run")\ndef run(cmd):\n    return 1\n' in with_own
    assert "@app.route" not in with_own


def test_a_method_is_moved_to_where_it_stands_and_its_strings_are_not() -> None:
    text = replaced(fence('def load(self):\n    if self:\n        return """x\n y"""'), near=16)
    assert '    @property\n    def load(self):\n        if self:\n            return """x\n y"""\n' in text
    assert "    def load(self):\n        return 1\n" in text


def test_a_method_may_be_written_with_its_indentation() -> None:
    assert "    def load(self):\n        return 2\n\n\nclass Second" in replaced(
        fence("    def load(self):\n        return 2"), near=10
    )


def test_several_functions_take_several_fences() -> None:
    text = replaced(fence("def run(cmd):\n    return 3", "def load(self):\n    return 4"), near=10)
    assert "def run(cmd):\n    return 3\n" in text
    assert "    def load(self):\n        return 4\n" in text


def test_line_ends_of_the_file_are_kept() -> None:
    text = replaced(fence("def run(cmd):\n    return 3"), source="\ufeff" + PYTHON.replace("\n", "\r\n"))
    assert text.startswith("\ufeffimport os\r\n")
    assert "def run(cmd):\r\n    return 3\r\n" in text
    assert "\n" not in text.replace("\r\n", "")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("def run(cmd): pass", "no code fence"),
        ("```python\ndef run(cmd):\n    pass\n", "not closed"),
        (fence("def run(cmd):\n    return (1"), "one complete function that parses"),
        (fence("def run(cmd):\n    return 1\n\nrun('x')"), "no other code"),
        (fence("class A:\n    def run(self):\n        return 1"), "no class around it"),
        (fence("def run(cmd):\n    return 1\n\ndef walk(cmd):\n    return 1"), "no second function"),
        (fence("print(1)"), "one complete function"),
        (fence("import\n\ndef run(cmd):\n    return 1"), "one complete function"),
        (
            fence("from x import\ndef run(cmd):\n    return 1"),
            "an import that does not parse: `from x import`",
        ),
        (fence("def runs(cmd):\n    return 1"), "no function called `runs` to replace. It has: load, run"),
        (fence("def load(self):\n    return 1"), "2 functions called `load`"),
        (fence("def run(cmd):\n    os.system(cmd)\n    return cmd"), "changes nothing"),
        (fence("import shlex\n\ndef run(cmd):\n    os.system(cmd)\n    return cmd"), "changes nothing"),
        (fence("def run(cmd):\n    return 1", "def run(cmd):\n    return 2"), "the same function"),
    ],
)
def test_an_unusable_answer_is_told_why(answer: str, words: str) -> None:
    assert words in refusal(answer)


def test_a_file_that_does_not_parse_has_no_functions() -> None:
    assert "cannot be parsed" in refusal(fence("def run(cmd):\n    return 1"), source="def run(:\n")
    assert "cannot be parsed" in refusal(fence("def run(cmd):\n    return 1"), path="a.yaml", source="a: 1\n")


def test_javascript_functions_methods_and_assignments_are_replaced() -> None:
    text = replaced(
        fence(
            "const { execFile } = require('child_process');\nexports.run = (cmd) => {\n  execFile(cmd);\n};",
            "async find(req) {\n  return query(`a\nb`, [req.body]);\n}",
            "export const plain = async (a) => { return 2; };",
        ),
        "a.js",
        SCRIPT,
        10,
    )
    assert text.startswith("const { execFile } = require('child_process');\nconst express")
    assert "exports.run = (cmd) => {\n  execFile(cmd);\n};\n" in text
    assert "  async find(req) {\n    return query(`a\nb`, [req.body]);\n  }\n}" in text
    assert text.endswith("export const plain = async (a) => { return 2; };\n")


def test_typescript_is_read_with_its_own_grammar() -> None:
    source = "export function f(a: string): string {\n  return a;\n}\n"
    answer = fence("export function f(a: string): string {\n  return a.trim();\n}")
    assert replaced(answer, "a.ts", source, 2) == source.replace("return a;", "return a.trim();")
    assert "cannot be parsed" in refusal(answer, "a.js", source, 2)
