"""The writes of delivery, each sent once; those of following are in `following_writes`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from agent.forge.github import graph, shapes
from agent.forge.github.api import Api
from agent.forge.github.making import Made, about_workflows, make_commit
from agent.forge.github.reading import branch_head
from agent.forge.github.reviews import request_reviews
from agent.forge.values import Did, Trouble, TroubleKind
from agent.forge.writes import AddLabels, Assign, MarkReady, OpenPull, Proposing, PushBranch, RequestReviews


@dataclass(frozen=True, slots=True)
class Target:
    """The repository that is written to: `owner/name`, and its id for GraphQL."""

    slug: str
    node_id: str


def write(api: Api, target: Target, write: Proposing) -> Did | Trouble:
    """Do one write. Nothing of it is visible before its last request, `RequestReviews` apart."""
    issue = f"/repos/{target.slug}/issues"
    match write:
        case PushBranch():
            return _push(api, target, write)
        case OpenPull():
            return _open(api, target.slug, write)
        case AddLabels(number, labels):
            done = api.send("POST", f"{issue}/{number}/labels", {"labels": list(labels)}, object)
            return done if isinstance(done, Trouble) else Did(number)
        case MarkReady(number, node_id):
            return _mark_ready(api, number, node_id)
        case Assign(number, logins):
            return _assign(api, f"{issue}/{number}/assignees", number, logins)
        case RequestReviews():
            return request_reviews(api, target.slug, write)
        case _:
            assert_never(write)


def _push(api: Api, target: Target, write: PushBranch) -> Did | Trouble:
    parent = api.get(f"/repos/{target.slug}/git/commits/{write.base_sha}", shapes.GitCommit)
    if isinstance(parent, Trouble):
        return parent
    made = Made(parent.sha, parent.tree.sha, None)
    for new in write.commits:
        done = make_commit(api, f"/repos/{target.slug}/git", made.tree, [made.sha], new)
        if isinstance(done, Trouble):
            return about_workflows(done, write.commits)
        made = done
    pointed = _move(api, target, write, made.sha) if write.old else _create(api, target.slug, write, made.sha)
    if pointed:
        return about_workflows(pointed, write.commits)
    return Did(sha=made.sha, verified=made.verified)


def _create(api: Api, slug: str, write: PushBranch, sha: str) -> Trouble | None:
    body = {"ref": f"refs/heads/{write.branch}", "sha": sha}
    done = api.send("POST", f"/repos/{slug}/git/refs", body, object)
    return done if isinstance(done, Trouble) else None


def _move(api: Api, target: Target, write: PushBranch, sha: str) -> Trouble | None:
    """Compare-and-swap, which only GraphQL has. EXISTS when the branch is not where it should be."""
    variables = {
        "repository": target.node_id,
        "ref": f"refs/heads/{write.branch}",
        "before": write.old,
        "after": sha,
    }
    done = api.mutate(graph.MOVE, variables, object)
    if not isinstance(done, Trouble):
        return None
    if done.kind is TroubleKind.REFUSED and branch_head(api, target.slug, write.branch) != write.old:
        return replace(done, kind=TroubleKind.EXISTS)
    return done


def _open(api: Api, slug: str, write: OpenPull) -> Did | Trouble:
    body = {
        "title": write.text.title,
        "body": write.text.body,
        "head": write.branch,
        "base": write.base,
        "draft": True,
    }
    done = api.send("POST", f"/repos/{slug}/pulls", body, shapes.PullRequest)
    return done if isinstance(done, Trouble) else Did(done.number, done.head.sha)


def _mark_ready(api: Api, number: int, node_id: str) -> Did | Trouble:
    done = api.mutate(graph.READY, {"id": node_id}, graph.ReadyData)
    if isinstance(done, Trouble):
        return done
    if done.ready.pull.draft:
        return Trouble(TroubleKind.REFUSED, "the pull request is a draft still")
    return Did(number)


def _assign(api: Api, path: str, number: int, logins: Sequence[str]) -> Did | Trouble:
    """Assignees that GitHub cannot assign are ignored silently: the answer tells who was taken."""
    done = api.send("POST", path, {"assignees": list(logins)}, shapes.Issue)
    if isinstance(done, Trouble):
        return done
    taken = {user.login.casefold() for user in done.assignees or ()}
    refused = tuple(login for login in logins if login.casefold() not in taken)
    if len(refused) == len(logins):
        return Trouble(TroubleKind.REFUSED, f"GitHub assigned none of {', '.join(refused)}")
    return Did(number, refused=refused)
