"""What following reads of one pull request: its timeline, threads and commits; and issues of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from agent.forge.github import shapes
from agent.forge.github.api import Api, parse, parse_list
from agent.forge.github.comparing import as_commit
from agent.forge.github.following_shapes import Entry, ReviewComment
from agent.forge.github.reading import as_pull, single
from agent.forge.values import Act, Commit, Issue, Pull, Repo, Said, Thread, Trouble, TroubleKind

MOST_COMMITS = 250
MOST_ISSUES = 1000
_NOT_DONE_BY_THEM = ("mentioned", "subscribed", "unsubscribed")
"""Entries whose actor is whom something happened to: our own mention of somebody is no act of theirs."""

S = TypeVar("S", bound=shapes.Shape)


def pull(api: Api, slug: str, number: int) -> Pull | Trouble:
    """One pull request, read now; `users` and `teams` are those still asked."""
    found = single(api, slug, number)
    return found if isinstance(found, Trouble) else as_pull(found)


def history(api: Api, slug: str, number: int) -> tuple[Act, ...] | Trouble:
    """The timeline of a pull request or issue, the oldest entry first; of more than 1,000 the newest.

    What has no time, or is of a shape that is not known, is left out. A `committed` has the commit for its
    subject, and the account behind it as its actor.
    """
    listed = api.tail(f"/repos/{slug}/issues/{number}/timeline")
    if isinstance(listed, Trouble):
        return listed
    entries = [each for each in _known(listed, Entry) if each.event not in _NOT_DONE_BY_THEM]
    makers = _makers(api, slug, number) if any(each.event == "committed" for each in entries) else {}
    if isinstance(makers, Trouble):
        return makers
    assigners = _assigners(api, slug, number) if any(map(_doubtful, entries)) else {}
    if isinstance(assigners, Trouble):
        return assigners
    acts = (_act(each, _who(each, makers, assigners)) for each in entries)
    return tuple(act for act in acts if act)


def threads(api: Api, slug: str, number: int) -> tuple[Thread, ...] | Trouble:
    """The review comments of a pull request by conversation; of more than 1,000 the newest."""
    path = f"/repos/{slug}/pulls/{number}/comments"
    listed = api.tail(path)
    if isinstance(listed, Trouble):
        return listed
    found = parse_list(list(listed), ReviewComment, path)
    if isinstance(found, Trouble):
        return found
    begun: dict[int, int] = {}
    grouped: dict[int, Thread] = {}
    for each in sorted(found, key=lambda comment: comment.id):
        first = begun.setdefault(each.in_reply_to_id or each.id, each.id)
        begun[each.id] = first
        thread = grouped.setdefault(first, _thread(each))
        grouped[first] = replace(thread, comments=(*thread.comments, _said(each)))
    return tuple(grouped.values())


def commits(api: Api, slug: str, number: int) -> tuple[Commit, ...] | Trouble:
    """The commits of a pull request, the oldest first; the forge lists at most 250."""
    found = _listed(api, slug, number)
    return found if isinstance(found, Trouble) else tuple(map(as_commit, found))


def issues(api: Api, repo: Repo, mark: str) -> tuple[Issue, ...] | Trouble:
    """Issues that we opened and whose body holds `mark`, the oldest first, among our newest 1,000.

    Under a login that others use too, a later one may be made of somebody's words.
    """
    query = {"creator": repo.login, "state": "all", "sort": "created", "direction": "desc"}
    found = api.pages(f"/repos/{repo.slug}/issues", shapes.Issue, query, limit=MOST_ISSUES)
    if isinstance(found, Trouble):
        return found
    return tuple(
        Issue(each.number, each.html_url, each.state == "open", each.title, each.body or "")
        for each in sorted(found, key=lambda issue: issue.number)
        if each.pull_request is None and _marked(each.body or "", mark) and _by(each, repo.login)
    )


def _marked(body: str, mark: str) -> bool:
    """Whether a line begins with a mark: what is quoted or told of does not count."""
    return any(line.startswith(mark) for line in body.split("\n"))


def _by(issue: shapes.Issue, login: str) -> bool:
    return issue.user is not None and issue.user.login.casefold() == login.casefold()


def _known(listed: Iterable[object], shape: type[S]) -> list[S]:
    """Those that have the shape: GitHub adds kinds of entries as it likes."""
    read = (parse(each, shape, "") for each in listed)
    return [each for each in read if not isinstance(each, Trouble)]


def _doubtful(entry: Entry) -> bool:
    """GitHub may give the assignee as the actor of an assignment, whoever did it."""
    if entry.event not in ("assigned", "unassigned") or entry.assigner:
        return False
    return bool(entry.actor and entry.assignee and entry.actor.login == entry.assignee.login)


def _assigners(api: Api, slug: str, number: int) -> dict[int, shapes.User] | Trouble:
    """Who assigned, by the entry's number: only the list of events tells."""
    listed = api.tail(f"/repos/{slug}/issues/{number}/events")
    if isinstance(listed, Trouble):
        return {} if listed.kind is TroubleKind.MISSING else listed
    events = _known(listed, shapes.IssueEvent)
    return {each.id: each.assigner for each in events if each.id and each.assigner}


def _makers(api: Api, slug: str, number: int) -> dict[str, shapes.User] | Trouble:
    """The account that made each commit; where GitHub itself did, the author's."""
    found = _listed(api, slug, number)
    if isinstance(found, Trouble):
        return {} if found.kind is TroubleKind.MISSING else found
    makers: dict[str, shapes.User] = {}
    for each in found:
        by = each.committer if isinstance(each.committer, shapes.User) else None
        maker = each.user if by is None or by.login == "web-flow" else by
        if maker:
            makers[each.sha] = maker
    return makers


def _listed(api: Api, slug: str, number: int) -> tuple[shapes.ListedCommit, ...] | Trouble:
    return api.pages(f"/repos/{slug}/pulls/{number}/commits", shapes.ListedCommit, limit=MOST_COMMITS)


def _who(
    entry: Entry, makers: Mapping[str, shapes.User], assigners: Mapping[int, shapes.User]
) -> shapes.User | None:
    if entry.event == "committed":
        return makers.get(entry.sha or "")
    if entry.event in ("assigned", "unassigned"):
        return entry.assigner or assigners.get(entry.id or 0) or entry.actor
    first = entry.comments[0].user if entry.comments else None
    return entry.actor or entry.user or first


def _act(entry: Entry, who: shapes.User | None) -> Act | None:
    if entry.when is None:
        return None
    verdict = (entry.state or "").casefold() if entry.event == "reviewed" else ""
    numbered = entry.event in ("commented", "reviewed")
    return Act(
        kind=entry.event,
        when=entry.when,
        actor=who.login if who else "",
        person=who is not None and who.person,
        subject=verdict or entry.subject or entry.sha or entry.commit_id or "",
        text=entry.body or "",
        id=(entry.id or 0) if numbered else 0,
    )


def _thread(first: ReviewComment) -> Thread:
    return Thread(first.id, first.path, max(first.line or 0, 0), (), first.pull_request_review_id or 0)


def _said(comment: ReviewComment) -> Said:
    user = comment.user
    return Said(
        id=comment.id,
        login=user.login if user else "",
        person=user is not None and user.person,
        when=comment.created_at,
        text=comment.body or "",
    )
