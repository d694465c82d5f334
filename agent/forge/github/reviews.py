"""Asking for reviews: one bad name must not cost the others theirs."""

from __future__ import annotations

from collections.abc import Sequence

from agent.forge.github import shapes
from agent.forge.github.api import Api
from agent.forge.values import Did, Trouble, TroubleKind
from agent.forge.writes import RequestReviews

AT_ONCE = 15
_NOT_FOR_THESE = (TroubleKind.REFUSED, TroubleKind.PERMISSION, TroubleKind.MISSING)

Asked = tuple[str, bool]
"""A login, or a team's slug with True."""


def request_reviews(api: Api, slug: str, write: RequestReviews) -> Did | Trouble:
    """Ask everybody at once, and one by one when GitHub refuses that. `Did.refused` are those it refuses.

    The reason is a Trouble when all are refused.
    """
    path = f"/repos/{slug}/pulls/{write.number}/requested_reviewers"
    everybody = [(login, False) for login in write.users] + [(team, True) for team in write.teams]
    refused: list[str] = []
    last: Trouble | None = None
    for start in range(0, len(everybody), AT_ONCE):
        part = everybody[start : start + AT_ONCE]
        answer = _ask(api, path, part)
        if isinstance(answer, Trouble) and answer.kind in _NOT_FOR_THESE and len(part) > 1:
            answer = _one_by_one(api, path, part)
        if not isinstance(answer, Trouble):
            refused += answer
        elif answer.kind in _NOT_FOR_THESE:
            refused += [name for name, _ in part]
            last = answer
        else:
            return answer
    if len(refused) < len(everybody):
        return Did(write.number, refused=tuple(refused))
    return last or Trouble(TroubleKind.REFUSED, f"GitHub asked none of {', '.join(refused)} for review")


def _one_by_one(api: Api, path: str, part: Sequence[Asked]) -> list[str] | Trouble:
    """Who is refused alone; the last reason when everybody is."""
    refused: list[str] = []
    last: Trouble | None = None
    for asked in part:
        answer = _ask(api, path, [asked])
        if not isinstance(answer, Trouble):
            refused += answer
        elif answer.kind in _NOT_FOR_THESE:
            refused.append(asked[0])
            last = answer
        else:
            return answer
    return last if last and len(refused) == len(part) else refused


def _ask(api: Api, path: str, part: Sequence[Asked]) -> list[str] | Trouble:
    """One request, and whom of them the answer does not show."""
    body: dict[str, list[str]] = {}
    for name, team in part:
        body.setdefault("team_reviewers" if team else "reviewers", []).append(name)
    done = api.send("POST", path, body, shapes.PullRequest)
    if isinstance(done, Trouble):
        return done
    shown = {(user.login.casefold(), False) for user in done.requested_reviewers or ()}
    shown |= {(team.slug.casefold(), True) for team in done.requested_teams or ()}
    return [name for name, team in part if (name.casefold(), team) not in shown]
