"""What a proposal's pull request should be: its commits, its text, its labels and who is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.domain import Finding
from agent.forge.board import Board, State
from agent.forge.codeowners import Codeowners
from agent.forge.delivery.ledger import Ledger
from agent.forge.host import People
from agent.forge.owners import Ownership
from agent.forge.ownership import Question, ownership
from agent.forge.text.board import render
from agent.forge.text.body import describe
from agent.forge.text.commits import commit_messages, split_changes
from agent.forge.text.disclosure import labels, mode
from agent.forge.text.facts import Facts
from agent.forge.text.secret import is_secret, uses
from agent.forge.text.shown import shown
from agent.forge.values import Repo, Wanted
from agent.forge.writes import NewCommit, OpenIssue, PullText
from agent.ports import Proposal, Snapshot
from agent.settings import Settings
from agent.verdict import VerdictKind
from agent.workspace.git import Checkout
from agent.workspace.trees import trees_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where pull requests of this run go, and what made them: `base` is the branch they would be merged into,
    `model` is empty where none was asked, `owned_at` the commit of CODEOWNERS (empty: the snapshot's)."""

    repo: Repo
    checkout: Checkout
    snapshot: Snapshot
    base: str
    codeowners: Codeowners | None
    version: str
    sandbox: str
    model: str
    owned_at: str = ""


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes `Wanted` from a proposal. What it asks the forge is about people only."""

    place: Place
    people: People
    settings: Settings

    def __call__(self, proposal: Proposal, ledger: Ledger) -> tuple[Wanted, tuple[str, ...]]:
        """How the pull request should be, and what a person should know of it besides."""
        delivery, fixed = self.settings.delivery, proposal.verdict.kind is VerdictKind.FIXED
        facts = self._facts(proposal, ledger)
        owned = facts.ownership

        def text(head: str, verified: bool | None) -> PullText:
            return describe(replace(facts, head=head), verified)

        wanted = Wanted(
            tuple(finding.fingerprint for finding in proposal.case.findings),
            facts.branch,
            self.place.base,
            proposal.draft.patch.base_sha,
            self._commits(facts),
            text,
            labels=labels(
                delivery.labels if fixed else (*delivery.labels, delivery.gap_label), neutral=facts.neutral
            ),
            ready=fixed,
            assignees=owned.assignees,
            users=owned.users,
            teams=owned.teams,
            stop_label=delivery.stop_label,
        )
        return wanted, (*owned.notes, *_unsaid(facts))

    def comment(self, proposal: Proposal, ledger: Ledger, why: str) -> str:
        """What shows the fix on the dashboard, in place of a pull request."""
        return shown(self._facts(proposal, ledger), why)

    def dashboard(self) -> OpenIssue:
        """The dashboard, as it is before follow-up writes it."""
        place, settings = self.place, self.settings
        board = Board(
            place.repo.slug,
            place.repo.private,
            place.base,
            place.snapshot.base_sha,
            settings.github.server_url,
        )
        return OpenIssue(settings.follow.dashboard_title, render(board, State()))

    def _facts(self, proposal: Proposal, ledger: Ledger) -> Facts:
        place, case = self.place, proposal.case
        told = mode(place.repo.private, case.rule.severity, self.settings.disclosure)
        owned = self._ownership(proposal)
        return Facts(
            proposal if told == "public" else _without_proof(proposal), told, owned, place.repo.slug,
            place.base, ledger.branch_for(case), self.settings.github.server_url, place.version,
            place.sandbox, place.model,
            stop_label=self.settings.delivery.stop_label,
            earlier=tuple(entry.pull.url for entry in ledger.merged(case)),
            closed=tuple(entry.pull.url for entry in ledger.closed(case)),
            uses=uses(case, place.snapshot),
        )  # fmt: skip

    def _ownership(self, proposal: Proposal) -> Ownership:
        delivery, repo = self.settings.delivery, self.place.repo
        findings = proposal.case.findings
        question = Question(
            paths=tuple(dict.fromkeys((proposal.case.path, *proposal.draft.patch.paths))),
            lines={proposal.case.path: _lines(findings)},
            codeowners=self.place.codeowners,
            author=repo.login,
            organisation=repo.owner,
            security_team=delivery.security_team,
            assign=delivery.assignees_from_code_owners,
            ref=self.place.owned_at or proposal.draft.patch.base_sha,
            base_sha=proposal.draft.patch.base_sha,
        )
        return ownership(question, self.people)

    def _commits(self, facts: Facts) -> tuple[NewCommit, ...]:
        """The failing test first, where the patch holds one and the wording may show it; then the fix."""
        parts = [part for part in split_changes(facts.proposal) if part]
        trees = trees_of(self.place.checkout, parts)
        messages = commit_messages(facts)
        return tuple(
            NewCommit(message, changes, tree)
            for message, changes, tree in zip(messages, parts, trees, strict=True)
        )


def _unsaid(facts: Facts) -> tuple[str, ...]:
    """What has to be done besides, and what the neutral wording of the pull request keeps quiet about."""
    if not (facts.neutral and is_secret(facts.proposal.case.rule)):
        return ()
    return ("The secret must be rotated; the pull request does not say so, because its wording is neutral.",)


def _without_proof(proposal: Proposal) -> Proposal:
    """The proposal without the test that shows the attack."""
    patch = proposal.draft.patch
    kept = replace(patch, changes=split_changes(proposal)[1])
    return replace(proposal, draft=replace(proposal.draft, patch=kept))


def _lines(findings: Sequence[Finding]) -> tuple[int, ...]:
    return tuple(
        line for finding in findings for line in range(finding.location.start, finding.location.end + 1)
    )
