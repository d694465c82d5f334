"""Recipes for text that becomes a part of a command or a page."""

from __future__ import annotations

import subprocess

import pytest

from tests.doubles.cooking import Request, cooked, loaded

SHELL = "import os\n\n\ndef run(name, count):\n    return os.system(f\"wc -l '{name}' | head -n {count}\")  # here\n"
PAGE = (
    '"""Pages."""\n\nfrom flask import request\n\n\ndef page():\n    term = request.args.get("q", "")\n'
    "    return f\"<p title='{term}'>{term}</p>\"  # here\n"
)


def shell(command: str, head: str = "import os\n\n\ndef run(name, opts=''):\n") -> str:
    return f"{head}    return os.system({command})  # here\n"


def page(text: str, value: str = "request.args['q']") -> str:
    return f"from flask import request\n\n\ndef page():\n    term = {value}\n    return {text}  # here\n"


def test_each_value_of_a_command_is_one_word_without_the_quotes_around_it() -> None:
    assert cooked("CWE-78", SHELL) == (
        "import os\nimport shlex\n\n\ndef run(name, count):\n"
        '    return os.system(f"wc -l {shlex.quote(str(name))} | head -n {shlex.quote(str(count))}")  # here\n'
    )


def test_a_repaired_command_runs_nothing_that_a_value_says() -> None:
    text = SHELL.replace("os.system", "subprocess.getoutput").replace("import os", "import subprocess")
    run = loaded(cooked("CWE-78", text.replace("wc -l", "echo")), subprocess=subprocess)["run"]
    for name in ("a b", "$(echo x)", "'; echo x; '", "ä`id`"):
        assert run(name, 1) == name


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r'f"cat \"{name}\""', 'f"cat {shlex.quote(str(name))}"'),
        ("f'cat {name}.txt {{ä}}'", "f'cat {shlex.quote(str(name))}.txt {{ä}}'"),
        (
            'f"cat ä/{ name } > {self.out}"',
            'f"cat ä/{shlex.quote(str(name))} > {shlex.quote(str(self.out))}"',
        ),
        ('rf"""cat {name}"""', 'rf"""cat {shlex.quote(str(name))}"""'),
    ],
)
def test_a_command_keeps_how_it_is_written(before: str, after: str) -> None:
    assert cooked("CWE-78", shell(before)) == "import os\nimport shlex" + shell(after).removeprefix(
        "import os"
    )


@pytest.mark.parametrize(
    "command",
    [
        'f"{name} --version"', 'f"ls | {name}"', 'f"sudo {name}"', 'f"ls {opts}"', 'f"sh -c {name}"', 'f"ssh a {name}"',
        'f"eval {name}"', "f\"ls 'a {name} b'\"", 'f"ls \\"$({name})\\""', 'f"ls $(cat {name})"', 'f"ls `{name}`"',
        'f"cat <<E\\n{name}\\nE"', 'f"echo # don\'t {name}"', 'f"ls ~{name}"', 'f"echo ${name}"', 'f"ls {name!r}"',
        'f"ls {name:>9}"', 'f"ls {name=}"', 'f"ls {\' \'.join(name)}"', 'f"ls {shlex.quote(name)}"', 'f"ls {name, 1}"',
        'f"ls {name or 1}"', 'f"ls {FLAGS}"', 'f"ls {self.options}"', 'f"cat \'" f"{name}" f"\'"', 'f"cat \\"" f"{name}" f"\\""',
        '"ls %s" % name', '"ls {}".format(name)', '"ls " + name', '[f"ls {name}"]', 'b"ls"', '"ls"', 'f"ls {(name := 1)}"',
        'f"ls {lambda: name}"',
    ],
)  # fmt: skip
def test_a_command_whose_meaning_quotes_might_change_is_left_alone(command: str) -> None:
    assert cooked("CWE-78", shell(command)) is None


@pytest.mark.parametrize(
    "head",
    [
        "import os\nimport json as shlex\n\n\ndef run(name):\n",
        "import os\n\n\ndef run(name, shlex):\n",
        "import platform as os\n\n\ndef run(name):\n",
        "\n\ndef run(os, name):\n",
        "import os\n\n\ndef run(name):\n    name = shlex.quote(name)\n",
        "import os\n\n\ndef run(name):\n    name = '-a -b'\n",
        "import os\n\n\ndef run(name='-a'):\n",
        "import os\n\n\ndef run(*name):\n",
        "import os\n\n\ndef run(name):\n    name += ' -a'\n",
    ],
)
def test_a_command_with_values_or_names_that_are_not_sure_is_left_alone(head: str) -> None:
    assert cooked("CWE-78", shell('f"ls {name}"', head)) is None


def test_a_shell_that_is_none_of_posix_or_a_command_made_in_steps_is_left_alone() -> None:
    start = "import subprocess\n\n\ndef run(name):\n"
    by_flag = f'{start}    line = f"ls {{name}}"\n    subprocess.run(line, shell=True)  # here\n'
    after = cooked("CWE-78", by_flag)
    assert after is not None and 'f"ls {shlex.quote(str(name))}"' in after
    assert cooked("CWE-78", by_flag.replace("=True", "=True, executable='pwsh'")) is None
    assert cooked("CWE-78", by_flag.replace("    subprocess", "    line += name\n    subprocess")) is None
    assert cooked("CWE-78", by_flag.replace("=True", "=False")) is None


def test_what_the_request_says_is_escaped_in_text_and_attributes() -> None:
    assert cooked("CWE-79", PAGE) == (
        '"""Pages."""\n\nfrom html import escape\n\nfrom flask import request\n\n\ndef page():\n'
        '    term = request.args.get("q", "")\n'
        "    return f\"<p title='{escape(term)}'>{escape(term)}</p>\"  # here\n"
    )


def test_a_repaired_page_shows_text_as_text() -> None:
    code = cooked("CWE-79", PAGE)
    assert loaded(code, request=Request(q="a & b"))["page"]() == "<p title='a &amp; b'>a &amp; b</p>"
    attacked = loaded(code, request=Request(q="'><script>"))["page"]()
    assert attacked.count("<") == 2 and attacked.count("'") == 2
    assert loaded(code, request=Request())["page"]() == "<p title=''></p>"


def test_what_may_be_no_text_is_made_one_and_an_escape_that_is_there_is_used() -> None:
    after = cooked("CWE-79", page('f"<p>{term}</p>"', "request.args.get('q')"))
    assert after is not None and "{escape(str(term))}" in after
    after = cooked(
        "CWE-79",
        "from markupsafe import escape as e\n" + page('f"<p>{request.form["q"]}"'.replace('"q"', "'q'")),
    )
    assert after is not None and "{e(request.form['q'])}" in after and "html" not in after


@pytest.mark.parametrize(
    "text",
    [
        'f"<script>var a = {term};</script>"', 'f"<style>{term}</style><p>"', 'f"<!-- {term} --><p>"', 'f"<p title={term}>"',
        "f\"<a href='{term}'>\"", "f\"<p onclick='{term}'>\"", "f\"<p @click='{term}'>\"", "f\"<p title='a > b' id={term}>\"",
        "f\"<p onclick='1 > {term}'>\"", 'f"<{term}>x</p>"', 'f"<p {term}>"', 'f"<p>{term!r}"', 'f"<p>{term:>{term}}"',
        'escape(f"<p>{term}")', 'bleach.clean(f"<p>{term}")', 'render_template_string(f"<p>{term}")',
        'f"{term} < 3"', 'f"To: Ann <{term}>"', '"<p>%s" % term', '"<p>{}".format(term)', 'f"{3:<{term}}"',
    ],
)  # fmt: skip
def test_a_place_where_escaping_does_not_help_is_left_alone(text: str) -> None:
    assert cooked("CWE-79", page(text)) is None


@pytest.mark.parametrize(
    "value",
    [
        "escape(request.args['q'])", "render(request.args['q'])", "Markup(request.args['q'])",
        "request.args.get('q', '<i>none</i>')", "request.args.get('q') or page('x')", "book.find(request.args['q'])",
        "request.args['q'] if 1 else '<br>'", "request.path", "other.args['q']", "1; term = 2",
    ],
)  # fmt: skip
def test_a_value_that_may_be_html_already_is_left_alone(value: str) -> None:
    assert cooked("CWE-79", page('f"<p>{term}</p>"', value)) is None


def test_where_escape_is_something_else_nothing_is_escaped() -> None:
    assert cooked("CWE-79", "escape = print\n" + page('f"<p>{term}</p>"')) is None
    assert (
        cooked("CWE-79", page('f"<p>{term}</p>"').replace("from flask import request", "request = None"))
        is None
    )
