"""Acting on the repository as somebody, the way people do through the web pages or a push."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .api_reviews import add_line, add_review
from .branches import QUEUE, ended, opened, settle
from .mentions import noticed
from .merging import mergeability, merged_tree
from .objects import CommitObject, Signature
from .records import Comment, IssueRecord, Numbered, PullRecord
from .state import State
from .trees import build, flat


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by login. Pull requests are named by number. Each act is logged as GitHub logs it."""

    state: State
    login: str

    def _pull(self, number: int) -> PullRecord:
        settle(self.state, self.login)
        return self.state.pulls[number]

    def _one(self, number: int) -> Numbered:
        settle(self.state, self.login)
        return self.state.numbered(number)

    def _log(self, number: int, kind: str, **more: object) -> None:
        self.state.log(number, kind, self.login, **more)

    def closes(self, number: int, comment: str = "") -> None:
        one = self._one(number)
        if comment:
            self.comments(number, comment)
        self.state.close(one, self.login)

    def reopens(self, number: int) -> None:
        self.state.reopen(self._one(number), self.login)

    def retitles(self, number: int, title: str) -> None:
        one = self._one(number)
        self._log(number, "renamed", rename={"from": one.title, "to": title})
        one.title = title

    def edits(self, number: int, body: str) -> None:
        one = self._one(number)
        before, one.body, one.updated = one.body, body, self.state.now()
        noticed(self.state, number, self.login, body, before)

    def ticks(self, number: int, text: str) -> None:
        """Tick the box before the line that holds `text`."""
        one = self._one(number)
        lines = one.body.split("\n")
        (place,) = [at for at, line in enumerate(lines) if text in line and "[ ]" in line]
        lines[place] = lines[place].replace("[ ]", "[x]", 1)
        self.edits(number, "\n".join(lines))

    def comments(self, number: int, body: str) -> int:
        """Say something on an issue or pull request, and return the comment's number."""
        one, now = self._one(number), self.state.now()
        made = Comment(self.state.next_id(), number, self.login, body, now, now)
        self.state.comments.add(made)
        one.updated = now
        noticed(self.state, number, self.login, body)
        return made.id

    def edits_comment(self, comment: int, body: str) -> None:
        one = self.state.comments.made[comment]
        before, one.body, one.updated = one.body, body, self.state.now()
        noticed(self.state, one.number, self.login, body, before)

    def deletes_comment(self, comment: int) -> None:
        self.state.comments.drop(self.state.comments.made[comment])

    def opens_issue(self, title: str, body: str = "") -> int:
        now = self.state.now()
        made = IssueRecord(self.state.next_number(), title, body, self.login, now, now)
        self.state.issues[made.number] = made
        noticed(self.state, made.number, self.login, body)
        return made.number

    def goes_away(self) -> None:
        """Say so in the status."""
        self.state.away.add(self.login)

    def comes_back(self) -> None:
        self.state.away.discard(self.login)

    def leaves(self) -> None:
        """Lose all access to the repository; what they were asked for stays."""
        self.state.people[self.login] = "none"

    def labels(self, number: int, name: str) -> None:
        known = self.state.known_label(name)
        if known not in self._one(number).labels:
            self._one(number).labels.append(known)
            self._log(number, "labeled", label=known)

    def unlabels(self, number: int, name: str) -> None:
        self._one(number).labels.remove(name)
        self._log(number, "unlabeled", label=name)

    def assigns(self, number: int, login: str) -> None:
        self._one(number).assignees.append(login)
        self._log(number, "assigned", assignee=login, assigner=self.login)

    def unassigns(self, number: int, login: str = "") -> None:
        """Take somebody off, themselves unless `login` says who."""
        login = login or self.login
        self._one(number).assignees.remove(login)
        self._log(number, "unassigned", assignee=login, assigner=self.login)

    def requests(self, number: int, *, user: str = "", team: str = "") -> None:
        self.state.ask(self._pull(number), self.login, user=user, team=team)

    def unrequests(self, number: int, *, user: str = "", team: str = "") -> None:
        """Take back a request for review, their own unless told whose."""
        pull = self._pull(number)
        user = user or ("" if team else self.login)
        if user:
            pull.users.remove(user)
            self._log(number, "review_request_removed", requested_reviewer=user, review_requester=self.login)
        if team:
            pull.teams.remove(team)
            self._log(number, "review_request_removed", requested_team=team, review_requester=self.login)

    def reviews(
        self,
        number: int,
        state: str = "COMMENTED",
        body: str = "",
        lines: Iterable[tuple[str, int, str]] = (),
    ) -> int:
        """Review, and return the review's number. `state`: APPROVED, CHANGES_REQUESTED or COMMENTED; `lines` are
        path, line and what is said of it. Who reviewed is no longer asked to."""
        pull = self._pull(number)
        made = add_review(self.state, pull, self.login, state, body)
        for path, line, text in lines:
            add_line(self.state, pull, made, text, path, line)
        return made.id

    def replies(self, number: int, thread: int, body: str) -> int:
        """Answer on a thread, whose first comment is `thread`, and return the new comment's number."""
        pull, first = self._pull(number), self.state.line_comments.made[thread]
        review = add_review(self.state, pull, self.login)
        return add_line(self.state, pull, review, body, first.path, first.line, first.id).id

    def marks_ready(self, number: int) -> None:
        pull = self._pull(number)
        pull.draft = False
        self._log(number, "ready_for_review")
        self.state.ask_code_owners(pull, self.login)

    def makes_draft(self, number: int) -> None:
        self._pull(number).draft = True
        self._log(number, "convert_to_draft")

    def can_merge(self, number: int) -> bool:
        """Whether the button is there: open, no draft, no conflict."""
        pull = self._pull(number)
        return not pull.draft and mergeability(self.state, pull)[0] is True

    def merges(
        self, number: int, how: str = "merge", *, edits: Mapping[str, str | None] | None = None
    ) -> str:
        """Merge (`merge`, `squash`) and return the commit on the base; `edits` are pushed to the branch before."""
        pull = self._pull(number)
        if edits:
            self.pushes(pull.branch, edits)
        return self._lands(pull, how, self.login)

    def _lands(self, pull: PullRecord, how: str, by: str) -> str:
        store, ref = self.state.store, f"refs/heads/{pull.base}"
        into = store.ref(ref)
        tree = merged_tree(store, into, pull.head_sha)
        assert tree, f"#{pull.number} is in conflict with {pull.base}"
        if how == "squash":
            who = pull.author
            made = self._web_commit(who, tree, (into,), f"{pull.title} (#{pull.number})")
        else:
            message = (
                f"Merge pull request #{pull.number} from {self.state.owner}/{pull.branch}\n\n{pull.title}"
            )
            made = self._web_commit(by, tree, (into, pull.head_sha), message)
        ended(self.state, pull, by, made, into)
        store.set_ref(ref, made)
        settle(self.state, by)
        return made

    def queues(self, number: int) -> None:
        """Put it into the merge queue."""
        self._pull(number).queued_by = self.login
        self._log(number, "added_to_merge_queue")

    def unqueues(self, number: int) -> None:
        self.state.leave_queue(self._pull(number), self.login)

    def queue_merges(self, number: int) -> str:
        """The queue gets to it, and merges it."""
        pull = self._pull(number)
        assert pull.queued_by, f"#{number} is in no queue"
        self.state.leave_queue(pull, QUEUE)
        return self._lands(pull, "merge", QUEUE)

    def updates_branch(self, number: int) -> str:
        """Press "Update branch": merge the base into the pull request's branch."""
        pull, store = self._pull(number), self.state.store
        base, ref = store.ref(f"refs/heads/{pull.base}"), self.state.head_ref(pull)
        tree = merged_tree(store, store.ref(ref), base)
        assert tree, f"#{number} is in conflict with {pull.base}"
        message = f"Merge branch '{pull.base}' into {pull.branch}"
        made = self._web_commit(self.login, tree, (store.ref(ref), base), message)
        store.set_ref(ref, made)
        settle(self.state, self.login)
        return made

    def _signature(self, login: str) -> Signature:
        email = next((email for email, known in self.state.names.items() if known == login), "")
        return Signature(login, email or f"{login}@users.noreply.github.com", int(self.state.now()))

    def _web_commit(self, author: str, tree: str, parents: tuple[str, ...], message: str) -> str:
        """A commit of the web pages: GitHub commits and signs it for its author."""
        who = self._signature(author)
        web = Signature("GitHub", "noreply@github.com", who.when)
        made = self.state.store.make_commit(CommitObject("", tree, parents, who, web, message))
        self.state.verified.add(made.sha)
        return made.sha

    def _commit(self, ref: str, tree: str, parents: tuple[str, ...], message: str) -> str:
        who = self._signature(self.login)
        made = self.state.store.make_commit(CommitObject("", tree, parents, who, who, message))
        self.state.store.set_ref(ref, made.sha)
        settle(self.state, self.login)
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
        settle(self.state, self.login)

    def deletes_branch(self, branch: str) -> None:
        """Open pull requests from it are closed by that."""
        settle(self.state, self.login)
        self.state.store.delete_ref(f"refs/heads/{branch}")
        settle(self.state, self.login)

    def opens(
        self, branch: str, title: str = "a change", body: str = "", *, draft: bool = False, fork: str = ""
    ) -> int:
        """Open a pull request into the default branch, from `branch` here or of `fork` (an owner)."""
        state, now = self.state, self.state.now()
        number = state.next_number()
        slug = f"{fork}/{state.name}" if fork else state.slug
        made = PullRecord(
            number, title, body, self.login, branch, slug, "", state.default_branch, draft, now, now
        )
        made.head_sha = state.store.ref(state.head_ref(made))
        assert made.head_sha, f"no branch {branch}"
        state.pulls[number] = made
        opened(state, made)
        noticed(state, number, self.login, body)
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
