"""Everything that the text of a pull request is made from."""

from __future__ import annotations

from dataclasses import dataclass

from agent.domain import Location
from agent.forge.owners import Ownership
from agent.ports import Proposal
from agent.settings.schema import Disclosure


@dataclass(frozen=True, slots=True)
class Facts:
    """One proposal on its way to `slug` (`owner/name`), from `branch` into `base`.

    `earlier` are the addresses of pull requests that were merged for the same finding before, `closed` of
    those that were closed and whose time has come again, `uses` other places of a hard-coded secret (see
    `agent.forge.text.uses`), `head` the last commit where it is known.
    """

    proposal: Proposal
    disclosure: Disclosure
    ownership: Ownership
    slug: str
    base: str
    branch: str
    server_url: str
    version: str
    sandbox: str
    model: str = ""
    stop_label: str = "suture:stop"
    earlier: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    uses: tuple[Location, ...] = ()
    head: str = ""

    @property
    def neutral(self) -> bool:
        """Whether the wording must not tell of the weakness."""
        return self.disclosure != "public"
