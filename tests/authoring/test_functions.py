"""Whole functions as answers."""

from __future__ import annotations

import pytest

from agent.authoring.answers.edits import EditFailure
from agent.authoring.answers.functions import replace_functions

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


def test_decorators_stay_and_an_answer_may_only_add_to_them() -> None:
    assert '@app.route("/run")\ndef run(cmd):\n    return 1\n' in replaced(
        fence("def run(cmd):\n    return 1")
    )
    with_own = replaced(fence('@app.route("/run")\n@signed\ndef run(cmd):\n    return 1'))
    assert with_own.endswith('@app.route("/run")\n@signed\ndef run(cmd):\n    return 1\n')
    assert with_own.count("@app.route") == 1
    assert "leaves out the decorator `app.route('/run')` of `run`" in refusal(
        fence("@signed\ndef run(cmd):\n    return 1")
    )


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("def run(cmd, shell):", "(cmd) in the file and (cmd, shell) in the answer"),
        ("def run():", "(cmd) in the file and () in the answer"),
        ("def run(cmd=None):", "(cmd=...) in the answer"),
        ("def run(*cmd):", "(*cmd) in the answer"),
        ("async def run(cmd):", "`run` is not `async` in the file"),
    ],
)
def test_a_function_that_its_callers_would_not_know_is_refused(head: str, words: str) -> None:
    assert words in refusal(fence(f"{head}\n    return 1"))


def test_an_async_function_or_an_annotation_may_not_be_lost() -> None:
    source = "async def f(a: int, *, b=1):\n    return 1\n"
    assert "`f` is an `async def` in the file" in refusal(
        fence("def f(a: int, *, b=1):\n    return 2"), source=source
    )
    assert "(a: int, *, b=...) in the file and (a, *, b=...)" in refusal(
        fence("async def f(a, *, b=1):\n    return 2"), source=source
    )
    assert "b: str = '2'" in replaced(
        fence("async def f(a: int, *, b: str = '2'):\n    return 2"), source=source
    )


def test_imports_may_take_several_lines() -> None:
    new = "def run(cmd):\n    return cmd"
    text = replaced(fence(f"from shlex import (\n    join,  # both\n    quote,\n)\n\n{new}"))
    assert "from shlex import join, quote\n" in text
    source = "function f(a) { return 1; }\n"
    answer = fence("import {\n  join,\n  sep,\n} from 'path';\n\nfunction f(a) { return 2; }")
    assert replaced(answer, "a.js", source, 1) == (
        "import { join, sep, } from 'path';\nfunction f(a) { return 2; }\n"
    )


def test_a_fence_of_the_reasoning_that_holds_no_function_is_passed_over() -> None:
    text = replaced(fence("os.system(cmd)\nreturn cmd", "def run(cmd):\n    return 1"))
    assert "def run(cmd):\n    return 1\n" in text


def test_a_constant_above_the_function_is_refused_with_the_way_out() -> None:
    message = refusal(fence("ALLOWED = {'a'}\n\ndef run(cmd):\n    return cmd in ALLOWED"))
    assert message.startswith("Code fence 1 must hold one complete function")
    assert message.endswith("Write a constant that the function needs inside the function.")


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


@pytest.mark.parametrize(
    ("source", "answer", "expected"),
    [
        ("export const f = (a) => {\n  return 1;\n};\n", "const f = (a) => {\n  return 3;\n};", None),
        ("export default function f(a) {\n  return 1;\n}\n", "function f(a) {\n  return 3;\n}", None),
        ("f({\n  get(a) {\n    return 1;\n  },\n  b: 2,\n});\n", "get(a) {\n  return 3;\n},", None),
        ("f({ get(a) { return 1; }, b: 2 });\n", "get(a) { return 3; }", None),
        ("class A {\n  static async get(a) {\n    return 1;\n  }\n}\n", "get(a) {\n  return 3;\n}", None),
        ("function f(a) {\n  return 1;\n} const KEY = 5; g(KEY);\n", "function f(a) {\n  return 3;\n}", None),
        (
            "let é = 'é'; const f = async a => { return 1; }, ;\n".replace(", ;", ";"),
            "const f = a => { return 3; }",
            None,
        ),
        ("x.y.f = function* (a) { yield 1; };\n", "f = function* (a) { yield 3; };", None),
        (
            "const f = async (a) => {\n  return 1;\n};\n",
            "/** Says. */\nfunction f(a) {\n  return 3;\n}",
            "const f = async function f(a) {\n  return 3;\n};\n",
        ),
    ],
)
def test_what_stands_around_a_javascript_function_stays(
    source: str, answer: str, expected: str | None
) -> None:
    changed = source.replace("return 1", "return 3").replace("yield 1", "yield 3")
    assert replaced(fence(answer), "a.js", source, 2) == (expected or changed)


@pytest.mark.parametrize(
    ("source", "answer", "words"),
    [
        ("function f(a) { return 1; }\n", "function f(a, b) { return 2; }", "(a) in the file and (a, b) in"),
        ("function f(a) { return 1; }\n", "const f = (a) => { return 2; };", "write `f` as `function f("),
        ("f({ get(a) { return 1; } });\n", "function get(a) { return 2; }", "write `get` as a method"),
        ("const f = (a) => { return 1; };\n", "const f = async (a) => { return 2; };", "is not `async`"),
        ("const f = function* (a) { yield 1; };\n", "const f = (a) => { g(); };", "is a generator"),
        ("function f(a) { return 1; }\n", "function f(a) { return 2; } g();", "no other code"),
    ],
)
def test_a_javascript_function_that_differs_is_refused(source: str, answer: str, words: str) -> None:
    assert words in refusal(fence(answer), "a.js", source, 1)


def test_decorators_and_types_of_typescript_may_not_be_lost() -> None:
    source = "class A {\n  @Get()\n  private get(@P() a: string, b?: T) {\n    return 1;\n  }\n}\n"
    kept = fence("get(@P() a: string, b?: T) {\n  return 3;\n}")
    assert replaced(kept, "a.ts", source, 4) == source.replace("return 1", "return 3")
    assert "keep them as they are" in refusal(
        fence("get(a: string, b?: T) {\n  return 3;\n}"), "a.ts", source, 4
    )
    other = fence("@Post()\nget(@P() a: string, b?: T) {\n  return 3;\n}")
    assert "leaves out the decorator `@Get()`" in refusal(other, "a.ts", source, 4)
