"""Commands in comments and by label."""

from __future__ import annotations

from datetime import date

import pytest

from agent.forge.commands import (
    LABELS,
    LONGEST,
    Close,
    Command,
    Explain,
    Reassign,
    Rebase,
    Retry,
    Snooze,
    Unknown,
    by_label,
    parse,
)

TODAY = date(2026, 3, 2)


def said(text: str) -> Command | Unknown | None:
    return parse(text, TODAY)


def unknown(text: str) -> Unknown:
    found = said(text)
    assert isinstance(found, Unknown), found
    return found


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/suture retry", Retry()),
        ("/Suture REBASE  ", Rebase()),
        ("   /suture\texplain\r\n", Explain()),
        ("/suture snooze 14d", Snooze(date(2026, 3, 16))),
        ("/suture snooze 365 days", Snooze(date(2027, 3, 2))),
        ("/suture snooze 1D", Snooze(date(2026, 3, 3))),
        ("/suture snooze 2026-12-01", Snooze(date(2026, 12, 1))),
        ("/suture reassign @Mira-K", Reassign("Mira-K")),
        ("/suture reassign mira_acme", Reassign("mira_acme")),
        ("/suture reassign @acme/data", Reassign("data", "acme")),
        ("/suture close false-positive", Close("false-positive")),
        ("/suture CLOSE Will-Not-Fix", Close("wont-fix")),
        ("/suture close wont-fix: Not worth it: old.", Close("wont-fix", text="Not worth it: old.")),
        ("/suture close fixed-elsewhere:#12", Close("fixed-elsewhere", text="#12")),
        ("/suture close accepted-risk until 2031-01-31", Close("accepted-risk", date(2031, 1, 31))),
        (
            "/suture close accepted-risk until 2026-03-03 : Till the move",
            Close("accepted-risk", date(2026, 3, 3), "Till the move"),
        ),
    ],
)
def test_a_command_is_read(text: str, command: Command) -> None:
    assert said(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "",
        "retry",
        "please /suture retry",
        "> /suture retry",
        "    /suture retry",
        "\t/suture retry",
        "- /suture retry",
        "`/suture retry`",
        "/sutures retry",
        "/suture-retry",
        "/\u017future retry",
        "```\n/suture retry\n```",
        "~~~ text\n```\n/suture retry\n~~~",
        "````\n```\n/suture retry\n````\nthanks",
        "```\n/suture retry",
    ],
)
def test_text_that_only_looks_like_a_command_is_none(text: str) -> None:
    assert said(text) is None


def test_the_first_command_counts_whatever_stands_around_it() -> None:
    text = "Thanks!\n> /suture rebase\n```sh\n/suture explain\n```\n/suture retry\n/suture close wont-fix"
    assert said(text) == Retry()
    assert unknown("/suture rtry\n/suture rebase").nearest == "retry"


def test_a_code_span_on_a_line_of_its_own_opens_no_block() -> None:
    assert said("```not a block```\n/suture retry") == Retry()


@pytest.mark.parametrize(
    ("text", "word", "nearest"),
    [
        ("/suture", "", ""),
        ("/suture rebaes", "rebaes", "rebase"),
        ("/suture Xyzzy plugh", "Xyzzy plugh", ""),
        ("/suture retry tomorrow", "retry tomorrow", "retry"),
        ("/suture snooze", "snooze", "snooze 14d"),
        ("/suture snooze two weeks", "snooze two weeks", "snooze 14d"),
        ("/suture snooze 0d", "snooze 0d", "snooze 14d"),
        ("/suture snooze 366d", "snooze 366d", "snooze 365d"),
        ("/suture snooze 2026-03-02", "snooze 2026-03-02", "snooze 14d"),
        ("/suture snooze 2027-03-03", "snooze 2027-03-03", "snooze 365d"),
        ("/suture snooze 2026-02-30", "snooze 2026-02-30", "snooze 14d"),
        ("/suture snooze 20261201", "snooze 20261201", "snooze 14d"),
        ("/suture snooze \u0661\u0664d", "snooze \u0661\u0664d", "snooze 14d"),
        ("/suture reassign", "reassign", "reassign @user"),
        ("/suture reassign @a @b", "reassign @a @b", "reassign @user"),
        ("/suture reassign @-ada", "reassign @-ada", "reassign @user"),
        ("/suture reassign @../x", "reassign @../x", "reassign @user"),
        ("/suture close", "close", "close false-positive"),
        ("/suture close flase-positive", "close flase-positive", "close false-positive"),
        ("/suture close wontfix: no", "close wontfix: no", "close wont-fix"),
        ("/suture close accepted-risk", "close accepted-risk", "close accepted-risk until YYYY-MM-DD"),
        (
            "/suture close accepted-risk until 2026-03-02",
            "close accepted-risk until 2026-03-02",
            "close accepted-risk until YYYY-MM-DD",
        ),
        ("/suture close wont-fix until 2027-01-01", "close wont-fix until 2027-01-01", "close wont-fix"),
    ],
)
def test_what_is_not_understood_comes_with_the_nearest_command(text: str, word: str, nearest: str) -> None:
    found = unknown(text)
    assert (found.word, found.nearest) == (word, nearest)
    assert found.reason


def test_text_of_any_length_comes_back_short_and_soon() -> None:
    assert len(unknown("/suture " + "x" * 60_000).word) == LONGEST
    closed = said("/suture close wont-fix: " + "y " * 30_000)
    assert isinstance(closed, Close) and len(closed.text) == LONGEST
    assert said("`" * 60_000) is None


def test_labels_are_commands_whatever_their_case() -> None:
    assert by_label("Suture:Retry") == Retry()
    assert by_label("suture:wont-fix") == Close("wont-fix")
    assert by_label("suture:stop") is None
    assert all(label == label.casefold() for label in LABELS)
