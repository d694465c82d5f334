"""The forge that needs no account: each accepted fix becomes a branch of the checkout."""

from __future__ import annotations

import threading

from agent.domain import Case, Draft
from agent.forge.message import branch_name, commit_message
from agent.verdict import Delivered, Delivery, Verdict
from agent.workspace.branch import LeftAlone, write_branch
from agent.workspace.git import Checkout, decode


class LocalForge:
    """Writes `suture/<fingerprint>` branches; the work tree, index, HEAD and other refs stay as they are."""

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout
        self._lock = threading.Lock()

    def deliver(self, case: Case, draft: Draft, verdict: Verdict) -> Delivered:  # noqa: ARG002 (the port's)
        """Propose the fix. Repeating it changes nothing; a person's work is left alone."""
        branch, message = branch_name(case), commit_message(case, draft)
        with self._lock:
            done = write_branch(self._checkout, branch, case.fingerprint, message, draft.patch.changes)
        if isinstance(done, LeftAlone):
            return Delivered(Delivery.NONE, branch, note=done.reason)
        return Delivered(Delivery.PREPARED, branch, commit=done.commit)

    def holds(self, delivered: Delivered) -> bool:
        """Whether an earlier delivery still is what its branch points at."""
        found = self._checkout.git.call("rev-parse", "--verify", "--quiet", f"refs/heads/{delivered.branch}")
        return bool(delivered.commit) and decode(found.stdout).strip() == delivered.commit
