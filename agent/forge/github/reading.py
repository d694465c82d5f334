"""What one look at a repository shows of a case, of our pull requests and of what was done to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from urllib.parse import quote

from agent.forge.github import shapes
from agent.forge.github.api import PAGE, Api, parse_list
from agent.forge.github.comparing import commits_above, moved
from agent.forge.text.marker import OURS
from agent.forge.values import (
    BRANCH_PREFIX,
    Commit,
    Event,
    Pull,
    PullState,
    Repo,
    Seen,
    Trouble,
    TroubleKind,
    Wanted,
)

MAX_OURS = 1000


def look(api: Api, repo: Repo, wanted: Wanted, number: int = 0) -> Seen | Trouble:
    """Everything about one case, read now.

    The list of pull requests may lag a write by seconds, which is why a known `number` is asked for itself;
    refs, commits and single pull requests do not lag. The pull request may be a fork's or somebody else's:
    `head_repo` and `author` tell.
    """
    fresh = _repository(api, repo)
    if isinstance(fresh, Trouble):
        return fresh
    branch = _branch(api, repo.slug, wanted)
    if isinstance(branch, Trouble):
        return branch
    pull = _pull(api, repo, wanted.branch, number)
    if isinstance(pull, Trouble):
        return pull
    whole = _whole(api, repo.slug, pull) if pull else (None, ())
    if isinstance(whole, Trouble):
        return whole
    if pull and pull.state == "open":
        # What moved on the base matters before a pull request is opened, and not after.
        return Seen(fresh, branch, whole[0], whole[1])
    base = branch_head(api, repo.slug, wanted.base)
    if isinstance(base, Trouble):
        return base
    changed = moved(api, repo.slug, wanted.base_sha or base, base)
    if isinstance(changed, Trouble):
        return changed
    return Seen(fresh, branch, whole[0], whole[1], moved=changed[0], apart=changed[1])


def ours(api: Api, repo: Repo) -> tuple[Pull, ...] | Trouble:
    """Every pull request made by our own identity from a branch of this repository, the newest first.

    Candidates are those with our marker in their body, among the newest 1,000 issues and pull requests that
    we opened and the newest pull requests of anybody, and of the latter those from a branch of ours, whose
    text people may have replaced; each then has to show our login and a head in this repository. Both lists
    may lag a write by seconds. Reviews that were given are not read here, so `users` and `teams` are those
    still asked.
    """
    path = f"/repos/{repo.slug}/issues"
    issues = api.pages(path, shapes.Issue, {"creator": repo.login, **_NEWEST}, limit=MAX_OURS)
    if isinstance(issues, Trouble):
        return issues
    marked = {each.number for each in issues if each.pull_request and OURS in (each.body or "")}
    known = _listed(api, repo.slug, len(marked))
    if isinstance(known, Trouble):
        return known
    marked |= {
        number
        for number, pull in known.items()
        if OURS in (pull.body or "") or pull.head.ref.startswith(BRANCH_PREFIX)
    }
    found: list[Pull] = []
    for number in sorted(marked, reverse=True):
        pull = known[number] if number in known else single(api, repo.slug, number)
        if isinstance(pull, Trouble):
            return pull
        if _is_ours(pull, repo):
            found.append(as_pull(pull))
    return tuple(found)


def strays(api: Api, repo: Repo, known: Collection[str]) -> tuple[str, ...] | Trouble:
    """Branches named like ours that no pull request was ever made from; `known` are passed over."""
    path = f"/repos/{repo.slug}/git/matching-refs/heads/{BRANCH_PREFIX}"
    answer = api.answer(path)
    if isinstance(answer, Trouble):
        return () if answer.kind is TroubleKind.MISSING else answer
    refs = parse_list(answer.body, shapes.Ref, path)
    if isinstance(refs, Trouble):
        return refs
    found: list[str] = []
    for branch in [ref.ref.removeprefix("refs/heads/") for ref in refs]:
        pull = None if branch in known else _pull(api, repo, branch, 0)
        if isinstance(pull, Trouble):
            return pull
        if branch not in known and not (pull and _same(pull, repo)):
            found.append(branch)
    return tuple(found)


def events(api: Api, slug: str, number: int) -> tuple[Event, ...] | Trouble:
    """What was done to a pull request, oldest first.

    Nothing where the forge keeps no events: they are only a memory of what people undid.
    """
    found = _events(api, slug, number)
    return found if isinstance(found, Trouble) else tuple(_event(each) for each in found)


def branch_head(api: Api, slug: str, branch: str) -> str | Trouble:
    """The commit that a branch points at now; MISSING when there is no such branch."""
    ref = api.get(f"/repos/{slug}/git/ref/heads/{quote(branch)}", shapes.Ref)
    return ref if isinstance(ref, Trouble) else ref.object.sha


def last_change(api: Api, slug: str, sha: str, path: str) -> str:
    """The newest commit in the history of `sha` that changed a path; empty when that cannot be told."""
    found = api.pages(f"/repos/{slug}/commits", shapes.Object, {"sha": sha, "path": path}, limit=1)
    return found[0].sha if not isinstance(found, Trouble) and found else ""


_NEWEST = {"state": "all", "sort": "created", "direction": "desc"}


def _repository(api: Api, repo: Repo) -> Repo | Trouble:
    found = api.get(f"/repos/{repo.slug}", shapes.Repository)
    if isinstance(found, Trouble):
        return found
    told = found.permissions is not None and not repo.login.endswith("[bot]")
    can_push = bool(found.permissions and found.permissions.push) if told else repo.can_push
    return replace(
        repo,
        default_branch=found.default_branch,
        private=found.private,
        archived=found.archived,
        can_push=can_push,
    )


def _branch(api: Api, slug: str, wanted: Wanted) -> tuple[Commit, ...] | Trouble | None:
    head = branch_head(api, slug, wanted.branch)
    if isinstance(head, Trouble):
        return None if head.kind is TroubleKind.MISSING else head
    return commits_above(api, slug, wanted.base_sha, wanted.base, head)


def _pull(api: Api, repo: Repo, branch: str, number: int) -> shapes.PullRequest | Trouble | None:
    """The newest pull request of a branch of this repository: forks may call theirs whatever they like."""
    head = f"{repo.owner}:{branch}"
    found = api.pages(f"/repos/{repo.slug}/pulls", shapes.PullRequest, {"head": head, **_NEWEST}, limit=PAGE)
    if isinstance(found, Trouble):
        return found
    chosen = max([number, *(pull.number for pull in found if pull.head.ref == branch and _same(pull, repo))])
    if not chosen:
        return None
    pull = single(api, repo.slug, chosen)
    if isinstance(pull, Trouble) and pull.kind is TroubleKind.MISSING:
        return Trouble(TroubleKind.UNSURE, f"pull request {chosen} is not shown yet: {pull.reason}")
    return pull


def single(api: Api, slug: str, number: int) -> shapes.PullRequest | Trouble:
    """A pull request by its number; MISSING when there is none."""
    return api.get(f"/repos/{slug}/pulls/{number}", shapes.PullRequest)


def _whole(api: Api, slug: str, pull: shapes.PullRequest) -> tuple[Pull, tuple[Event, ...]] | Trouble:
    """A pull request with the reviews that were given, and what was done to it.

    A review in a team's name takes the team off the list of those asked: the events still know it.
    """
    reviews = api.pages(f"/repos/{slug}/pulls/{pull.number}/reviews", shapes.Review)
    if isinstance(reviews, Trouble):
        if reviews.kind is not TroubleKind.MISSING:
            return reviews
        reviews = ()
    done = _events(api, slug, pull.number)
    if isinstance(done, Trouble):
        return done
    author = pull.user.login if pull.user else ""
    given = [review.user.login for review in reviews if review.user and review.user.login != author]
    value = as_pull(pull)
    whole = replace(
        value, users=_unique([*value.users, *given]), teams=_unique([*value.teams, *_asked_teams(done)])
    )
    return whole, tuple(_event(each) for each in done)


def _events(api: Api, slug: str, number: int) -> tuple[shapes.IssueEvent, ...] | Trouble:
    found = api.pages(f"/repos/{slug}/issues/{number}/events", shapes.IssueEvent)
    return () if isinstance(found, Trouble) and found.kind is TroubleKind.MISSING else found


def _event(found: shapes.IssueEvent) -> Event:
    return Event(found.event, found.actor.login if found.actor else "", found.subject)


def _asked_teams(done: Sequence[shapes.IssueEvent]) -> list[str]:
    asked: list[str] = []
    for each in done:
        if each.requested_team and each.event == "review_requested":
            asked.append(each.requested_team.slug)
        elif each.requested_team and each.event == "review_request_removed":
            asked = [slug for slug in asked if slug != each.requested_team.slug]
    return asked


def _listed(api: Api, slug: str, candidates: int) -> dict[int, shapes.PullRequest] | Trouble:
    """The newest pull requests of anybody, by number: a page of them may save many single requests."""
    limit = PAGE * min(max(candidates // 10, 1), 10)
    found = api.pages(f"/repos/{slug}/pulls", shapes.PullRequest, _NEWEST, limit=limit)
    return found if isinstance(found, Trouble) else {pull.number: pull for pull in found}


def _same(pull: shapes.PullRequest, repo: Repo) -> bool:
    return pull.head.repo is not None and pull.head.repo.full_name.casefold() == repo.slug.casefold()


def _is_ours(pull: shapes.PullRequest, repo: Repo) -> bool:
    author = pull.user.login if pull.user else ""
    return _same(pull, repo) and author.casefold() == repo.login.casefold()


def as_pull(pull: shapes.PullRequest) -> Pull:
    """A pull request as delivery sees it; `users` and `teams` are those still asked."""
    if pull.merged_at:
        state = PullState.MERGED
    else:
        state = PullState.OPEN if pull.state == "open" else PullState.CLOSED
    return Pull(
        number=pull.number,
        node_id=pull.node_id,
        url=pull.html_url,
        state=state,
        draft=pull.draft,
        title=pull.title,
        body=pull.body or "",
        author=pull.user.login if pull.user else "",
        branch=pull.head.ref,
        head_sha=pull.head.sha,
        head_repo=pull.head.repo.full_name if pull.head.repo else "",
        base=pull.base.ref,
        labels=tuple(label.name for label in pull.labels),
        assignees=tuple(user.login for user in pull.assignees or ()),
        users=tuple(user.login for user in pull.requested_reviewers or ()),
        teams=tuple(team.slug for team in pull.requested_teams or ()),
        created=pull.created_at,
        ended=pull.merged_at or pull.closed_at,
    )


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
