"""The forge that needs no account: each accepted fix becomes a branch of the checkout."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import MappingProxyType

from agent.domain import Case, Finding
from agent.forge.leaks import leaked_commit
from agent.forge.message import branch_name, commit_message
from agent.forge.writes import NewCommit
from agent.ports import Proposal
from agent.verdict import Delivered, Delivery
from agent.workspace.branch import LeftAlone, write_branch
from agent.workspace.git import Checkout, decode

NO_SECRETS: Mapping[str, str] = MappingProxyType({})


class LocalForge:
    """Writes `suture/<fingerprint>` branches; the work tree, index, HEAD and other refs stay as they are."""

    def __init__(self, checkout: Checkout, secrets: Mapping[str, str] = NO_SECRETS) -> None:
        """`secrets` are values, by name, that no commit may hold."""
        self._checkout = checkout
        self._secrets = secrets
        self._lock = threading.Lock()

    def known(self, finding: Finding) -> Delivered | None:  # noqa: ARG002 (the port's)
        """Nothing: a branch of an earlier run is compared when the fix is delivered."""
        return None

    def admit(self, case: Case) -> str:  # noqa: ARG002 (the port's)
        """Every case: branches cost nobody anything."""
        return ""

    def dismiss(self, case: Case) -> None:
        """Nothing to give back."""

    def deliver(self, proposal: Proposal) -> Delivered:
        """Propose the fix. Repeating it changes nothing; a person's work is left alone."""
        case, draft = proposal.case, proposal.draft
        branch, message = branch_name(case), commit_message(case, draft)
        leak = leaked_commit(NewCommit(message, draft.patch.changes, ""), self._secrets)
        if leak:
            return Delivered(Delivery.NONE, branch, note=leak)
        with self._lock:
            done = write_branch(self._checkout, branch, case.fingerprint, message, draft.patch.changes)
        if isinstance(done, LeftAlone):
            return Delivered(Delivery.NONE, branch, note=done.reason)
        return Delivered(Delivery.PREPARED, branch, commit=done.commit)

    def holds(self, delivered: Delivered) -> bool:
        """Whether an earlier delivery still is what its branch points at."""
        found = self._checkout.git.call("rev-parse", "--verify", "--quiet", f"refs/heads/{delivered.branch}")
        return bool(delivered.commit) and decode(found.stdout).strip() == delivered.commit
