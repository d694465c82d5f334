"""What the dashboard shows of a repository, from our pull requests and today's findings. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import mean, median

from agent.followup.engine import Followed
from agent.followup.sources import Sources, closed_by_people, told, told_of, verified_now, vouched
from agent.followup.values import (
    Adopt,
    Answer,
    Ask,
    AuthorAgain,
    Close,
    Escalate,
    Freeze,
    MarkReady,
    MergeBase,
    Observed,
    Reassign,
    Record,
    Remind,
    Revise,
    Step,
    Verified,
    Wait,
)
from agent.forge.autonomy import autonomy
from agent.forge.board import (
    Board,
    Demoted,
    OpenRow,
    RefusedRow,
    Returned,
    RuleRow,
    Score,
    VerifiedRow,
    WaitingRow,
)
from agent.forge.memory import refusal
from agent.forge.scoreboard import NOT_TOLD, Scoreboard, Tally, scoreboard
from agent.forge.text.disclosure import mode
from agent.forge.text.marker import Marker
from agent.forge.values import Pull, PullState, Repo
from agent.settings.schema import Disclosure

NEXT: Mapping[type[Step], str] = {
    Wait: "waits",
    Freeze: "frozen",
    Remind: "its owners are reminded",
    Reassign: "the next owner is asked",
    Escalate: "the security contact is asked",
    Revise: "the fix is written again as reviewers asked",
    MergeBase: "the base is merged in",
    AuthorAgain: "the fix is written again",
    Ask: "people have to decide",
    Answer: "a command is answered",
    MarkReady: "made ready for review",
    Close: "closed",
    Verified: "verified",
    Record: "recorded",
    Adopt: "goes on",
}
"""What a step is for those who read the dashboard; it tells nothing of the code."""


def overview(sources: Sources) -> Board:
    """Everything that the dashboard shows."""
    scores = scoreboard(sources.entries, sources.rules)
    return Board(
        slug=sources.repo.slug,
        private=sources.repo.private,
        base=sources.base,
        base_sha=sources.base_sha,
        server_url=sources.settings.github.server_url,
        open=tuple(_open(sources)),
        waiting=tuple(_waiting(sources)),
        refused=tuple(_refused(sources)),
        verified=tuple(_verified(sources)),
        returned=tuple(_returned(sources)),
        demoted=tuple(_demoted(sources, scores)),
        score=_score(sources, scores),
    )


def _open(sources: Sources) -> Iterator[OpenRow]:
    markers = {entry.pull.number: entry.marker for entry in sources.entries}
    pulls = {entry.pull.number: entry.pull for entry in sources.entries}
    done = {each.pull.number: each for each in sources.followed}
    # Those whose text no longer says what they are about are open all the same.
    pulls |= {number: each.pull for number, each in done.items() if number not in pulls}
    for number, pull in pulls.items():
        each = done.get(number)
        # A list may lag: whoever has just looked knows better.
        seen = each.observed.pull if each and each.observed else pull
        if seen.state is pull.state is PullState.OPEN:
            yield _row(sources, pull, markers.get(number), each)


def _row(sources: Sources, pull: Pull, marker: Marker | None, each: Followed | None) -> OpenRow:
    step = each.step if each else None
    return OpenRow(
        fingerprints=marker.fingerprints if marker else (),
        told=told(sources, marker),
        number=pull.number,
        url=pull.url,
        title=pull.title,
        owners=_owners(sources.repo, pull, each.observed if each else None),
        age_days=(sources.now - pull.created).days if pull.created else 0,
        next_step=NEXT[type(step)] if step else "not read in this run",
        reason=_reason(each) if each else "",
        tried=each is not None and _tried(each),
    )


def _reason(each: Followed) -> str:
    """Why it stands so, with what kept the last step from being taken."""
    last = each.turns[-1] if each.turns else None
    stopped = last.trouble.reason if last and last.trouble else ""
    notes = last.notes if last and last.later else ()
    return " ".join(filter(None, (last.step.reason if last else "", stopped, *notes, each.reason)))


def _tried(each: Followed) -> bool:
    """Whether a box that was ticked was looked at: it came to another try, or to its turn and to none."""
    again = any(isinstance(turn.step, AuthorAgain) and not turn.trouble and not turn.later
                and turn.writes for turn in each.turns)  # fmt: skip
    return again or isinstance(each.step, Wait)


def _owners(repo: Repo, pull: Pull, observed: Observed | None) -> tuple[str, ...]:
    """Those who are asked; who has given a review is no longer on the forge's list, and is still asked."""
    first = observed.ladder.first if observed else ()
    people = dict.fromkeys((*pull.assignees, *pull.users, *(one.name for one in first if not one.team)))
    return (*(f"@{name}" for name in people), *(f"@{repo.owner}/{team}" for team in pull.teams))


def _waiting(sources: Sources) -> Iterator[WaitingRow]:
    """Findings without an open pull request that nobody refused: why each is not proposed yet."""
    asked = {
        fingerprint
        for entry in sources.entries
        if entry.pull.state is PullState.OPEN or closed_by_people(entry)
        for fingerprint in vouched(sources, entry)
    }
    for finding in sources.findings:
        if finding.fingerprint in asked:
            continue
        yield WaitingRow(
            fingerprints=(finding.fingerprint,),
            told=mode(sources.repo.private, finding.rule.severity, sources.settings.disclosure),
            what=f"{finding.rule.id} in {finding.location}",
            reason=sources.known(finding) or "the next run of suture fix works on it",
        )


def _refused(sources: Sources) -> Iterator[RefusedRow]:
    for entry in sources.entries:
        if closed_by_people(entry):
            why = refusal(entry.pull, entry.marker, (), frozenset())
            yield RefusedRow(
                fingerprints=entry.marker.fingerprints,
                told=told(sources, entry.marker),
                url=entry.pull.url,
                by=why.by,
                reason=why.reason,
                until=why.until,
            )


def _verified(sources: Sources) -> Iterator[VerifiedRow]:
    for entry in verified_now(sources):
        yield VerifiedRow(
            fingerprints=entry.marker.fingerprints,
            told=told(sources, entry.marker),
            url=entry.pull.url,
            days=entry.marker.followed.end_days,
        )


def _returned(sources: Sources) -> Iterator[Returned]:
    """Findings that are on the base although a pull request of ours for them was merged."""
    here = {finding.fingerprint: finding for finding in sources.findings}
    merged: dict[str, list[str]] = {}
    proposed: dict[str, str] = {}
    for entry in sources.entries:
        for fingerprint in entry.marker.fingerprints:
            if entry.pull.state is PullState.MERGED:
                merged.setdefault(fingerprint, []).append(entry.pull.url)
            elif entry.pull.state is PullState.OPEN:
                proposed[fingerprint] = entry.pull.url
    for fingerprint, urls in merged.items():
        finding = here.get(fingerprint)
        if finding is not None:
            yield Returned(
                fingerprints=(fingerprint,),
                told=mode(sources.repo.private, finding.rule.severity, sources.settings.disclosure),
                what=f"{finding.rule.id} in {finding.location}",
                earlier=tuple(urls),
                url=proposed.get(fingerprint, ""),
            )


def _demoted(sources: Sources, scores: Scoreboard) -> Iterator[Demoted]:
    rules = told_of(sources)
    for rule in scores.rules:
        if rule == NOT_TOLD:
            continue
        level = autonomy(rule, sources.entries, sources.rules, sources.settings.autonomy, sources.now)
        if level.level != "pull":
            yield Demoted(
                told=rules[rule], rule=rule, level=level.level, refused=level.refused, ended=level.ended
            )


def _score(sources: Sources, scores: Scoreboard) -> Score:
    days = [
        entry.marker.followed.end_days
        for entry in verified_now(sources)
        if entry.marker.followed.end_days is not None
    ]
    told = told_of(sources)
    return Score(
        fixed=len(days),
        mean_days=mean(days) if days else None,
        median_days=median(days) if days else None,
        rules=tuple(_rule(rule, tally, told.get(rule, "neutral")) for rule, tally in scores.rules.items()),
    )


def _rule(rule: str, tally: Tally, told: Disclosure) -> RuleRow:
    return RuleRow(
        told=told,
        rule=rule,
        opened=tally.opened,
        merged=tally.merged,
        edited=tally.edited,
        refused=tally.refused,
        review_days=tally.review_days,
        merge_days=tally.merge_days,
    )
