"""Acting on the repository as somebody, the way people do through the web pages or a push."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .objects import CommitObject, Signature, git
from .state import PullRecord, Review, State
from .trees import build, flat


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by login. Pull requests are named by number. Each act is logged as GitHub logs it."""

    state: State
    login: str

    def _pull(self, number: int) -> PullRecord:
        self.state.settle(self.login)
        return self.state.pulls[number]

    def _log(self, number: int, kind: str, **more: object) -> None:
        self.state.log(number, kind, self.login, **more)

    def closes(self, number: int) -> None:
        self.state.close(self._pull(number), self.login)

    def reopens(self, number: int) -> None:
        pull = self._pull(number)
        pull.state, pull.closed, pull.base_sha = "open", 0.0, ""
        self._log(number, "reopened")

    def retitles(self, number: int, title: str) -> None:
        pull = self._pull(number)
        self._log(number, "renamed", rename={"from": pull.title, "to": title})
        pull.title = title

    def edits(self, number: int, body: str) -> None:
        pull = self._pull(number)
        pull.body, pull.updated = body, self.state.now()

    def labels(self, number: int, name: str) -> None:
        self.state.labels.setdefault(name, self.state.next_id())
        self._pull(number).labels.append(name)
        self._log(number, "labeled", label=name)

    def unlabels(self, number: int, name: str) -> None:
        self._pull(number).labels.remove(name)
        self._log(number, "unlabeled", label=name)

    def assigns(self, number: int, login: str) -> None:
        self._pull(number).assignees.append(login)
        self._log(number, "assigned", assignee=login, assigner=self.login)

    def unassigns(self, number: int, login: str) -> None:
        self._pull(number).assignees.remove(login)
        self._log(number, "unassigned", assignee=login, assigner=self.login)

    def requests(self, number: int, *, user: str = "", team: str = "") -> None:
        self.state.ask(self._pull(number), self.login, user=user, team=team)

    def unrequests(self, number: int, *, user: str = "", team: str = "") -> None:
        pull = self._pull(number)
        if user:
            pull.users.remove(user)
            self._log(number, "review_request_removed", requested_reviewer=user, review_requester=self.login)
        if team:
            pull.teams.remove(team)
            self._log(number, "review_request_removed", requested_team=team, review_requester=self.login)

    def reviews(self, number: int, state: str = "COMMENTED", body: str = "") -> None:
        """`state`: APPROVED, CHANGES_REQUESTED or COMMENTED. Who reviewed is no longer asked to."""
        pull = self._pull(number)
        given = Review(self.state.next_id(), self.login, state, body, pull.head_sha, self.state.now())
        pull.reviews.append(given)
        if self.login in pull.users:
            pull.users.remove(self.login)
        self._log(number, "reviewed", user=self.login, state=state.lower(), body=body)

    def marks_ready(self, number: int) -> None:
        pull = self._pull(number)
        pull.draft = False
        self._log(number, "ready_for_review")
        self.state.ask_code_owners(pull, self.login)

    def makes_draft(self, number: int) -> None:
        self._pull(number).draft = True
        self._log(number, "convert_to_draft")

    def merges(self, number: int) -> str:
        """Merge with a merge commit, and return its name."""
        pull = self._pull(number)
        base = f"refs/heads/{pull.base}"
        pull.base_sha = self.state.store.ref(base)
        sha = self._merge(base, pull.head_sha, f"Merge pull request #{number} from {pull.branch}")
        pull.state, pull.merge_sha, pull.merged_by = "closed", sha, self.login
        pull.merged = pull.closed = self.state.now()
        self._log(number, "merged", commit_id=sha)
        self._log(number, "closed")
        return sha

    def updates_branch(self, number: int) -> str:
        """Press "Update branch": merge the base into the pull request's branch."""
        pull = self._pull(number)
        base = self.state.store.ref(f"refs/heads/{pull.base}")
        message = f"Merge branch '{pull.base}' into {pull.branch}"
        return self._merge(self.state.head_ref(pull), base, message)

    def _merge(self, ref: str, other: str, message: str) -> str:
        store = self.state.store
        into = store.ref(ref)
        tree = git(store.folder, "merge-tree", "--write-tree", into, other)
        return self._commit(ref, tree, (into, other), message)

    def _commit(self, ref: str, tree: str, parents: tuple[str, ...], message: str) -> str:
        email = next((email for email, login in self.state.names.items() if login == self.login), "")
        who = Signature(self.login, email or f"{self.login}@users.noreply.github.com", int(self.state.now()))
        made = self.state.store.make_commit(CommitObject("", tree, parents, who, who, message))
        self.state.store.set_ref(ref, made.sha)
        self.state.settle(self.login)
        return made.sha

    def pushes(
        self, branch: str, files: Mapping[str, str | None], message: str = "a commit", *, ref: str = ""
    ) -> str:
        """Commit `files` (None deletes) on a branch and return the commit; a new branch starts at the default."""
        store, ref = self.state.store, ref or f"refs/heads/{branch}"
        tip = store.ref(ref) or store.ref(f"refs/heads/{self.state.default_branch}")
        top = store.commit(tip)
        assert top is not None
        now = flat(store, top.tree)
        for path, text in files.items():
            if text is None:
                del now[path]
            else:
                now[path] = (now.get(path, ("100644", ""))[0], store.write("blob", text.encode()))
        return self._commit(ref, build(store, now), (tip,), message)

    def force_pushes(self, branch: str, sha: str) -> None:
        self.state.store.set_ref(f"refs/heads/{branch}", sha)
        self.state.settle(self.login)

    def deletes_branch(self, branch: str) -> None:
        self.state.store.delete_ref(f"refs/heads/{branch}")
        for pull in self.state.pulls.values():
            if pull.state == "closed" and pull.branch == branch:
                self._log(pull.number, "head_ref_deleted")
        self.state.settle(self.login)

    def opens(
        self, branch: str, title: str = "a change", body: str = "", *, draft: bool = False, fork: str = ""
    ) -> int:
        """Open a pull request into the default branch, from `branch` here or of `fork` (an owner)."""
        state, now = self.state, self.state.now()
        number = max([*state.pulls, 0]) + 1
        slug = f"{fork}/{state.name}" if fork else state.slug
        made = PullRecord(
            number, title, body, self.login, branch, slug, "", state.default_branch, draft, now, now
        )
        made.head_sha = state.store.ref(state.head_ref(made))
        assert made.head_sha, f"no branch {branch}"
        state.pulls[number] = made
        return number

    def opens_from_fork(
        self, branch: str, files: Mapping[str, str | None], title: str = "a change", body: str = ""
    ) -> int:
        """Push to a fork of theirs and open a pull request from there, whatever the branch is called."""
        self.pushes(branch, files, ref=f"refs/forks/{self.login}/{self.state.name}/{branch}")
        return self.opens(branch, title, body, fork=self.login)

    def archives(self, archived: bool = True) -> None:
        self.state.archived = archived

    def protects(self, branch: str) -> None:
        self.state.protected.add(branch)
