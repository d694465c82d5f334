"""Where accepted fixes of an evaluation go: nowhere, but to the hidden tests."""

from __future__ import annotations

from collections.abc import Mapping

from agent.bundle.making import Tray
from agent.domain import Case, Finding
from agent.ports import Proposal
from agent.verdict import Delivered, Delivery


class Shelf:
    """The forge of one case: keeps what was accepted. `secrets` are values, by name, that no fix may hold."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._tray = Tray(secrets)
        self.taken: Proposal | None = None

    def known(self, finding: Finding) -> Delivered | None:
        """Nothing: every case is worked on."""
        return self._tray.known(finding)

    def admit(self, case: Case) -> str:
        """Every case."""
        return self._tray.admit(case)

    def dismiss(self, case: Case) -> None:
        """Nothing to give back."""
        self._tray.dismiss(case)

    def deliver(self, proposal: Proposal) -> Delivered:
        """Keep the fix, unless it holds a secret of ours."""
        delivered = self._tray.deliver(proposal)
        if delivered.delivery is not Delivery.NONE:
            self.taken = proposal
        return delivered

    def holds(self, delivered: Delivered) -> bool:
        """Never."""
        return self._tray.holds(delivered)
