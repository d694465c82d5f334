"""The lock: a ref whose commit says who holds it and since when, by the forge's own clock."""

from __future__ import annotations

import json
import math
from urllib.parse import quote

from agent.forge.github import shapes
from agent.forge.github.api import Api, parse
from agent.forge.github.trouble import clock, nonsense, words
from agent.forge.values import LOCK_REF, Lock, Repo, Trouble, TroubleKind

AHEAD = 60.0
"""Seconds by which the clocks of a forge's servers may differ."""
_NAME = LOCK_REF.removeprefix("refs/")


class GithubLock:
    """The lock ref of one repository. GitHub creates and fast-forwards a ref atomically."""

    def __init__(self, api: Api, repo: Repo) -> None:
        self._api = api
        self._repo = repo
        self._git = f"/repos/{repo.slug}/git"

    def lock(self) -> Lock | Trouble | None:
        """Who holds the lock, if anybody does."""
        ref = self._api.get(f"{self._git}/ref/{_NAME}", shapes.Ref)
        if isinstance(ref, Trouble):
            return None if ref.kind is TroubleKind.MISSING else ref
        path = f"{self._git}/commits/{ref.object.sha}"
        answer = self._api.answer(path)
        if isinstance(answer, Trouble):
            return answer
        commit = parse(answer.body, shapes.GitCommit, path)
        if isinstance(commit, Trouble):
            return commit
        now = clock(answer.headers)
        if now is None or commit.committer is None or commit.committer.date is None:
            return nonsense(path)
        age = now - commit.committer.date.timestamp()
        # GitHub dates our commits itself: one from the future is nobody's lock, and would never grow old.
        return Lock(commit.sha, _holder(commit.message), math.inf if age < -AHEAD else max(age, 0.0))

    def take(self, holder: str, old: Lock | None) -> Lock | Trouble:
        """Take the lock: from nobody, or from `old` and nobody else. EXISTS when somebody was faster.

        When the answer is lost, one look tells whether it was ours.
        """
        tree = self._tree(old)
        if isinstance(tree, Trouble):
            return tree
        body = {
            "message": json.dumps({"holder": holder}),
            "tree": tree,
            "parents": [old.sha] if old else [],
        }
        commit = self._api.send("POST", f"{self._git}/commits", body, shapes.GitCommit)
        if isinstance(commit, Trouble):
            return commit
        done = self._point(commit.sha, old)
        if isinstance(done, Trouble):
            if done.kind is TroubleKind.UNSURE:
                now = self.lock()
                return now if isinstance(now, Lock) and now.sha == commit.sha else done
            if done.kind is TroubleKind.MISSING and old:
                return Trouble(TroubleKind.EXISTS, "the lock was given back meanwhile: look again")
            return done
        return Lock(commit.sha, holder, 0.0)

    def free(self, lock: Lock) -> Trouble | None:
        """Give the lock back, if it is still ours."""
        ref = self._api.get(f"{self._git}/ref/{_NAME}", shapes.Ref)
        if isinstance(ref, Trouble):
            return None if ref.kind is TroubleKind.MISSING else ref
        if ref.object.sha != lock.sha:
            return None
        done = self._api.delete(f"{self._git}/refs/{_NAME}")
        return None if done and done.kind is TroubleKind.MISSING else done

    def _tree(self, old: Lock | None) -> str | Trouble:
        """Any tree will do: that of the old lock, else of the default branch."""
        sha = old.sha if old else ""
        if not old:
            branch = quote(self._repo.default_branch)
            ref = self._api.get(f"{self._git}/ref/heads/{branch}", shapes.Ref)
            if isinstance(ref, Trouble):
                return ref
            sha = ref.object.sha
        commit = self._api.get(f"{self._git}/commits/{sha}", shapes.GitCommit)
        return commit if isinstance(commit, Trouble) else commit.tree.sha

    def _point(self, sha: str, old: Lock | None) -> shapes.Ref | Trouble:
        if old:
            # Only a fast-forward is taken, so only from `old`: a compare-and-swap.
            body: dict[str, object] = {"sha": sha, "force": False}
            return self._api.send("PATCH", f"{self._git}/refs/{_NAME}", body, shapes.Ref)
        return self._api.send("POST", f"{self._git}/refs", {"ref": LOCK_REF, "sha": sha}, shapes.Ref)


def _holder(message: str) -> str:
    """Who a lock's commit names; its message as it is where that is none of ours."""
    try:
        said = json.loads(message)
    except ValueError:
        said = None
    return words(str(said["holder"]) if isinstance(said, dict) and "holder" in said else message)
