"""The text of a proof: what of a test module it takes over, and that it always can be read."""

from __future__ import annotations

import ast

import pytest

from agent.gates.proof.mutant import ProofText
from agent.gates.proof.python_text import read_proof
from agent.probing.harm import Harm
from agent.probing.harms import HARMS
from agent.probing.sites import sites
from agent.probing.text import (
    RECORDING,
    Module,
    attack,
    clash,
    compose,
    control,
    control_name,
    keeping,
    module,
    recorded,
    recording,
    spoken_for,
)

ALL = list({id(harm): harm for harm in HARMS.values()}.values())
COMMAND = HARMS["CWE-78"]
DECLARED = ("HARMLESS = 'a'", "ATTACKS = ['b']")
TEST = "def test_a():\n    assert f('a') == 1\n"


def made(source: str) -> Module:
    base = module("tests/test_a.py", source)
    assert base is not None
    return base


def text(source: str, harm: Harm = COMMAND) -> str:
    """A proof of everything that a module has."""
    base = made(source)
    picked = [site for test in base.tests for site in sites(test)]
    attacks = [attack(site, harm, f"test_attack_{at}") for at, site in enumerate(picked)]
    kept = [
        keeping(site, harm, f"test_control_keeps_{at}", "é{}\\'\"\n", "é") for at, site in enumerate(picked)
    ]
    return compose(base, harm, "why", DECLARED, attacks, {test.name for test in base.tests}, kept)


EVERYTHING = "a{b}\\\"'\n\ud800"
ODD = {
    "an honest text with everything in it": f"def test_a():\n    f({EVERYTHING!a})\n",
    "bytes": "def test_a():\n    f(b'a\\n')\n",
    "addresses with quotes": "def test_a(c):\n    c.get('/a\\'b\"c\\\\d/{e}/f?g=\"&h=\\'')\n",
    "names that are not ASCII": "def test_é(ü):\n    f('ß', ü)\n",
    "a test called test": "def test():\n    f('a')\n",
    "future imports": "from __future__ import annotations\n\nimport os\n\n" + TEST,
    "a future import that shares its line": "from __future__ import annotations; import os\n" + TEST,
    "a docstring that shares its line": "'''It's \"\"\"quoted\"\"\"'''; import os\n" + TEST,
    "statements that share a line": "import os; import sys; x = 1\n" + TEST,
    "decorators": "@one\n@two(\n    'x',\n)\n" + TEST + "\n\ndef test_b():\n    f('b')\n",
    "tests in blocks and classes": "if True:\n    def helper(): pass\nclass TestA:\n    def test(self): f('x')\n" + TEST,
    "asynchronous tests": "async def test_b():\n    await f('b')\n\n\n" + TEST,
    "nested functions with docstrings": "def test_a():\n    def g():\n        '''One.\n        Two.'''\n    f(g, 'a')\n",
    "formatted texts": "def test_a(b):\n    f(f'''{b!r:>{b}} {{}} \"{b['k']}\"\n''', 'a')\n",
    "invalid escapes": "def test_a():\n    f('\\d')\n",
    "odd spacing": "def  test_a ( ) :\n    f('a')\n",
    "two tests of one name": TEST + "\n\n" + TEST.replace("1", "2"),
    "two tests of nearly one name": TEST + "\n\n" + TEST.replace("test_a", "testa"),
    "Windows line ends": TEST.replace("\n", "\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("harm", ALL, ids=[next(k for k, v in HARMS.items() if v is h) for h in ALL])
@pytest.mark.parametrize("source", ODD.values(), ids=ODD)
def test_whatever_stands_in_a_module_the_proof_can_be_read(source: str, harm: Harm) -> None:
    read = read_proof(text(source, harm))
    assert isinstance(read, ProofText), read
    assert read.payloads == ("b",) and read.harmless == "a"


@pytest.mark.parametrize(
    "source",
    [
        "def test_a(:\n",
        "",
        "x = 1\n",
        "\ufeff" + TEST,
        TEST.replace("\n", "\r"),
        "\f\n" + TEST,
        "x = '\0'\n" + TEST,
        "# coding: latin-1\n" + TEST,
        "# coding: what\n" + TEST,
        "x = " + "(" * 500 + ")" * 500 + "\n" + TEST,
        f"x = {'y' * 300_000!r}\n" + TEST,
        "@pytest.fixture\ndef test_client():\n    return 1\n\n\n" + TEST,
        "class TestA:\n    def test_a(self): f('a')\n",
    ],
)
def test_a_module_that_cannot_be_repeated_as_it_is_gives_nothing(source: str) -> None:
    assert module("tests/test_a.py", source) is None


def test_helpers_and_fixtures_are_taken_over_and_tests_and_classes_of_tests_are_not() -> None:
    base = made(
        '"""Doc."""\nfrom __future__ import annotations\nimport os\nX = 1  # a comment\n\n\n@pytest.fixture\ndef shop():\n'
        "    return 1\n\n\nclass TestA:\n    pass\n\n\nclass Case(TestCase):\n    def test_a(self): pass\n\n\n"
        + TEST
    )
    assert base.future == "from __future__ import annotations"
    assert base.head == "import os\nX = 1  # a comment\n\n\n@pytest.fixture\ndef shop():\n    return 1" and [
        test.name for test in base.tests
    ] == ["test_a"]


def test_a_control_is_the_test_of_the_repository_to_the_letter() -> None:
    test = "@mark(1)  # why\ndef test_a(x, y='def test_a('):  # def test_a\n    # as it is\n    assert f( x )==1\n"
    base = made("import a\n\n\n" + test + "\n\nz = 1\n")
    assert control(base, base.tests[0]) == test.replace("def test_a(x", "def test_control_a(x")


def test_what_is_imported_already_is_not_imported_again() -> None:
    def imports(head: str) -> list[str]:
        return [
            line for line in text(head + "\n" + TEST).split("\n") if "import" in line and "html" not in line
        ]

    ours = [
        "import pytest",
        "from hashlib import sha256",
        "from pathlib import Path",
        "from urllib.parse import quote",
    ]
    assert imports("") == ours
    assert imports("import os, pytest") == [*ours[1:], "import os, pytest"]
    assert imports("from pathlib import PurePath, Path") == [
        *ours[:2],
        ours[3],
        "from pathlib import PurePath, Path",
    ]
    lazy = "def f():\n    import pytest"
    assert imports(lazy) == [*ours, "    import pytest"]


def test_a_name_of_ours_that_the_module_has_for_something_else_is_a_clash() -> None:
    assert clash(made("from pathlib import Path, PurePath\nimport html\n" + TEST), COMMAND) == ""
    assert clash(made("from elsewhere import Path\n" + TEST), COMMAND) == "Path"
    assert clash(made("from pathlib import Path\nPath = 1\n" + TEST), COMMAND) == "Path"
    assert clash(made("if x:\n    import html\n" + TEST), COMMAND) == "html"
    assert clash(made("def plain():\n    sent = 1\n" + TEST), COMMAND) == "plain"
    assert clash(made("with a as b, c as (told, d):\n    pass\n" + TEST), HARMS["CWE-22"]) == "told"


@pytest.mark.parametrize(
    "body",
    ["def test_a(sent): f('a')", "def test_a(): seen = f('a')", "def test_a(): f('a', files)",
     "def test_a():\n    for file in f('a'): pass", "def test_a():\n    from x import quote\n    f('a')"],
)  # fmt: skip
def test_a_test_that_has_a_name_of_ours_is_made_no_attack(body: str) -> None:
    assert spoken_for(made(body + "\n").tests[0], HARMS["CWE-22"])


def test_a_test_may_use_what_the_module_imports() -> None:
    assert not spoken_for(
        made("def test_a(tmp_path): f('a', Path(tmp_path), quote('b'))\n").tests[0], COMMAND
    )


def test_the_controls_come_before_the_attacks() -> None:
    tree = ast.parse(text(TEST))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and "test_" in node.name]
    assert names == ["test_control_a", "test_control_keeps_0", "test_attack_0"]


def test_an_attack_is_over_where_it_is_refused_and_apart_it_goes_on() -> None:
    base = made("def test_a():\n    f('a')\n    g()\n")
    (site,) = sites(base.tests[0])
    for apart, expected in ((False, []), (True, ["g"])):
        calls: list[str] = []

        def refuse(text: str) -> None:
            raise SystemExit(text)

        def note(calls: list[str] = calls) -> None:
            calls.append("g")

        scope: dict[str, object] = {"f": refuse, "g": note}
        harm = Harm(check="assert [str(one) for one in seen][:1] == ['b']")
        exec(attack(site, harm, "test_attack", "b", apart=apart), scope)
        exec("test_attack()", scope)
        assert calls == expected


class Answer:
    def __init__(self, text: str, status: int = 200) -> None:
        self.text, self.status_code = text, status


def told(source: str, variant: str, answer: object) -> tuple[str, str]:
    """What a recording of a test with another input told."""
    base = made(source)
    (site, *_) = sites(base.tests[0])
    whole = compose(
        base, COMMAND, "why", (), [], (), [recording(site, COMMAND, "test_attack_record", variant)], RECORDING
    )
    scope: dict[str, object] = {"f": answer}
    exec(whole, scope)
    try:
        exec("test_attack_record()", scope)
    except AssertionError as error:
        return recorded(f"AssertionError: {error} assert False")
    return "", ""


def test_a_recording_tells_the_result_and_whether_the_input_was_treated_like_another() -> None:
    def page(sent: str) -> Answer:
        return Answer(f"<b>{sent.replace('&', '&amp;')}</b>" if sent != "c" else "nothing")

    source = "def test_a():\n    f('a')\n"
    like, result = told(source, "a", page)
    assert result == "200 <b>a</b>"
    assert told(source, "a & b", page) == (like, "200 <b>a & b</b>")
    other, result = told(source, "c", page)
    assert result == "200 nothing" and other != like


def test_a_long_result_is_recorded_as_a_digest_and_a_failure_not_at_all() -> None:
    assert len(told(TEST, "a", lambda sent: Answer("é" * 500))[1]) == 64
    assert told(TEST, "a", lambda sent: Answer("no", 404)) == ("", "")
    assert recorded("AssertionError: suture recorded 0123456789abcdefcut…") == ("", "")
    assert recorded("AssertionError: something else") == ("", "")


def test_the_name_of_a_control_tells_that_it_is_one() -> None:
    assert [control_name(name) for name in ("test", "test_a", "testa", "test_attack")] == [
        "test_control_",
        "test_control_a",
        "test_control_a",
        "test_control_attack",
    ]
