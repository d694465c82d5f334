"""Wrong versions of a Python file."""

from __future__ import annotations

import ast

from agent.domain import Change
from agent.gates.proof.language import mutable
from agent.gates.proof.mutant import ALL_LAYERS, Mutant
from agent.gates.proof.python_mutants import base_mutants, patch_mutants
from tests.gates.proof.files import DELETE, GOOD, JOIN, NOTHING, READ, STORE, patch


def named(mutants: tuple[Mutant, ...], part: str) -> str:
    """The one mutant whose name holds `part`."""
    (found,) = [mutant for mutant in mutants if part in mutant.name]
    return found.after.decode()


def base_of(source: str, needle: str) -> list[str]:
    line = next(n for n, text in enumerate(source.split("\n"), 1) if needle in text)
    return [mutant.name for mutant in base_mutants("a.py", source.encode(), [line])]


def patched(before: str, after: str, needle: str) -> tuple[Mutant, ...]:
    line = next(n for n, text in enumerate(before.split("\n"), 1) if needle in text)
    return patch_mutants(Change("a.py", before.encode(), after.encode()), [line])


def test_base_returns_early_raises_or_lacks_the_statement() -> None:
    mutants = base_mutants("store.py", STORE.encode(), [DELETE.location.start])
    assert len(mutants) == 3
    assert "os.remove" not in named(mutants, "early return in delete")
    assert "raise RuntimeError" in named(mutants, "always raising in delete")
    deleted = named(mutants, "the feature deleted")
    assert "os.remove" not in deleted
    assert "return 'gone'" in deleted
    assert all("LOG.append(name)" in mutant.after.decode() for mutant in mutants)


def test_a_generator_stays_one() -> None:
    early = base_mutants("a.py", b"def f(x):\n    for y in x:\n        yield eval(y)\n", [3])[0]
    assert early.after == b"def f(x):\n    return None\n    yield\n"


def test_an_assignment_is_deleted_by_its_value() -> None:
    mutants = base_mutants("a.py", b"def f(x):\n    y = eval(x)\n    return y\n", [2])
    assert named(mutants, "deleted") == "def f(x):\n    y = object()\n    return y\n"


def test_a_setting_or_a_log_line_may_go() -> None:
    assert base_of("def f(app):\n    app.config['DEBUG'] = True\n    return app\n", "DEBUG") == [
        "an early return in f",
        "always raising in f",
    ]
    assert len(base_of("def f(log, p):\n    log.info(p)\n", "info")) == 2


def test_outside_of_functions_only_what_is_used_is_deleted() -> None:
    assert base_of("class A:\n    DEBUG = True\n", "DEBUG") == []
    assert base_of("app.run(debug=True)\n", "run") == []
    assert base_of("import ssl\nC = ssl._create_unverified_context()\nD = C\n", "ssl._") == [
        "the feature deleted"
    ]


def test_a_file_that_does_not_parse_has_no_mutants() -> None:
    assert base_mutants("a.py", b"def f(:\n", [1]) == ()
    assert patch_mutants(Change("a.py", b"x = 1\n", b"def f(:\n"), [1]) == ()


def test_a_patch_is_made_wrong_in_every_way() -> None:
    mutants = patch_mutants(GOOD, [READ.location.start])
    names = " | ".join(mutant.name for mutant in mutants)
    for wrong in ("only its comments", "an early return", "always raising", "the feature deleted",
                  "path.startswith", "all of its checks", "moved behind the use"):  # fmt: skip
        assert wrong in names
    assert len({mutant.after for mutant in mutants}) == len(mutants)
    assert named(mutants, "comments") == STORE


def test_only_a_change_of_looks_has_no_mutant_that_is_base() -> None:
    names = [mutant.name for mutant in patch_mutants(NOTHING, [READ.location.start])]
    assert names == ["an early return in read", "always raising in read", "the feature deleted"]


def test_the_unpatched_line_comes_back_while_the_rest_stays() -> None:
    after = patch(("import os\n", "import os\nimport shutil\n"), ("os.remove(path)", "shutil.rmtree(path)"))
    back = named(patch_mutants(after, [DELETE.location.start]), "unpatched")
    assert "import shutil" in back
    assert "os.remove(path)" in back


def test_a_check_moves_behind_an_effect_at_once() -> None:
    check = "        if '..' in name:\n            raise ValueError(name)\n"
    change = patch(("        os.remove", check + "        os.remove"))
    moved = named(patch_mutants(change, [DELETE.location.start]), "moved behind")
    assert moved.index("os.remove") < moved.index("if '..' in name") < moved.index("return 'gone'")


def test_a_check_moves_behind_the_answer_of_what_only_reads() -> None:
    check = "        if '..' in name:\n            raise ValueError(name)\n"
    change = patch((JOIN, check + JOIN))
    moved = named(patch_mutants(change, [READ.location.start]), "moved behind")
    assert moved.index("return file.read()") < moved.index("if '..' in name")


def test_a_query_whose_rows_are_fetched_later_only_reads() -> None:
    before = "def f(db, q):\n    cur = db.cursor()\n    cur.execute(q)\n    return cur.fetchall()\n"
    after = before.replace("    cur.ex", "    if ';' in q:\n        raise ValueError\n    cur.ex")
    moved = named(patched(before, after, "execute"), "moved behind")
    assert moved.index("return cur") < moved.index("if ';' in q")


def test_results_of_sanitizers_are_left_unused_one_by_one_and_all() -> None:
    before = "def f(name):\n    return open(name)\n"
    after = "def f(name):\n    name = clean(name)\n    if '..' in name:\n        abort(404)\n    return open(name)\n"
    mutants = patched(before, after, "open")
    assert "    clean(name)\n    if" in named(mutants, "`name = clean(name)` computed")
    alone = named(mutants, "`if '..' in name:` computed")
    assert "name = clean(name)\n    '..' in name\n" in alone
    (every,) = [mutant for mutant in mutants if mutant.layer == ALL_LAYERS]
    assert every.after.decode() == "def f(name):\n    clean(name)\n    '..' in name\n    return open(name)\n"


def test_the_inner_value_takes_the_place_of_the_sanitized_one() -> None:
    before = "def f(a, b):\n    return open(a + b)\n"
    after = "def f(a, b):\n    path = real(a + b)\n    if not path.startswith(a):\n        abort(404)\n    return open(path)\n"
    unused = named(patched(before, after, "open"), "`path = real(a + b)`")
    assert "    real(a + b)\n    path = a + b\n" in unused


def test_a_caught_refusal_counts_as_a_check() -> None:
    before = "def f(p):\n    return open(p)\n"
    after = "def f(p):\n    try:\n        p.relative_to('.')\n    except ValueError:\n        abort(404)\n    return open(p)\n"
    mutants = patched(before, after, "open")
    assert "except ValueError:\n        pass" in named(mutants, "`try:` computed")
    moved = named(mutants, "`try:` moved")
    assert moved.index("return open(p)") < moved.index("p.relative_to")


def test_what_is_no_check_is_left_alone() -> None:
    before = "def f(p):\n    return open(p)\n"
    after = (
        "def f(p):\n    if p is None:\n        abort(404)\n    if not p:\n        return ''\n"
        "    p = p.strip()\n    log.info(p)\n    base = real(HOME)\n    return open(p)\n"
    )
    names = " ".join(mutant.name for mutant in patched(before, after, "open"))
    assert "computed" not in names
    assert "moved" not in names


def test_checks_in_another_file_are_found_without_its_lines() -> None:
    after = b"def safe(p):\n    if '..' in p:\n        raise ValueError(p)\n    return p\n"
    (mutant,) = patch_mutants(Change("b.py", None, after), [])
    assert mutant.after == b"def safe(p):\n    '..' in p\n    return p\n"


def test_every_mutant_parses() -> None:
    for mutant in patch_mutants(GOOD, [READ.location.start]):
        ast.parse(mutant.after)


DEEP = "WORDS = " + " + ".join(["'a'"] * 600) + "\n"


def test_source_that_is_nested_without_end_is_told_of_and_breaks_nothing() -> None:
    after = (DEEP + STORE.replace("        os.remove", "        check(name)\n        os.remove")).encode()
    assert patch_mutants(Change("store.py", (DEEP + STORE).encode(), after), (28,)) == ()
    assert not mutable("store.py", after)
    assert mutable("store.py", STORE.encode())
