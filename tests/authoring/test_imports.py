from __future__ import annotations

import ast

import pytest

from agent.authoring.answers.imports import add_imports, drop_unused


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1\n", "import hmac\n\nx = 1\n"),
        ("", "import hmac\n"),
        ('"""Doc."""\n\nx = 1\n', '"""Doc."""\n\nimport hmac\n\nx = 1\n'),
        ('"""Doc."""', '"""Doc."""\n\nimport hmac\n'),
        ("import abc\nimport os\n", "import abc\nimport hmac\nimport os\n"),
        ("from os import path\n", "import hmac\nfrom os import path\n"),
        (
            "from __future__ import annotations\n\nx = 1\n",
            "from __future__ import annotations\nimport hmac\n\nx = 1\n",
        ),
        ("#!/usr/bin/python\n# c\nx = 1\n", "#!/usr/bin/python\n# c\n\nimport hmac\n\nx = 1\n"),
        ("@d\ndef f():\n    pass\n", "import hmac\n\n@d\ndef f():\n    pass\n"),
        ("import abc\r\nx = 1\r\n", "import abc\r\nimport hmac\r\nx = 1\r\n"),
        ("import abc\nx = 'a\x0cb'\n", "import abc\nimport hmac\nx = 'a\x0cb'\n"),
    ],
)
def test_a_python_import_goes_where_imports_are(before: str, after: str) -> None:
    assert add_imports("a.py", before, ("import hmac",)) == after
    assert add_imports("a.py", after, ("import hmac",)) == after
    ast.parse(after)


def test_a_byte_order_mark_stays_first() -> None:
    bom = "\ufeff"
    assert add_imports("a.py", f"{bom}import os\n", ("import hmac",)) == f"{bom}import hmac\nimport os\n"
    before, after = f"{bom}import random\nx = random.x\n", f"{bom}import random\nx = 1\n"
    assert drop_unused("a.py", before, after) == f"{bom}x = 1\n"


def test_an_import_under_another_name_does_not_count() -> None:
    assert "import hmac\n" in add_imports("a.py", "import hmac as h\n", ("import hmac",))
    assert add_imports("a.py", "from x import hmac\n", ("from x import hmac",)) == "from x import hmac\n"


def test_an_import_inside_a_function_does_not_count() -> None:
    source = "def f():\n    import hmac\n"
    assert add_imports("a.py", source, ("import hmac",)).startswith("import hmac\n\ndef f")


def test_a_file_that_does_not_parse_or_is_of_another_language_is_left_alone() -> None:
    assert add_imports("a.py", "def (\n", ("import hmac",)) == "def (\n"
    assert add_imports("a.rb", "x = 1\n", ("import hmac",)) == "x = 1\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("const a = require('a');\nf();\n", "const c = require('c');\nconst a = require('a');\nf();\n"),
        ("'use strict';\nf();\n", "'use strict';\nconst c = require('c');\nf();\n"),
        ("#!/usr/bin/env node\nf();\n", "#!/usr/bin/env node\nconst c = require('c');\nf();\n"),
        ("const c = require('c')\n", "const c = require('c')\n"),
    ],
)
def test_a_javascript_import_goes_before_the_first_one(before: str, after: str) -> None:
    assert add_imports("a.js", before, ("const c = require('c');",)) == after


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("import random\nx = random.x\n", "import random\nx = 1\n", "x = 1\n"),
        ("import random as r\nx = r.x\n", "import random as r\nx = 1\n", "x = 1\n"),
        ("import random\nx = 1\n", "import random\nx = 2\n", None),
        ("import random\nx = random.x\n", "import random\ny = random.y\n", None),
        ("import random\nx = random.x\n", "import random\n__all__ = ['random']\n", None),
        ("import random  # why\nx = random.x\n", "import random  # why\nx = 1\n", None),
        ("import os, random\nx = random.x\n", "import os, random\nx = 1\n", None),
        ("import random; y = 1\nx = random.x\n", "import random; y = 1\nx = 1\n", None),
    ],
)
def test_an_import_that_the_fix_made_useless_goes_and_no_other(
    before: str, after: str, kept: str | None
) -> None:
    assert drop_unused("a.py", before, after) == (after if kept is None else kept)


def test_a_packages_names_and_other_languages_are_left_alone() -> None:
    before, after = "import random\nx = random.x\n", "import random\nx = 1\n"
    assert drop_unused("pkg/__init__.py", before, after) == after
    assert drop_unused("a.js", before, after) == after
