"""Recipes: a path stays in its folder, what no recipe fits is left alone, and no source makes one fail."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.doubles.cooking import HERE, cooked, drafted

WEAKNESSES = ("CWE-22", "CWE-78", "CWE-79", "CWE-601", "CWE-1236", "CWE-1336")
HEAD = "from pathlib import Path\n\nROOT = Path('files')\n\n\n"
JOINED = HEAD + "def read(name):\n    target = ROOT / name\n    return target.read_text()  # here\n"
OF_OS = "import os\n\n\ndef read(root, name):\n    target = os.path.join(root, name)\n    with open(target) as file:  # here\n        return file.read()\n"
REFUSED = '        raise ValueError("a path that leads out of its folder")\n'


def attempt(code: str, /, *given: object, **names: object) -> Any:
    """What a repaired `read` gives."""
    space: dict[str, Any] = dict(names)
    exec(compile(code, "a.py", "exec"), space)
    space.update(names)
    return space["read"](*given)


def body(*lines: str, head: str = HEAD) -> str:
    return head + "\n".join(lines) + "\n"


def test_a_path_is_refused_right_behind_where_it_is_put_together() -> None:
    assert cooked("CWE-22", JOINED) == JOINED.replace(
        "    return",
        f"    if not target.resolve().is_relative_to(ROOT.resolve()):\n{REFUSED}    return",
    )
    real = "os.path.realpath(root)"
    assert cooked("CWE-22", OF_OS) == OF_OS.replace(
        "    with",
        f"    if os.path.commonpath([{real}, os.path.realpath(target)]) != {real}:\n{REFUSED}    with",
    )


def test_the_repaired_code_reads_files_of_the_folder_and_no_others(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep/..a.txt").write_text("mine")
    (tmp_path / "files2").mkdir()
    (tmp_path / "files2/b.txt").write_text("other")
    (folder / "link").symlink_to(tmp_path / "files2")
    by_path, by_os = cooked("CWE-22", JOINED), cooked("CWE-22", OF_OS)
    assert by_path and by_os

    def read(name: str) -> set[str]:
        return {attempt(by_path, name, ROOT=folder), attempt(by_os, str(folder), name)}

    assert read("deep/..a.txt") == read("deep/../deep/..a.txt") == {"mine"}
    for name in ("../files2/b.txt", str(tmp_path / "files2/b.txt"), "link/b.txt", "deep/../../files2/b.txt"):
        with pytest.raises(ValueError, match="out of its folder"):
            attempt(by_path, name, ROOT=folder)
        with pytest.raises(ValueError, match="out of its folder"):
            attempt(by_os, str(folder), name)


@pytest.mark.parametrize(
    ("framework", "name", "refusal"),
    [
        ("flask", "abort", "abort(404)"),
        ("fastapi", "HTTPException", "raise HTTPException(status_code=404)"),
        ("django.http", "Http404", "raise Http404"),
    ],
)
def test_a_view_refuses_as_its_framework_does(framework: str, name: str, refusal: str) -> None:
    after = cooked("CWE-22", f"from {framework} import {name}\n{JOINED}")
    assert after is not None and f"        {refusal}\n" in after and after.count("import") == 2


def test_a_name_is_added_to_the_import_of_its_framework() -> None:
    after = cooked("CWE-22", f"from flask import Flask, request\n{JOINED}")
    assert after is not None and after.startswith("from flask import Flask, abort, request\n")


def test_an_import_under_another_name_or_with_something_beside_it_is_left_as_it_is() -> None:
    after = cooked("CWE-22", f"from flask import Flask, abort as stop\n{JOINED}")
    assert after is not None and after.startswith(
        "from flask import Flask, abort as stop\nfrom flask import abort\n"
    )
    beside = "import os; TEXT = '''\n'''\n\n\ndef run(name):\n    os.system(f'ls {name}')  # here\n"
    # The next line is in the middle of a text.
    assert cooked("CWE-78", beside) is None
    assert cooked("CWE-78", beside.replace("\n'''", "'''", 1)) is not None


def test_tabs_other_letters_and_a_missing_last_newline_are_kept() -> None:
    tabs = body(
        "def read(näme):", "\ttarget = ROOT / 'ä    ö' / näme  # größer", "\treturn target.name  # here"
    )
    after = cooked("CWE-22", tabs)
    assert after == tabs.replace(
        "\treturn",
        "\tif not target.resolve().is_relative_to((ROOT / 'ä    ö').resolve()):\n\t" + REFUSED.strip(" ").join(("\t", ""))
        + "\treturn",
    )  # fmt: skip
    after = cooked("CWE-22", HEAD + "def read(name):\n    if name:\n        target = ROOT / name  # here")
    assert after is not None and after.endswith('folder")\n') and "        if not target" in after


def test_every_trusted_part_of_a_path_belongs_to_its_folder() -> None:
    view = body(
        '@app.get("/<int:box>/<path:name>")',
        "def read(box, name):",
        "    target = Path(store.root, str(box), name)",
        "    return target.read_text()  # here",
    )
    after = cooked("CWE-22", view)
    assert after is not None and "is_relative_to(Path(store.root, str(box)).resolve())" in after
    assert cooked("CWE-22", view.replace("int:", "")) is None


@pytest.mark.parametrize(
    "lines",
    [
        ["def read(total, count):", "    share = total / count", "    return round(share)  # here"],
        ["def read(name):", "    if name: target = ROOT / name  # here", "    return target"],
        ["def read(name):", "    a = 'ä'; target = ROOT / name; target.unlink()  # here"],
        ["def read(name): target = ROOT / name; return target.read_text()  # here"],
        ["def read(name):", "    target = ROOT / name; size = 1", "    return open(target)  # here"],
        ["def read(name):", "    if name: \\", "    target = ROOT / name", "    return open(target)  # here"],
        ["def read(names, it):", "    target = next(it) / names", "    return target.read_text()  # here"],
        ["def read(name):", "    target = folder() / name", "    return target.read_text()  # here"],
        ["def read(name):", "    target = ROOT / (ROOT := name)", "    return target.read_text()  # here"],
        ["async def read(name):", "    target = ROOT / await name()", "    return target.read_text()  # here"],
        ["def read(name):", "    target = ROOT / name", "    target = name", "    return open(target)  # here"],
        ["def read(name):", "    target = ROOT / name", "    target += '/x'", "    return open(target)  # here"],
        ["def read(names):", "    target = ROOT", "    for n in names:", "        target = target / n", "    return open(target)  # here"],
        ["def read(target, b):", "    if b:", "        target = ROOT / target", "    return open(target)  # here"],
        ["def read(name):", "    try:", "        target = ROOT / name", "    except ValueError:", "        pass", "    return open(target)  # here"],
        ["def read(name):", "    with suppress(ValueError):", "        target = ROOT / name", "    return open(target)  # here"],
        ["def read(name):", "    def inner():", "        target = ROOT / name", "    return open(target)  # here"],
        ["def read(name):", "    global target", "    target = ROOT / name", "    return open(target)  # here"],
        ["def read(request, user, name):", "    target = ROOT / user / name", "    return open(target)  # here"],
        ["def read(name):", "    target = ROOT / request.args['user'] / name", "    return open(target)  # here"],
        ["@app.get('/<a>/<b>')", "def read(a, b):", "    target = Path(a, b)", "    return open(target)  # here"],
        ["@app.get('/<path:parts>')", "def read(*parts):", "    target = Path(*parts, 'x')", "    return open(target)  # here"],
        ["def read(name):", "    Path = str", "    target = Path(ROOT, name)", "    return open(target)  # here"],
        ["def read(name):", "    target = ROOT / name", "    target.relative_to(ROOT)", "    return open(target)  # here"],
        ["def read(name):", "    return open(ROOT / name)  # here"],
        ["target = ROOT / name  # here"],
    ],
)  # fmt: skip
def test_code_that_only_looks_like_a_path_of_a_folder_is_left_alone(lines: list[str]) -> None:
    assert cooked("CWE-22", body(*lines)) is None


@pytest.mark.parametrize(
    "before",
    [
        "from flask import Flask\nabort = print\n" + JOINED,
        "from flask import Flask, abort as stop\n\n\ndef abort(): ...\n\n\n" + JOINED,
        "from flask import *\n" + JOINED,
        "from tools import *\n" + JOINED,
        "import zipfile\n" + JOINED.replace("def read(", "def read(ROOT, "),
        "try:\n    from flask import abort\nexcept ImportError:\n    abort = None\nfrom flask import g\n"
        + JOINED,
        JOINED.replace("pathlib", "anyio"),
        OF_OS.replace("import os", "import os as system\nos = system"),
        OF_OS.replace("import os\n", "import sys\n").replace("def read(", "def read(os, "),
        JOINED.replace("\n", "\r\n"),
        JOINED.replace("import Path\n", "import Path\n\f"),
        "\ufeff" + JOINED,
    ],
)
def test_where_a_name_or_a_byte_is_not_sure_nothing_is_repaired(before: str) -> None:
    assert HERE in before and cooked("CWE-22", before) is None


def test_a_weakness_without_a_recipe_and_another_language_are_left_alone() -> None:
    assert drafted("CWE-89", JOINED) is None
    assert drafted("CWE-22", JOINED, path="a.pyi") is None


def test_two_findings_of_one_path_get_one_guard() -> None:
    text = JOINED.replace("    return", "    target.touch()  # here\n    return")
    after = cooked("CWE-22", text)
    assert after is not None and after.count("is_relative_to") == 1


SAMPLES = (
    JOINED,
    OF_OS,
    "import os\n\n\ndef run(name):\n    os.system(f\"ls '{name}'\")  # here\n",
    "from flask import request\n\n\ndef page():\n    q = request.args['q']\n    return f\"<p title='{q}'>{q}</p>\"  # here\n",
    "from flask import redirect, request\n\n\ndef go():\n    to = request.args.get('to')\n    return redirect(to)  # here\n",
    "import csv\n\n\ndef table(out, name):\n    csv.writer(out).writerow([name, 1])  # here\n",
    "from jinja2 import Template\n\n\ndef show(text):\n    return Template(text).render()  # here\n",
)
WORDS = st.sampled_from(
    ["\n", "    ", "\t", ";", "'", '"', "{", "}", "{{", "f'", "(", ")", "ä", "€", "\\", ":", "=", "/", "#", " if ", "await ",
     "lambda: ", "def f():", "@app", "class A:", "request", "os", "target", "\x00", "\x0c", "\r", "\ufeff", "name", "!r", ":>{x}"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), WORDS), max_size=3)
)
def test_any_text_is_left_alone_or_becomes_one_that_parses(
    text: str, changes: list[tuple[int, int, str]]
) -> None:
    for at, gone, word in changes:
        text = text[:at] + word + text[at + gone :]
    for cwe in WEAKNESSES:
        after = cooked(cwe, text)
        assert after is None or ast.parse(after)


def test_no_depth_of_nesting_makes_a_recipe_fail() -> None:
    for deep in ("(" * 3000 + ")" * 3000, "-" * 5000 + "1", "a" + ".b" * 5000, "ROOT / " * 3000 + "name"):
        for sample in SAMPLES:
            for cwe in WEAKNESSES:
                drafted(cwe, sample.replace("  # here", f"\n    x = {deep}  # here"))
                drafted(cwe, sample.replace("ROOT / name", deep))


def test_a_path_that_becomes_longer_behind_the_guard_is_left_alone() -> None:
    longer = (
        HEAD
        + "def read(user, name):\n    folder = ROOT / user\n    return (folder / name).read_text()  # here\n"
    )
    assert cooked("CWE-22", longer) is None
    two = OF_OS.replace("(root, name):", "(root, kind, name):").replace(
        "    target = os.path.join(root, name)",
        "    folder = os.path.join(root, kind)\n    target = os.path.join(next(folder), name)",
    )
    assert cooked("CWE-22", two) is None
