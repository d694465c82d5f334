"""Which flags of `suture follow` can be meant together."""

from __future__ import annotations

import pytest

from agent.cli.arguments import parser
from agent.cli.following.split import refuse_contradictions
from agent.errors import UsageError


@pytest.mark.parametrize(
    "args",
    [
        ("--decide", "a", "--publish"),
        ("--revise", "a", "--bundle", "b", "--publish"),
        ("--revise", "a"),
        ("--decided", "a"),
        ("--bundle", "a"),
        ("--publish", "--bundle", "a"),
    ],
)
def test_flags_that_contradict_each_other_are_refused_with_what_to_say(args: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as raised:
        refuse_contradictions(parser().parse_args(["follow", "acme/shop", *args]))
    assert raised.value.hint


@pytest.mark.parametrize(
    "args",
    [
        ("--publish",),
        ("--decide", "a"),
        ("--revise", "a", "--bundle", "b"),
        ("--publish", "--decided", "a"),
        ("--publish", "--decided", "a", "--bundle", "b"),
    ],
)
def test_the_flags_of_each_job_go_together(args: tuple[str, ...]) -> None:
    refuse_contradictions(parser().parse_args(["follow", "acme/shop", *args]))
