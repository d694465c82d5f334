"""The writes of following, each sent once."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never
from urllib.parse import quote

from agent.forge.github import shapes
from agent.forge.github.api import Api
from agent.forge.github.making import about_workflows, make_commit
from agent.forge.github.reading import branch_head
from agent.forge.values import BRANCH_PREFIX, Did, Trouble, TroubleKind
from agent.forge.writes import (
    ClosePull,
    Comment,
    DeleteBranch,
    EditIssue,
    EditPull,
    Following,
    OpenIssue,
    PushOn,
    React,
    Reply,
    Where,
)

_ISSUES_HINT = (
    "if issues are off, turn them on in Settings > General > Features, or set `follow.dashboard` to false"
)


def follow(api: Api, slug: str, write: Following) -> Did | Trouble:
    """Do one write. MISSING is what people deleted meanwhile, EXISTS a branch that is elsewhere by now."""
    repo = f"/repos/{slug}"
    match write:
        case PushOn():
            return _push_on(api, slug, write)
        case DeleteBranch():
            return _delete(api, slug, write)
        case OpenIssue():
            return _open_issue(api, repo, write)
        case ClosePull():
            return _close(api, repo, write)
        case EditPull(number, body):
            return _text(api, "PATCH", f"{repo}/pulls/{number}", number, body)
        case EditIssue(number, body):
            return _text(api, "PATCH", f"{repo}/issues/{number}", number, body)
        case Comment(number, body, 0):
            return _text(api, "POST", f"{repo}/issues/{number}/comments", number, body)
        case Comment(number, body, edits):
            return _text(api, "PATCH", f"{repo}/issues/comments/{edits}", number, body)
        case Reply(number, thread, body):
            return _text(api, "POST", f"{repo}/pulls/{number}/comments/{thread}/replies", number, body)
        case React():
            return _react(api, repo, write)
        case _:
            assert_never(write)


def _text(api: Api, verb: str, path: str, number: int, body: str) -> Did | Trouble:
    done = api.send(verb, path, {"body": body}, object)
    return done if isinstance(done, Trouble) else Did(number)


def _push_on(api: Api, slug: str, write: PushOn) -> Did | Trouble:
    if not write.branch.startswith(BRANCH_PREFIX):
        return _foreign(write.branch)
    git = f"/repos/{slug}/git"
    start = api.get(f"{git}/commits/{write.start}", shapes.GitCommit)
    if isinstance(start, Trouble):
        return start
    parents = [write.head, write.merged] if write.merged else [write.head]
    made = make_commit(api, git, start.tree.sha, parents, write.commit)
    if isinstance(made, Trouble):
        return about_workflows(made, [write.commit])
    pointed = _advance(api, slug, write, made.sha)
    if pointed:
        return about_workflows(pointed, [write.commit])
    return Did(write.number, made.sha, made.verified)


def _advance(api: Api, slug: str, write: PushOn, sha: str) -> Trouble | None:
    """Move the branch from `head` to `sha`.

    GitHub refuses all but a fast-forward. From a commit before `head` it is one too, and would bring back
    what people took off: hence the look.
    """
    if elsewhere := _elsewhere(api, slug, write):
        return elsewhere
    path = f"/repos/{slug}/git/refs/heads/{quote(write.branch)}"
    done = api.send("PATCH", path, {"sha": sha, "force": False}, object)
    if isinstance(done, Trouble) and done.kind is TroubleKind.REFUSED:
        return _elsewhere(api, slug, write) or done
    return done if isinstance(done, Trouble) else None


def _elsewhere(api: Api, slug: str, write: PushOn) -> Trouble | None:
    now = branch_head(api, slug, write.branch)
    if isinstance(now, Trouble):
        gone = now.kind is TroubleKind.MISSING
        return replace(now, kind=TroubleKind.EXISTS, reason="the branch is gone", hint="") if gone else now
    return None if now == write.head else _moved(write.branch, now)


def _delete(api: Api, slug: str, write: DeleteBranch) -> Did | Trouble:
    """Look and delete: the forge has no way to do both at once."""
    if not write.branch.startswith(BRANCH_PREFIX):
        return _foreign(write.branch)
    now = branch_head(api, slug, write.branch)
    if isinstance(now, Trouble):
        return Did(write.number) if now.kind is TroubleKind.MISSING else now
    if now != write.head:
        return _moved(write.branch, now)
    done = api.delete(f"/repos/{slug}/git/refs/heads/{quote(write.branch)}")
    if done and done.kind is TroubleKind.MISSING:
        # GitHub says the same to those who may not.
        still = branch_head(api, slug, write.branch)
        if isinstance(still, Trouble) and still.kind is TroubleKind.MISSING:
            return Did(write.number)
    return done or Did(write.number)


def _moved(branch: str, now: str) -> Trouble:
    return Trouble(TroubleKind.EXISTS, f"branch {branch} points at {now[:12]} by now")


def _foreign(branch: str) -> Trouble:
    return Trouble(TroubleKind.REFUSED, f"branch {branch} is not named like one of ours")


def _open_issue(api: Api, repo: str, write: OpenIssue) -> Did | Trouble:
    body = {"title": write.title, "body": write.body, "labels": list(write.labels)}
    done = api.send("POST", f"{repo}/issues", body, shapes.Issue)
    if isinstance(done, Trouble):
        return replace(done, hint=_ISSUES_HINT) if done.kind is TroubleKind.MISSING else done
    return Did(done.number)


def _close(api: Api, repo: str, write: ClosePull) -> Did | Trouble:
    path = f"{repo}/pulls/{write.number}"
    done = api.send("PATCH", path, {"state": "closed"}, shapes.PullRequest)
    if isinstance(done, Trouble):
        return done
    if done.state == "open":
        return Trouble(TroubleKind.REFUSED, "the pull request is open still")
    return Did(write.number)


def _react(api: Api, repo: str, write: React) -> Did | Trouble:
    match write.where:
        case Where.COMMENT:
            place = "issues"
        case Where.THREAD:
            place = "pulls"
        case Where.REVIEW:
            return Did(write.number)
        case _:
            assert_never(write.where)
    path = f"{repo}/{place}/comments/{write.comment}/reactions"
    done = api.send("POST", path, {"content": write.content}, object)
    return done if isinstance(done, Trouble) else Did(write.number)
