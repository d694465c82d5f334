"""Recipes for addresses, cells of tables, and templates."""

from __future__ import annotations

import csv
import io

import pytest

from tests.doubles.cooking import Request, cooked, loaded

GO = (
    "from __future__ import annotations\n\nfrom flask import redirect, request\n\n\n# Where people go.\n@app.get('/go')\n"
    "def go():\n    to = request.args.get('to') or '/home'\n    return redirect(to, code=303)  # here\n"
)
TABLE = "import csv\n\n\ndef table(out, name, sum):\n    csv.writer(out).writerow([name, 'x', sum])  # here\n"
LETTER = "from jinja2 import Template\n\n\ndef letter(text, **known):\n    return Template(text).render(**known)  # here\n"


def test_a_redirect_goes_to_paths_of_this_site_only() -> None:
    after = cooked("CWE-601", GO)
    assert after == GO.replace("redirect(to,", 'redirect(to if is_local_path(to) else "/",').replace(
        "\nfrom flask", "\nimport re\n\nfrom flask"
    ).replace(
        "# Where",
        "def is_local_path(address):\n"
        "    # Browsers read a backslash as a slash, and leave out blanks and control characters.\n"
        '    path = r"/(?![/\\\\])[^\\x00-\\x20\\x7f\\\\]*"\n'
        "    return isinstance(address, str) and re.fullmatch(path, address) is not None\n\n\n# Where",
    )


def test_a_repaired_redirect_keeps_paths_and_stops_other_sites() -> None:
    code = cooked("CWE-601", GO)

    def goes(to: str) -> object:
        return loaded(code, request=Request(to=to), redirect=lambda to, code: to)["go"]()

    for path in ("/", "/größe?a=/b//c#d", "/a%20b", "/a/../b"):
        assert goes(path) == path
    assert goes("") == "/home"
    for attack in ("https://e.example", "//e.example", "/\\e.example", "\\\\e.example", "/\t/e.example", " //e.example",
                   "/\n/e.example", "javascript:alert(1)", "/ok\r\nX: y", "e.example", "/\x00/e"):  # fmt: skip
        assert goes(attack) == "/"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'/home'", "'home'"),
        ("'/home'", "'https://a.example'"),
        ("'/home'", "url_for('home', _external=True)"),
        ("request.args.get('to') or '/home'", "request.referrer"),
        ("request.args.get('to') or '/home'", "url_for('home')"),
        ("request.args.get('to') or '/home'", "sites[request.args['to']]"),
        ("redirect(to, code=303)", "redirect('/' + to)"),
        ("redirect(to, code=303)", "self.redirect(to)"),
        ("def go():", "def go(re):"),
        ("def go():", "def go():\n    is_local_path = 1"),
        ("import redirect, request", "import redirect as re, request"),
        ("# Where", "if 1:\n    pass\n# Where"),
    ],
)
def test_a_redirect_that_may_mean_another_address_is_left_alone(old: str, new: str) -> None:
    assert old in GO
    text = GO.replace(old, new)
    if new.startswith("if"):
        head, tail = text.split("# Where", 1)
        text = head + "# Where" + tail.replace("\n", "\n    ")
    assert cooked("CWE-601", text) is None


def test_the_helper_stands_behind_the_first_lines_of_a_file() -> None:
    bare = GO.replace("from __future__ import annotations\n\n", "#!/usr/bin/python\n").replace(
        "# Where people go.\n", ""
    )
    after = cooked("CWE-601", bare)
    assert after is not None and after.startswith("#!/usr/bin/python\nimport re\n\nfrom flask")
    assert after.index("def is_local_path") < after.index("@app") and after.count("\n\n\n") == 2


def test_cells_that_would_be_computed_get_an_apostrophe() -> None:
    after = cooked("CWE-1236", TABLE)
    assert after is not None and "writerow([plain_cell(name), 'x', plain_cell(sum)])" in after
    table = loaded(after, csv=csv)["table"]
    for name, cell in {"=1+1": "'=1+1", " @a": "' @a", "Ann, é": "Ann, é", "": "", "a=b": "a=b"}.items():
        out = io.StringIO()
        table(out, name, -3)
        assert next(csv.reader(io.StringIO(out.getvalue()))) == [cell, "x", "-3"]


def test_a_helper_never_comes_before_what_a_file_begins_with() -> None:
    after = cooked("CWE-1236", "#!/usr/bin/python\ndef first(): ...\n\n\n" + TABLE)
    assert after is not None and after.startswith("#!/usr/bin/python\ndef plain_cell(value):")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[name, 'x', sum]", "row"), ("[name, 'x', sum]", "[*name]"), ("[name, 'x', sum]", "{'a': name}"), ("[name, 'x', sum]", "['a']"),
        ("import csv", "import other as csv"), ("import csv\n", "import csv\n\nplain_cell = str\n"), ("[name", "[(yield name)"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_told_cell_by_cell_is_left_alone(old: str, new: str) -> None:
    assert cooked("CWE-1236", TABLE.replace(old, new)) is None


def test_a_template_that_somebody_sent_is_rendered_in_the_sandbox() -> None:
    after = cooked("CWE-1336", LETTER)
    assert after == LETTER.replace(
        "jinja2 import Template", "jinja2.sandbox import ImmutableSandboxedEnvironment"
    ).replace("Template(text)", "ImmutableSandboxedEnvironment().from_string(text)")
    letter = loaded(after)["letter"]
    assert (
        letter("Dear {{ name }}, {% for n in all %}{{ n }}{% endfor %}", name="Ann <3", all=[1, 2])
        == "Dear Ann <3, 12"
    )
    for attack in ("{{ ''.__class__.__mro__ }}", "{{ all.append(3) }}", "{{ all.clear.__self__ }}"):
        with pytest.raises(Exception, match=r"unsafe|not safely"):
            letter(attack, all=[1])


def test_an_import_that_is_used_elsewhere_or_is_another_stays() -> None:
    both = "from jinja2 import Environment\n" + LETTER + "\n\nENV = Environment()\nKIND = 'Template'\n"
    after = cooked("CWE-1336", both)
    assert after is not None and after.startswith(
        "from jinja2 import Environment\nfrom jinja2 import Template\nfrom jinja2.sandbox import ImmutableSandboxedEnvironment\n"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(text)", "(text, autoescape=True)"), ("(text)", "(*text)"), ("from jinja2", "from .jinja2"), ("from jinja2", "from mako"),
        ("\n\n\ndef", "\n\nTemplate = str\n\n\ndef"), ("\n\n\ndef", "\n\nImmutableSandboxedEnvironment = 1\n\n\ndef"),
    ],
)  # fmt: skip
def test_another_template_or_one_with_settings_is_left_alone(old: str, new: str) -> None:
    assert cooked("CWE-1336", LETTER.replace(old, new, 1)) is None
