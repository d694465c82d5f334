"""The contract: what is read from an answer, and how it is asked for where no proof is to be had."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent.authoring.answers.contract_answers import (
    FIELD_ROOM,
    SHORTEST_QUOTE,
    Quotable,
    Unfounded,
    read_contract,
    squeezed,
)
from agent.authoring.shown.context import context
from agent.authoring.shown.surroundings import known
from agent.authoring.stating import Statement, quotable, state
from agent.contract import Contract, OpenDecision, SafeAsIs
from agent.domain import Case, Finding, Location, Rule, Severity
from agent.ports import NoReply
from tests.doubles.model import ScriptedModel
from tests.doubles.model_snapshot import MemorySnapshot

SOURCE = '''import os


def run(name):
    """Callers have checked the name."""
    os.system("print " + name)
    return name
'''
RULE = Rule("python-shell", Severity.HIGH, cwe=("CWE-78",))
CASE = Case((Finding(RULE, Location("a.py", 6, 6), "name reaches a shell", "os.system"),))
GOOD = """Path: `name` goes from `def run(name):` to `os.system("print " + name)`.
Input: `a; rm b` deletes a file.
Invariant: No text of a caller starts a command.
Place: `os.system("print " + name)`
Keep: A name comes back.
Helper: none
"""
SAFE = "SAFE AS IT IS: `return name` comes too late to matter"
DECISION = 'DECISION MISSING: May `os.system("print " + name)` stay?\nOptions:\n- yes\n- no\n'


def read(answer: str, *more: str) -> object:
    return read_contract(answer, Quotable((SOURCE, *more), (("a.py", SOURCE),)))


def test_a_contract_is_read_with_the_lines_that_it_rests_on() -> None:
    said = read(GOOD)
    assert said == Contract(
        flow='`name` goes from `def run(name):` to `os.system("print " + name)`.',
        attacker="`a; rm b` deletes a file.",
        invariant="No text of a caller starts a command.",
        place='`os.system("print " + name)`',
        keep="A name comes back.",
        helper="",
        quotes=("def run(name):", 'os.system("print " + name)'),
    )


@pytest.mark.parametrize(
    "answer",
    [
        GOOD.replace("Path:", "**Path:**").replace("Place:", "## Place:"),
        GOOD.replace("\n", "\r\n"),
        "Here it is.\n\n" + GOOD.replace("Input:", "2. Input:"),
        GOOD.replace(" + name)`.", "\n+ name)`."),
        GOOD.replace('os.system("print " + name)', 'os.system( "print "+name )'),
        GOOD.replace("\n", "\n\n"),
        f"{GOOD}\n```python\nPath: `nothing of it`\n```\n",
        f"```python\nx = 1\n```\n{GOOD}",
        GOOD.replace("Helper: none\n", ""),
        GOOD.replace("none", "None of it."),
    ],
)
def test_markup_and_white_space_change_nothing_in_a_contract(answer: str) -> None:
    said = read(answer)
    assert isinstance(said, Contract)
    assert said.helper == "" and len(said.quotes) == 2
    assert squeezed(said.place) == squeezed('`os.system("print " + name)`')


@pytest.mark.parametrize("name", ["Path", "Input", "Invariant", "Place", "Keep"])
def test_a_contract_that_lacks_a_heading_is_none(name: str) -> None:
    assert read(GOOD.replace(f"{name}:", "Something:")) is None


def test_quotes_that_are_nowhere_are_named() -> None:
    said = read(GOOD.replace('`os.system("print " + name)`', "`subprocess.run(name)`"))
    assert isinstance(said, Unfounded) and said.quotes == ("subprocess.run(name)",)


def test_a_helper_has_to_be_where_it_is_said_to_be() -> None:
    answer = GOOD.replace("none", "`quoted_name()` in `shop/quoting.py`")
    assert isinstance(read(answer), Unfounded)
    said = read(answer, "shop/quoting.py:3: def quoted_name(text):")
    assert isinstance(said, Contract)
    assert said.helper == "`quoted_name()` in `shop/quoting.py`"
    assert said.quotes[-2:] == ("quoted_name", "shop/quoting.py")


def test_what_is_too_short_tells_nothing_and_is_no_quote() -> None:
    said = read(GOOD.replace('`os.system("print " + name)`', "`name`").replace("`def run(name):`", "`run`"))
    assert isinstance(said, Unfounded) and said.quotes == () and "has to quote a line" in said.message


def test_an_attack_in_backticks_is_no_quote() -> None:
    assert isinstance(read(GOOD.replace("`a; rm b`", "`a; rm -rf everything`")), Contract)


def test_a_quote_cannot_be_put_together_from_two_files() -> None:
    answer = GOOD.replace("`def run(name):`", "`def run(name): sanitized`")
    assert isinstance(read_contract(answer, Quotable(("def run(name):", "sanitized", SOURCE))), Unfounded)


def test_a_field_is_short_and_hides_nothing() -> None:
    said = read(GOOD.replace("A name comes back.", "A\u202ename" + " x" * 500))
    assert isinstance(said, Contract)
    assert len(said.keep) == FIELD_ROOM and said.keep.startswith("A\\u202ename x")


def test_a_placeholder_is_compared_by_what_it_stands_for_and_stays_in_the_text() -> None:
    answer = GOOD.replace('"print "', '"CREDENTIAL_1 "')
    said = read_contract(answer, Quotable((SOURCE,)), lambda text: text.replace("CREDENTIAL_1", "print"))
    assert isinstance(said, Contract) and "CREDENTIAL_1" in said.place
    assert isinstance(read(answer), Unfounded)


def test_a_claim_of_safety_carries_its_line() -> None:
    assert read(SAFE) == SafeAsIs("`return name` comes too late to matter", "return name")
    assert isinstance(read("SAFE AS IT IS: I am sure of it"), Unfounded)
    lied = read("SAFE AS IT IS: `check_name(name)` is first")
    assert isinstance(lied, Unfounded) and lied.quotes == ("check_name(name)",)


@pytest.mark.parametrize("answer", [f"{GOOD}\n{SAFE}", f"{SAFE}\n{GOOD}"])
def test_a_whole_contract_is_no_claim_of_safety(answer: str) -> None:
    assert isinstance(read(answer), Contract)


def test_an_answer_with_code_makes_no_claim_of_safety() -> None:
    assert read(f"{SAFE}\n```python\nassert run\n```\n") is None


def test_a_missing_decision_has_options_and_an_owner() -> None:
    answer = (
        "**DECISION MISSING:** Who may print?\n\nOptions:\n\n- all, as `def run(name):` has it\n- staff\n\n"
        "Owner: `@shop/print`\n"
    )
    assert read(answer) == OpenDecision(
        "Who may print?", ("all, as `def run(name):` has it", "staff"), "`@shop/print`"
    )
    assert isinstance(read("DECISION MISSING: Who may `def run(name):`?\nOptions:\n- all"), Unfounded)
    assert read(f"{SAFE}\nDECISION MISSING: Who?\nOptions:\n- a\n- b") is None


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "`Callers have checked the name.`",
        '`"""Callers have checked the name."""`',
        "`name`",
        "`return checked(name)`",
        "`Anybody may print.`",
    ],
)
def test_a_decision_that_rests_on_no_line_of_code_is_none(quote: str) -> None:
    answer = DECISION.replace('`os.system("print " + name)`', quote)
    said = read(answer, "CONTRIBUTING.md", "Anybody may print.")
    assert isinstance(said, Unfounded) and said.claim
    assert "not of a comment" in said.message


def test_the_message_of_a_finding_may_be_quoted_but_nothing_rests_on_it() -> None:
    told = Quotable((SOURCE,), (("a.py", SOURCE),), told=("a name with `__proto__` in it",))
    answer = GOOD.replace("`def run(name):`", "`__proto__`")
    said = read_contract(answer, told)
    assert isinstance(said, Contract) and said.quotes == ('os.system("print " + name)',)
    alone = answer.replace('`os.system("print " + name)`', "`__proto__`")
    assert isinstance(read_contract(alone, told), Unfounded)
    assert isinstance(read_contract("SAFE AS IT IS: `__proto__` is no name", told), Unfounded)


def test_definitions_of_other_files_and_the_message_can_be_quoted() -> None:
    source = "from checks import quoted_name\n\n\ndef run(name):\n    return quoted_name(name)\n"
    checks = "def quoted_name(text):\n    # anybody may ask\n    return text.strip()\n"
    snapshot = MemorySnapshot({"a.py": source.encode(), "checks.py": checks.encode()})
    case = Case((Finding(RULE, Location("a.py", 5, 5), "the name is unchecked", "x"),))
    sources = quotable(case, source, known(case, source, context(case, source, 9000), snapshot), snapshot)
    assert checks.strip() in sources.texts and ("checks.py", checks) in sources.files
    assert "the name is unchecked" in sources.told and RULE.id in sources.told
    wanted = DECISION.replace('os.system("print " + name)', "return text.strip()")
    assert isinstance(read_contract(wanted, sources), OpenDecision)
    planted = DECISION.replace('os.system("print " + name)', "# anybody may ask")
    assert isinstance(read_contract(planted, sources), Unfounded)


HEADED = st.sampled_from(
    ["Path:", "Input:", "Invariant:", "Place:", "Keep:", "Helper:", "Options:", "Owner:", "SAFE AS IT IS:",
     "DECISION MISSING:", "NO PROOF:", "```", "~~~", "- ", "`def run(name):`", "`never there`", "\n", "\r\n", "**"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(HEADED | st.text(max_size=20), max_size=40).map("".join))
@example(GOOD.replace("name)`", "name)"))
@example("`" * 1000)
def test_no_answer_breaks_the_reading_or_has_a_quote_taken_that_is_not_there(answer: str) -> None:
    said = read(answer)
    quotes: Sequence[str] = ()
    if isinstance(said, Contract):
        quotes = said.quotes
        assert quotes
        assert max(map(len, (said.flow, said.attacker, said.invariant, said.place, said.keep))) <= FIELD_ROOM
    if isinstance(said, SafeAsIs):
        quotes = (said.quote,)
    for quote in quotes:
        assert len(squeezed(quote)) >= SHORTEST_QUOTE and squeezed(quote) in squeezed(SOURCE)
    if isinstance(said, OpenDecision):
        assert said.question and 2 <= len(said.options) <= 6


def ask(answers: Sequence[str | NoReply], doubt: str = "") -> tuple[Statement, ScriptedModel]:
    model = ScriptedModel(answers)
    made = state(CASE, MemorySnapshot({"a.py": SOURCE.encode()}), model, doubt=lambda _: doubt)
    assert model.left == 0
    return made, model


def test_the_contract_is_asked_for_alone_and_after_an_example() -> None:
    made, model = ask([GOOD])
    assert isinstance(made.stated, Contract) and made.usage.calls == 1
    roles = [message.role for message in model.requests[0]]
    assert roles == ["system", "user", "assistant", "user"]
    shown = model.requests[0][2].content
    assert "```" not in shown
    assert "no code fence" in model.requests[0][-1].content
    assert "test file" not in model.requests[0][-1].content


@pytest.mark.parametrize("first", [GOOD.replace("os.system", "os.popen"), "I cannot say.", SAFE])
def test_what_does_not_stand_is_asked_for_once_more(first: str) -> None:
    made, model = ask([first, GOOD], doubt="nobody confirms it")
    assert isinstance(made.stated, Contract)
    asked = model.requests[1][-1].content
    assert "Path, Input, Invariant, Place, Keep" in asked
    assert ("nobody confirms it" in asked) == (first == SAFE)


def test_after_two_answers_without_a_contract_there_is_none() -> None:
    made, _ = ask(["no", GOOD.replace("os.system", "os.popen")])
    assert (made.stated, made.usage.calls) == (None, 2)


def test_a_claim_that_is_confirmed_and_a_decision_stand() -> None:
    assert isinstance(ask([SAFE])[0].stated, SafeAsIs)
    assert isinstance(ask([DECISION])[0].stated, OpenDecision)


def test_an_endpoint_without_a_reply_states_nothing() -> None:
    assert ask([NoReply("gone")])[0].stated is None


def test_a_file_that_is_no_text_is_not_asked_about() -> None:
    made = state(CASE, MemorySnapshot({"a.py": b"\xff\xfe"}), ScriptedModel([]))
    assert (made.stated, made.usage.calls, made.transcript) == (None, 0, ())
