from __future__ import annotations

import re

import pytest

from agent.forge.codeowners import parse
from agent.forge.owners import OwnerError, Ownership, OwnerSource, Share
from agent.forge.ownership import Question, ownership
from agent.forge.values import Trouble, TroubleKind
from tests.doubles.people import NOT_ALLOWED, FakePeople

FILE = ".github/CODEOWNERS"
MISSING = Trouble(TroubleKind.MISSING, "HTTP 404")
# A mention outside a code span would notify somebody.
MENTION = re.compile(r"@")
CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")


def people(*writers: str, **more: object) -> FakePeople:
    return FakePeople(frozenset(writers), **more)  # type: ignore[arg-type]


def decide(text: str | None, asked: FakePeople, *paths: str, **more: object) -> Ownership:
    given: dict[str, object] = {
        "paths": paths or ("app/a.py",), "lines": {}, "organisation": "org", "author": "suture-bot",
        "ref": "main", "base_sha": "1" * 40, "codeowners": None if text is None else parse(text, FILE), **more,
    }  # fmt: skip
    decided = ownership(Question(**given), asked)  # type: ignore[arg-type]
    for note in decided.notes:
        assert not MENTION.search(CODE.sub("", note)), note
        assert note.endswith(".") and "\n" not in note
    return decided


def unknown(line: int, column: int, kind: str = "Unknown owner", path: str = FILE) -> OwnerError:
    return OwnerError(line, column, kind, path)


def noted(decided: Ownership, *words: str) -> bool:
    return any(all(word in note for word in words) for note in decided.notes)


def test_users_and_teams_of_the_deciding_line_are_asked_and_users_assigned() -> None:
    asked = people("ada", "bob")
    decided = decide("* @nobody\napp/ @ada @org/team @bob\n", asked)
    assert decided == Ownership(
        (Share("app/a.py", ("@ada", "@org/team", "@bob"), FILE, 2, "app/"),), OwnerSource.CODEOWNERS,
        ("ada", "bob"), ("team",), ("ada", "bob"), (),
    )  # fmt: skip
    assert ("errors", "main") in asked.asked


def test_owners_of_all_paths_are_united_in_the_order_of_the_file_and_each_share_says_whose_it_is() -> None:
    text = "old/ @zoe @ada\nnew/ @Ada @bob\n"
    decided = decide(text, people("zoe", "ada", "bob"), "new/x.py", "old/x.py")
    assert decided.users == ("zoe", "ada", "bob")
    assert [(share.path, share.line, share.owners) for share in decided.shares] == [
        ("new/x.py", 2, ("@Ada", "@bob")), ("old/x.py", 1, ("@zoe", "@ada")),
    ]  # fmt: skip


def test_nobody_is_assigned_where_the_policy_says_so() -> None:
    decided = decide("* @ada", people("ada"), assign=False)
    assert decided.users == ("ada",) and decided.assignees == ()


def test_an_owner_that_the_forge_does_not_know_is_dropped_at_its_column() -> None:
    decided = decide("* @ada @typo @bob", people("ada", "typo", "bob", errors=(unknown(1, 8),)))
    assert decided.users == ("ada", "bob") and decided.shares[0].owners == ("@ada", "@bob")
    assert noted(decided, "`@typo`", "no such owner", "line 1")


def test_a_column_that_counts_bytes_finds_the_owner_too() -> None:
    decided = decide("größe/ @ada @typo", people("ada", "typo", errors=(unknown(1, 15),)), "größe/a.py")
    assert decided.users == ("ada",)


def test_a_column_that_names_no_owner_has_the_whole_line_checked() -> None:
    asked = people("ada", errors=(unknown(1, 2),))
    decided = decide("* @ada @org/team", asked)
    assert decided.users == ("ada",) and decided.teams == ()
    assert ("team", "@org/team") in asked.asked and noted(decided, "`@org/team`", "no write access")


@pytest.mark.parametrize("kind", ["Invalid pattern", "Invalid owner", "Something new"])
def test_a_line_that_the_forge_skips_leaves_the_decision_to_an_earlier_one(kind: str) -> None:
    decided = decide(
        "* @ada\napp/ @bob\n*.js @eve\n",
        people("ada", "bob", errors=(unknown(2, 1, kind), unknown(3, 1, kind))),
    )
    assert decided.users == ("ada",) and decided.shares[0].line == 1
    assert noted(decided, f"`{FILE}` line 2 was skipped", f"`{kind}`")
    assert not noted(decided, "line 3"), "it does not concern this path"


def test_errors_of_another_file_change_nothing() -> None:
    errors = (unknown(1, 3, path="CODEOWNERS"), unknown(1, 1, "Invalid pattern", "CODEOWNERS"))
    assert decide("* @ada", people("ada", errors=errors)).users == ("ada",)


def test_without_the_forges_list_every_owner_is_checked_and_a_note_says_so() -> None:
    asked = people("ada", "@org/writers", troubles={"errors": NOT_ALLOWED})
    decided = decide("* @ada @bob @org/writers @ORG/readers", asked)
    assert decided.users == ("ada",) and decided.teams == ("writers",)
    assert noted(decided, "did not say", "`Members: read`")
    assert noted(decided, "`@bob`", "no write access") and noted(decided, "`@ORG/readers`", "no write access")


def test_what_the_forge_cannot_answer_makes_nobody_valid() -> None:
    troubles = {"errors": MISSING, "ada": NOT_ALLOWED, "@org/team": NOT_ALLOWED, "c@x.org": NOT_ALLOWED}
    decided = decide("* @ada @org/team c@x.org", people("ada", "@org/team", troubles=troubles))
    assert decided.source is OwnerSource.NOBODY and not decided.users and not decided.teams
    for name in ("`@ada`", "`@org/team`", "`c@x.org`"):
        assert noted(decided, name, "not known", "grant the token `Members: read`")


def test_the_forges_own_acceptance_counts_where_access_cannot_be_asked_for() -> None:
    decided = decide("* @ada @org/team", people(troubles={"ada": NOT_ALLOWED, "@org/team": NOT_ALLOWED}))
    assert decided.users == ("ada",) and decided.teams == ("team",) and decided.notes == ()


def test_a_user_with_read_access_alone_is_passed_over_although_the_forge_accepts_the_line() -> None:
    decided = decide("* @reader @ada", people("ada"))
    assert decided.users == ("ada",) and noted(decided, "`@reader`", "no write access")


def test_an_address_is_asked_by_the_login_behind_it() -> None:
    emails = {"ada@x.org": "Ada", "me@x.org": "suture-bot", "g@x.org": "ghost"}
    decided = decide("* ada@x.org @ada new@x.org me@x.org g@x.org", people("ada", emails=emails))
    assert decided.users == ("Ada",) == decided.assignees
    assert noted(decided, "`new@x.org`", "no account") and noted(decided, "`me@x.org`", "of their own")
    assert noted(decided, "`g@x.org`", "deleted accounts")


def test_ghost_the_author_and_teams_of_others_are_never_asked_about() -> None:
    asked = people("ghost", "suture-bot", "ada", "@other/team")
    decided = decide("* @Ghost @Suture-Bot @other/team @ada", asked)
    assert decided.users == ("ada",) and decided.teams == ()
    assert noted(decided, "`@Ghost`", "deleted accounts") and noted(decided, "`@Suture-Bot`", "of their own")
    assert noted(decided, "`@other/team`", "another organisation")
    assert [each for each in asked.asked if each[0] != "errors"] == [("user", "ada")]


def test_a_path_without_a_valid_owner_is_named_when_another_has_one() -> None:
    text = "app/ @ada\ndocs/\nlib/ @ghost\n"
    decided = decide(text, people("ada"), "app/a.py", "docs/x", "lib/y", "z")
    assert decided.source is OwnerSource.CODEOWNERS and decided.users == ("ada",)
    assert (
        noted(decided, "Line 2", "`docs/x`")
        and noted(decided, "owners of `lib/y`")
        and noted(decided, "No line", "`z`")
    )
    assert not noted(decided, "`app/a.py`")


def test_when_the_author_is_the_only_owner_two_recent_authors_with_access_are_asked() -> None:
    authors = {"app/a.py": ("suture-bot", "left", "Ada", "ada", "bob", "eve"), "lib/b.py": ("zoe",)}
    asked = people("ada", "bob", "eve", "zoe", authors=authors)
    decided = decide(
        "* @suture-bot", asked, lines={"app/a.py": [3, 4], "lib/b.py": [9]}, security_team="@org/sec"
    )
    assert decided.source is OwnerSource.AUTHORS and decided.users == ("Ada", "bob")
    assert decided.assignees == () and decided.teams == ()
    assert ("authors", "app/a.py", "3,4", "1" * 40) in asked.asked
    assert not any("lib/b.py" in each for each in asked.asked), "enough were found before"
    assert noted(decided, "`@left`", "no write access") and noted(decided, "`@suture-bot`", "of their own")


def test_authors_that_cannot_be_read_or_checked_lead_to_the_security_team() -> None:
    lines = {"app/a.py": [1], "lib/b.py": [2]}
    asked = people(authors={"lib/b.py": ("ada",)}, troubles={"app/a.py": MISSING, "ada": NOT_ALLOWED})
    decided = decide("docs/ @bob", asked, lines=lines, security_team="@Org/sec")
    assert decided.source is OwnerSource.SECURITY_TEAM and decided.teams == ("sec",) and decided.users == ()
    assert noted(decided, "`app/a.py`", "HTTP 404") and noted(decided, "`@ada`", "`Members: read`")


def test_the_security_team_may_be_a_user_but_neither_the_author_nor_an_outsider_nor_an_address() -> None:
    assert decide(None, people(), security_team="@sec").users == ("sec",)
    for team, reason in (
        ("@suture-bot", "of their own"),
        ("@other/sec", "another organisation"),
        ("sec@x.org", "neither"),
        ("sec", "neither"),
    ):
        decided = decide(None, people(), security_team=team)
        assert decided.source is OwnerSource.NOBODY and noted(decided, f"`{team}`", reason)


def test_when_there_is_nobody_it_is_said_plainly() -> None:
    decided = decide(None, people())
    assert decided.source is OwnerSource.NOBODY and decided.shares == (Share("app/a.py"),)
    assert decided.notes == (
        "The repository has no CODEOWNERS file.",
        "Nobody is asked for review: name an owner in CODEOWNERS, or set `delivery.security_team`.",
    )


def test_a_file_that_is_too_large_is_named_and_nothing_is_asked_about_it() -> None:
    asked = people("ada")
    decided = decide("* @ada\n" + "#" * (3 << 20), asked)
    assert decided.source is OwnerSource.NOBODY and asked.asked == []
    assert noted(decided, f"`{FILE}`", "not loaded")


def test_the_forges_limits_hold_and_who_is_left_out_is_named() -> None:
    names = [f"u{number}" for number in range(14)]
    line = "* @org/first " + " ".join("@" + name for name in names) + " @org/last"
    decided = decide(line, people(*names))
    assert decided.teams == ("first",) and decided.users == tuple(names)
    assert decided.assignees == tuple(names[:10])
    assert noted(decided, "At most 15", "`@org/last`") and noted(
        decided, "At most 10", "`@u10`, `@u11`, `@u12`, `@u13`"
    )


def test_a_name_is_asked_for_once_however_it_is_spelled() -> None:
    decided = decide("a @ada @ADA @org/Team\nb @Ada @Org/team", people("ada"), "a", "b")
    assert decided.users == ("ada",) and decided.teams == ("Team",)


@pytest.mark.parametrize(
    "reason", ["ask @admin", "fixes #1", "a ` b", "<img src=x>", "see https://evil.example", "a\nb\u202e"]
)
def test_what_a_forge_says_cannot_notify_link_or_break_the_text(reason: str) -> None:
    decided = decide(
        "* @ada", people(troubles={"errors": Trouble(TroubleKind.UNSURE, reason), "ada": NOT_ALLOWED})
    )
    for note in decided.notes:
        assert not re.search(r"[@#<\n\u202e]|://", CODE.sub("", note)), note


def test_a_path_full_of_markup_stays_text() -> None:
    decided = decide("docs/ @ada", people(), "a`@eve` ![x](y)\n.py")
    assert noted(decided, "``a`@eve` ![x](y)\\n.py``")
