"""Where inputs stand in tests, and what a test does with another input."""

from __future__ import annotations

import ast

import pytest

from agent.probing.sites import Site, everywhere, sites, words


def found(source: str) -> list[Site]:
    """The sites of the first function of a module."""
    test = ast.parse(source).body[0]
    assert isinstance(test, ast.FunctionDef)
    return list(sites(test))


def honest(source: str) -> list[str]:
    return [site.honest for site in found(source)]


def acts(site: Site) -> str:
    return "\n".join(ast.unparse(ast.fix_missing_locations(act)) for act in site.body)


def only(source: str) -> str:
    """What the test with one input does with `sent`."""
    (site,) = found(source)
    return acts(site)


def test_a_text_that_is_handed_to_a_call_is_an_input_and_its_answer_is_kept() -> None:
    assert only("def test_a():\n    assert read('a.txt') == 'milk'\n") == "seen.append(read(sent))"


def test_what_a_test_expects_is_no_input() -> None:
    assert honest("def test_a(x):\n    assert x.name == 'a' and x['key'] in ('b', 'c')\n") == []


def test_texts_in_containers_and_keywords_are_inputs_and_keys_are_none() -> None:
    assert honest("def test_a():\n    f({'k': ['a', ('b',)]}, n={'c'}, **{'m': 'd'})\n") == [
        "a",
        "b",
        "c",
        "d",
    ]


def test_bytes_are_sent_as_bytes_where_they_are_text() -> None:
    assert only("def test_a():\n    f(b'milk', b'\\xff')\n") == "seen.append(f(sent.encode(), b'\\xff'))"


def test_each_part_of_an_address_that_a_client_chooses_is_an_input() -> None:
    source = "def test_a(client):\n    client.get('/notes/a%20b?x=1&y=2')\n"
    assert [(site.honest, acts(site)) for site in found(source)] == [
        ("1", "seen.append(client.get(f\"/notes/a%20b?x={quote(sent, safe='')}&y=2\"))"),
        ("2", "seen.append(client.get(f\"/notes/a%20b?x=1&y={quote(sent, safe='')}\"))"),
        ("a b", "seen.append(client.get(f\"/notes/{quote(sent, safe='')}?x=1&y=2\"))"),
        ("/notes/a%20b?x=1&y=2", "seen.append(client.get(sent))"),
    ]


@pytest.mark.parametrize("address", ["/a'b/c", '/a"b/c', "/a\\b/c", "/{x}/{y}", "/a'\"/{b}"])
def test_an_address_with_quotes_braces_or_backslashes_still_parses_and_is_the_same(address: str) -> None:
    for site in found(f"def test_a():\n    f({address!r})\n"):
        tree = ast.parse(acts(site))
        sent: list[str] = []
        scope = {"f": sent.append, "seen": [], "sent": site.honest, "quote": lambda text, safe: text}
        exec(compile(tree, "x", "exec"), scope)
        assert sent == [address]


def test_what_stands_behind_the_slash_of_a_path_is_marked() -> None:
    (site,) = found("def test_a(tmp_path):\n    assert (tmp_path / 'a.txt').exists()\n")
    assert site.path


def test_judgements_go_also_in_blocks_and_results_stay() -> None:
    source = """def test_a():
    for n in (1, 2):
        assert f('x', n).startswith('y')
    with pytest.raises(ValueError, match='z') as info:
        g(n)
    assert 'no' in str(info.value)
    if len(h(n)) == 2:
        assert not isinstance(h(n), str)
"""
    assert only(source) == (
        "for n in (1, 2):\n    seen.append(f(sent, n))\nseen.append(g(n))\nif len(h(n)) == 2:\n    seen.append(h(n))"
    )


def test_of_several_contexts_those_stay_that_judge_nothing() -> None:
    source = "def test_a():\n    with raises(ValueError), patched() as p:\n        f('x', p)\n"
    assert only(source) == "with patched() as p:\n    seen.append(f(sent, p))"


def test_a_name_that_is_given_within_an_assertion_stays_given() -> None:
    source = "def test_a():\n    assert (r := f('x')).ok\n    assert r.text\n"
    assert only(source) == "seen.append((r := f(sent)))"


def test_a_result_that_gets_a_name_is_kept() -> None:
    source = "def test_a():\n    one, *rest = f('x')\n"
    assert only(source) == "one, *rest = f(sent)\nseen.append(one)\nseen.append(rest)"


def test_an_input_that_no_statement_is_left_of_is_none() -> None:
    assert honest("def test_a():\n    with pytest.raises(ValueError, match='x'):\n        g(1)\n") == []
    assert honest("def test_a(r):\n    assert r.startswith('x')\n") == []


@pytest.mark.parametrize(
    "head",
    ["@mark\ndef t(a)", "def t(a=1)", "def t(*a)", "def t(**a)", "def t(*, a)", "def t(a, /)"],
)
def test_a_test_that_is_given_more_than_fixtures_is_left_alone(head: str) -> None:
    assert honest(f"{head}:\n    f('x')\n") == []


def test_a_very_long_test_is_left_alone() -> None:
    assert honest(f"def t():\n    f({'x' * 5000!r})\n") == []
    assert honest("def t():\n" + "    f('a', 'b', 'c')\n" * 300) == []


def test_inputs_within_functions_of_the_test_are_its_own() -> None:
    assert honest("def t():\n    def go():\n        f('x')\n    g(go, 'y')\n") == ["y"]


def test_the_same_text_twice_is_two_inputs_and_may_be_replaced_together() -> None:
    both = found("def t():\n    save('a.txt')\n    assert load('a.txt')\n")
    assert [acts(site) for site in both] == [
        "seen.append(save(sent))\nseen.append(load('a.txt'))",
        "seen.append(save('a.txt'))\nseen.append(load(sent))",
    ]
    together = [ast.unparse(ast.fix_missing_locations(act)) for act in everywhere(both[0])]
    assert together == ["seen.append(save(sent))", "seen.append(load(sent))"]


def test_the_test_itself_is_never_changed() -> None:
    tree = ast.parse("def t():\n    for n in (1,):\n        assert f('x', n)\n")
    before = ast.dump(tree)
    (test,) = tree.body
    assert isinstance(test, ast.FunctionDef)
    assert all(everywhere(site) for site in sites(test)) and ast.dump(tree) == before


def test_words_are_all_names_that_a_body_binds_or_uses() -> None:
    source = (
        "import a.b, c as d\nfor e in f:\n    pass\ndef g(h): i\ntry:\n    j()\nexcept K as l:\n    pass\n"
    )
    assert words(ast.parse(source).body) == set("adefghijl") | {"K"}
