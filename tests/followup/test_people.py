"""Who is turned to about a pull request, and who is passed over with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from agent.followup.people import Around, Place, ladder
from agent.followup.values import Asked, Ladder
from agent.forge.codeowners import parse
from agent.forge.owners import OwnerError
from agent.forge.values import Act, Pull, PullState, Trouble, TroubleKind
from agent.settings import DeliverySettings, FollowSettings
from tests.doubles.people import NOT_ALLOWED, FakePeople

FILE = ".github/CODEOWNERS"
OWNERS = parse(b"* @nobody\napp/ @ada @bob @acme/core\n", FILE)
PLACE = Place("app/x.py", (3, 4), "b" * 40)
CITED = "`.github/CODEOWNERS` line 2 names them: `app/ @ada @bob @acme/core`"
PEOPLE = FakePeople(writers=frozenset({"ada", "bob", "cyd", "dan", "@acme/core"}))
PULL = Pull(
    number=7, node_id="PR_7", url="", state=PullState.OPEN, draft=False, title="", body="", author="suture-bot",
    branch="suture/1", head_sha="c" * 40, head_repo="acme/shop", base="main", assignees=("ada",), users=("Ada",),
)  # fmt: skip
FOLLOW = FollowSettings(security_contact="@acme/security")
AROUND = Around(PEOPLE, OWNERS, "acme", FOLLOW, DeliverySettings(), {})


def act(kind: str, actor: str, subject: str = "", *, person: bool = True) -> Act:
    return Act(kind, datetime(2026, 3, 2, tzinfo=UTC), actor, person, subject)


def rungs(around: Around = AROUND, pull: Pull = PULL, acts: Sequence[Act] = ()) -> Ladder:
    return ladder(around, pull, acts, PLACE)


def names(asked: Sequence[Asked]) -> list[str]:
    return [f"team {one.name}" if one.team else one.name for one in asked]


def by(people: FakePeople, **changes: object) -> Around:
    return replace(AROUND, people=people, **changes)  # type: ignore[arg-type]


def test_those_asked_now_come_first_then_the_line_then_authors_then_security() -> None:
    people = replace(PEOPLE, authors={"app/x.py": ("bob", "cyd", "dan")}, asked=[])
    found = rungs(by(people))
    assert found.first == (Asked("ada", CITED),)
    assert found.next == (
        Asked("bob", CITED),
        Asked("core", CITED, team=True),
        Asked("cyd", "last changed these lines"),
    )
    assert found.security == (Asked("security", "the security contact", team=True),)
    assert found.passed == ()
    assert ("authors", "app/x.py", "3,4", "b" * 40) in people.asked


def test_who_was_asked_without_a_line_is_told_so_and_teams_count_too() -> None:
    pull = replace(PULL, assignees=("cyd",), users=("dan",), teams=("core", "web"))
    assert rungs(pull=pull).first == (
        Asked("cyd", "assigned here"),
        Asked("dan", "asked for review here"),
        Asked("core", CITED, team=True),
        Asked("web", "asked for review here", team=True),
    )


def test_without_a_file_or_a_line_only_authors_are_next() -> None:
    people = replace(PEOPLE, authors={"app/x.py": ("cyd",)})
    for codeowners in (None, parse(b"docs/ @bob\n", FILE)):
        found = rungs(by(people, codeowners=codeowners))
        assert (names(found.first), names(found.next)) == (["ada"], ["cyd"])
        assert found.first[0].why == "assigned here"


def test_the_security_team_of_delivery_stands_in_and_nobody_is_on_two_rungs() -> None:
    delivery = DeliverySettings(security_team="@cyd")
    stands_in = replace(AROUND, follow=FollowSettings(), delivery=delivery)
    assert rungs(stands_in).security == (Asked("cyd", "the security contact"),)
    owner = replace(AROUND, follow=FollowSettings(security_contact="@BOB"))
    assert rungs(owner).security == ()
    assert rungs(replace(AROUND, follow=FollowSettings())).security == ()


# Who is passed over


def test_who_has_no_write_access_any_more_is_passed_over() -> None:
    people = replace(PEOPLE, writers=frozenset({"bob"}))
    found = rungs(by(people))
    assert (found.first, names(found.next)) == ((), ["bob", "team core"])
    assert "`@ada` was passed over: it has no write access." in found.passed


def test_a_forge_that_does_not_tell_of_access_has_at_least_let_them_be_asked() -> None:
    people = replace(PEOPLE, troubles={"ada": NOT_ALLOWED, "bob": NOT_ALLOWED, "cyd": NOT_ALLOWED})
    found = rungs(by(replace(people, authors={"app/x.py": ("cyd",)})))
    assert (names(found.first), names(found.next)) == (["ada"], ["bob", "team core"])
    assert [one for one in found.passed if "cyd" in one and "not known" in one]


@pytest.mark.parametrize("kind", ["unassigned", "review_request_removed"])
def test_who_took_themselves_off_is_left_in_peace_for_good(kind: str) -> None:
    acts = [act(kind, "ADA", "ada"), act("assigned", "bob", "ada"), act(kind, "bob", "core")]
    found = rungs(acts=acts)
    assert (found.first, names(found.next)) == ((), ["bob", "team core"])
    assert found.passed == ("`@ada` was passed over: they took themselves off this pull request.",)


def test_who_was_taken_off_by_others_can_still_be_asked() -> None:
    assert names(rungs(acts=[act("unassigned", "bob", "ada")]).first) == ["ada"]


def test_who_says_they_are_busy_is_passed_over_and_a_status_that_is_not_told_is_none() -> None:
    people = replace(PEOPLE, away=frozenset({"ada"}), troubles={"busy bob": NOT_ALLOWED})
    found = rungs(by(people))
    assert (found.first, names(found.next)) == ((), ["bob", "team core"])
    assert found.passed == ("`@ada` was passed over: their status says that they are busy.",)


@pytest.mark.parametrize(
    ("load", "first", "following"),
    [
        ({"ada": 5, "bob": 4}, ["ada"], ["bob", "team core"]),
        ({"ada": 6, "bob": 5, "core": 99}, [], ["team core"]),
    ],
)
def test_who_has_enough_of_our_pull_requests_gets_no_more(
    load: dict[str, int], first: list[str], following: list[str]
) -> None:
    """This one is among those of whoever is asked already."""
    around = replace(AROUND, load=load, delivery=DeliverySettings(pr_owner_limit=5))
    found = rungs(around)
    assert (names(found.first), names(found.next)) == (first, following)
    assert len(found.passed) == 2 - len(first) - ("bob" in following)
    unlimited = replace(around, delivery=DeliverySettings(pr_owner_limit=0))
    assert names(rungs(unlimited).first) == ["ada"]


def test_the_security_contact_is_asked_however_much_waits_for_them() -> None:
    around = replace(AROUND, follow=FollowSettings(security_contact="@dan"), load={"dan": 50})
    assert names(rungs(around).security) == ["dan"]


def test_neither_bots_nor_the_author_nor_strangers_are_asked() -> None:
    line = parse(b"* @helper[bot] @Suture-Bot @robot @other/core @ghost\n", FILE)
    assert line.skipped, "CODEOWNERS cannot name an App"
    owners = parse(b"* @Suture-Bot @robot @other/core @ghost\n", FILE)
    people = replace(PEOPLE, writers=frozenset({"suture-bot", "robot", "ghost", "helper[bot]"}))
    pull = replace(PULL, assignees=("helper[bot]",), users=())
    found = rungs(by(people, codeowners=owners), pull, [act("commented", "Robot", person=False)])
    assert (found.first, found.next) == ((), ())
    said = " ".join(found.passed)
    for name in ("helper[bot]", "Suture-Bot", "robot", "other/core", "ghost"):
        assert f"`@{name}` was passed over" in said


def test_owners_that_the_forge_does_not_accept_are_not_asked() -> None:
    unknown = OwnerError(2, 11, "Unknown owner", FILE)
    found = rungs(by(replace(PEOPLE, errors=(unknown,))))
    assert names(found.next) == ["team core"]


def test_what_could_not_be_asked_is_said_and_ends_nothing() -> None:
    troubles = {name: Trouble(TroubleKind.UNSURE, "no answer in time") for name in ("errors", "app/x.py")}
    found = rungs(by(replace(PEOPLE, troubles=troubles)))
    assert (names(found.first), names(found.next)) == (["ada"], ["bob", "team core"])
    assert found.passed == (
        "The forge did not say which code owners are valid (no answer in time).",
        "Who last changed the lines is not known (no answer in time).",
    )


def test_what_a_line_says_stays_in_its_code_span() -> None:
    around = replace(AROUND, codeowners=parse(b"app/`@eve`.py @ada\n", FILE))
    (ada,) = ladder(around, PULL, (), replace(PLACE, path="app/`@eve`.py")).first
    assert ada.why == "`.github/CODEOWNERS` line 1 names them: ``app/`@eve`.py @ada``"
