"""What the dashboard is made from: rows that are true, and that tell no more than the pull requests do."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from agent.domain import Finding, Location, Rule, Severity
from agent.followup.dashboard import bring, find, state_of
from agent.followup.engine import Followed
from agent.followup.overview import NEXT, overview
from agent.followup.ports import Declined
from agent.followup.sending import Turn
from agent.followup.sources import Sources
from agent.followup.values import Asked, AuthorAgain, Freeze, Ladder, Remind, Wait
from agent.followup.values import Step as AnyStep
from agent.forge.board import MARK, Board, OpenRow, State, box, parse, render_state
from agent.forge.delivery.ledger import Entry
from agent.forge.text.board import render
from agent.forge.text.marker import Followed as Memory
from agent.forge.text.marker import Marker
from agent.forge.values import Did, Issue, PullState, Trouble, TroubleKind
from agent.forge.writes import EditIssue, EditPull, OpenIssue, Write
from agent.settings import Settings
from tests.doubles.follow_hub import FakeHub
from tests.doubles.observed import BASE, FIRST, MARKER, PULL, REPO, days, observed

RULE = Rule("python.sql", Severity.HIGH, cwe=("CWE-89",))
FINDING = Finding(RULE, Location("app.py", 3, 3), "The statement is built from a request.", "query(term)")
PUBLIC = replace(REPO, private=False)


def entry(
    number: int = 7, memory: dict[str, Any] | None = None, rule: str = "python.sql", **pull: Any
) -> Entry:
    name = f"{number:016x}"
    marker = MARKER.model_copy(
        update={"fingerprints": (name,), "rule": rule, "followed": Memory(**(memory or {}))}
    )
    url = f"https://github.com/acme/shop/pull/{number}"
    return Entry(replace(PULL, number=number, url=url, **pull), marker)


def closed(number: int, rule: str = "python.sql", **memory: Any) -> Entry:
    return entry(number, memory, rule, state=PullState.CLOSED, ended=days(9))


def board(*entries: Entry, **changes: Any) -> Board:
    plain = Sources(REPO, "main", BASE, entries, (), (), lambda _: "", Settings(), days(10))
    return overview(replace(plain, **changes))


def done(one: Entry, step: AnyStep, **turn: Any) -> Followed:
    seen = replace(observed(), pull=one.pull, marker=one.marker)
    return Followed(one.pull, (Turn(step, **turn),), seen)


def text(found: Board) -> str:
    return render(found, State())


def test_an_open_row_tells_age_next_step_and_what_kept_it_from_being_taken() -> None:
    one = entry()
    lost = Trouble(TroubleKind.LATER, "another run holds the lock")
    (row,) = board(one, followed=(done(one, Remind("Nobody acted.", "ladder", (FIRST,)), trouble=lost),)).open
    assert (row.age_days, row.next_step) == (10, NEXT[Remind])
    assert row.reason == "Nobody acted. another run holds the lock"
    (row,) = board(one).open
    assert row.next_step == "not read in this run"


def test_who_gave_a_review_still_owns_it() -> None:
    one = entry(teams=("core",))
    found = done(one, Wait("", "waiting"))
    assert found.observed is not None
    seen = replace(found.observed, ladder=Ladder((Asked("ann", ""), Asked("core", "", team=True))))
    (row,) = board(one, followed=(replace(found, observed=seen),)).open
    assert row.owners == ("@ann", "@acme/core")


def test_a_list_that_lags_brings_back_nothing_that_was_closed() -> None:
    one = entry()
    over = done(replace(one, pull=replace(one.pull, state=PullState.CLOSED)), Wait("", "closed", ended=True))
    assert board(one, followed=(over,)).open == ()


def test_one_whose_text_was_edited_away_has_its_line_and_tells_nothing_in_public() -> None:
    lost = Followed(
        replace(PULL, title="fix: SQL injection"), (), None, "its text no longer says what it is about"
    )
    for repo, told in ((REPO, True), (PUBLIC, False)):
        found = board(repo=repo, followed=(lost,))
        (row,) = found.open
        assert (row.number, row.fingerprints) == (7, ())
        assert ("SQL injection" in text(found)) is told


def test_a_box_is_emptied_only_once_it_came_to_a_try_or_to_its_turn() -> None:
    one, again = entry(), AuthorAgain("", "command")
    later, lost = {"later": True}, {"trouble": Trouble(TroubleKind.LATER, "slow down")}
    wrote: tuple[Write, ...] = (EditPull(7, ""),)
    for step, turn, tried in (
        (again, {"writes": wrote}, True), (again, {"writes": wrote, **later}, False), (again, lost, False),
        (again, {"notes": ("barred",)}, False), (Freeze("", "frozen"), {}, False), (Wait("", "waiting"), {}, True),
    ):  # fmt: skip
        (row,) = board(one, followed=(done(one, step, **turn),)).open
        assert row.tried is tried, (step, turn)
    (row,) = board(one).open
    assert not row.tried


def test_neutral_pull_requests_are_counted_and_not_named() -> None:
    named, quiet = entry(1), entry(2, rule="")
    rules = replace(FINDING, rule=RULE)
    today = replace(rules, snippet="quiet")
    quiet = replace(quiet, marker=quiet.marker.model_copy(update={"fingerprints": (today.fingerprint,)}))
    # Either order of the list: one neutral pull request keeps the rule's row quiet.
    for entries in ((named, quiet), (quiet, named)):
        found = board(*entries, repo=PUBLIC, findings=(today,))
        assert [row.told for row in found.score.rules] == ["neutral"]
    alone = text(board(quiet, repo=PUBLIC, findings=(today,)))
    assert "python.sql" not in alone and "app.py" not in alone and "fix: a thing" not in alone
    assert "python.sql" in text(board(quiet, findings=(today,)))


def test_what_may_only_be_reported_is_not_there_in_public() -> None:
    report = Settings.model_validate({"disclosure": {"critical": "report", "high": "report"}})
    assert "Nothing is open" in text(board(repo=PUBLIC, findings=(FINDING,), settings=report))
    assert "app.py" in text(board(findings=(FINDING,), settings=report))


def test_a_demoted_rule_is_named_in_public_only_where_its_pull_requests_name_it() -> None:
    refusals = [closed(number, ended="refused", reason="wont-fix") for number in (1, 2, 3)]
    (row,) = board(*refusals, repo=PUBLIC).demoted
    assert (row.rule, row.told, row.refused, row.level) == ("python.sql", "public", 3, "comment")


def test_ends_are_counted_and_what_came_back_names_its_history() -> None:
    done_ = entry(1, {"ended": "verified", "end_days": 4.0}, state=PullState.MERGED, ended=days(4))
    other = entry(2, {"ended": "verified", "end_days": 8.0}, state=PullState.MERGED, ended=days(8))
    back = entry(3, {"ended": "still-there"}, state=PullState.MERGED, ended=days(9))
    back = replace(back, marker=back.marker.model_copy(update={"fingerprints": (FINDING.fingerprint,)}))
    found = board(done_, other, back, closed(4, ended="gone"), closed(5), findings=(FINDING,))
    assert (found.score.fixed, found.score.mean_days, found.score.median_days) == (2, 6.0, 6.0)
    assert [row.url[-1] for row in found.verified] == ["1", "2"]
    # Ours was closed because the finding was gone; nobody knows who closed the other one: people did.
    assert [row.url[-1] for row in found.refused] == ["5"]
    assert found.returned[0].earlier == (back.pull.url,)


def test_what_waits_says_why() -> None:
    (row,) = board(findings=(FINDING,), known=lambda _: "its rule is off").waiting
    assert (row.what, row.reason) == (f"python.sql in {FINDING.location}", "its rule is off")


def test_five_hundred_open_pull_requests_fit_and_none_is_left_out_unsaid() -> None:
    entries = tuple(entry(number) for number in range(1, 501))
    begun = time.monotonic()
    found = text(board(*entries, followed=tuple(done(one, Wait("It waits.", "waiting")) for one in entries)))
    assert len(found) < 65_536 and "500 open" in found
    assert time.monotonic() - begun < 10


class Issues(FakeHub):
    """A repository with a dashboard."""

    there: tuple[Issue, ...] | Trouble = ()

    def issues(self, mark: str) -> tuple[Issue, ...] | Trouble:
        assert mark == MARK
        return self.there

    def write(self, write: Write) -> Did | Trouble:
        self.writes.append(write)
        return self.trouble(write) or Did(4)


def issue(state: State, *, open_: bool = True, boxes: str = "") -> Issue:
    return Issue(
        4, "https://github.com/acme/shop/issues/4", open_, "Suture", f"{boxes}\n{render_state(state)}\n"
    )


def ticking(*, tried: bool) -> Board:
    (row,) = board(entry()).open
    row = replace(row, tried=tried)
    assert isinstance(row, OpenRow)
    return replace(board(), open=(row,))


def test_a_tick_stays_until_it_was_tried() -> None:
    name = MARKER.model_copy(update={"fingerprints": (f"{7:016x}",)}).fingerprints
    for tried, left in ((False, name), (True, ())):
        hub = Issues()
        hub.there = (issue(State(), boxes=box("retry", name, ticked=True)),)
        bring(hub, ticking(tried=tried), Settings(), True, str)
        (write,) = hub.writes
        assert isinstance(write, EditIssue)
        state = parse(write.body)
        assert state is not None and state.retry == left


def test_the_dashboard_is_opened_once_and_left_alone_when_it_says_the_same_or_was_closed() -> None:
    hub = Issues()
    bring(hub, board(), Settings(), True, str)
    (write,) = hub.writes
    assert isinstance(write, OpenIssue)
    hub.there = (Issue(4, "u", True, "t", write.body),)
    assert bring(hub, board(), Settings(), True, str).write is None
    hub.there = (Issue(4, "u", False, "t", "gone"),)
    assert "left alone" in bring(hub, board(entry()), Settings(), True, str).reason
    hub.there = Trouble(TroubleKind.UNSURE, "HTTP 502")
    assert "cannot be read" in bring(hub, board(), Settings(), True, str).reason
    assert len(hub.writes) == 1


def test_a_state_that_was_tampered_with_is_written_anew_and_believed_in_nothing() -> None:
    hub = Issues()
    hub.there = (Issue(4, "u", True, "t", f'{MARK}{{"ignored":["../../etc"]}} -->'),)
    assert state_of(find(hub)) == State()
    bring(hub, board(), Settings(), True, str)
    assert isinstance(hub.writes[0], EditIssue) and parse(hub.writes[0].body) is not None


def test_a_dashboard_with_a_secret_or_without_the_lock_is_not_written() -> None:
    hub, secret = Issues(), "sk-live-0123456789abcdef"
    settings = Settings.model_validate({"model": {"api_key": secret}})
    found = board(entry(title=f"fix: {secret}"))
    assert "model.api_key" in bring(hub, found, settings, True, str).reason
    assert bring(hub, board(), settings, True, lambda: "the lock is lost").reason == "the lock is lost"
    assert hub.writes == []


def test_every_step_has_words_of_its_own() -> None:
    assert len(NEXT) == len(AnyStep.__args__) and not isinstance(Declined(""), tuple(NEXT))
    assert isinstance(MARKER, Marker)
