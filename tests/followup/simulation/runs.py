"""Runs of `suture follow` on the stage, put together as the command does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.domain import Finding
from agent.followup.dashboard import bring
from agent.followup.engine import Followed, Follower
from agent.followup.observe import Observer
from agent.followup.overview import overview
from agent.followup.people import Around, Place, ladder
from agent.followup.ports import Workbench
from agent.followup.sources import Sources
from agent.followup.values import Ladder
from agent.forge.delivery.ledger import ledger
from agent.forge.delivery.limits import load
from agent.forge.delivery.lock import locked
from agent.forge.github.repository import GithubHost
from agent.forge.past import Past
from agent.forge.text.marker import Marker
from agent.forge.values import Act, Pull, Trouble
from tests.followup.simulation.world import World


@dataclass
class Following:
    """One run: `done` is what it made of each pull request, `reason` why the dashboard was not written."""

    world: World
    host: GithubHost
    bench: Workbench
    done: tuple[Followed, ...] = ()
    reason: str = ""

    def run(self) -> None:
        """Follow every pull request, then bring the dashboard up to date."""
        world, host, pulls = self.world, self.host, self._ours()
        follower = Follower(
            host, self.bench, self._observer(pulls), world.settings, world.holder(), world.now, publish=True,
            sleep=world.sleep, clock=world.hub.state.now,
        )  # fmt: skip
        self.done = follower.run(pulls)
        self.reason = self._dashboard(follower)

    def _ours(self) -> tuple[Pull, ...]:
        pulls = self.host.ours()
        assert not isinstance(pulls, Trouble)
        return pulls

    def _past(self, pulls: Sequence[Pull]) -> Past:
        rules = {finding.fingerprint: finding.rule.id for finding in self._findings()}
        return Past(self.host, self.world.settings, ledger(pulls), self.world.now(), rules)

    def _findings(self) -> list[Finding]:
        return [part.finding for part in self.world.parts if self.world.present(part)]

    def _observer(self, pulls: Sequence[Pull]) -> Observer:
        world, host, past = self.world, self.host, self._past(pulls)
        around = Around(
            host.people, world.owners, host.repo.owner, world.settings.follow, world.settings.delivery,
            load(tuple(entry.pull for entry in past.ledger.entries), world.now()).by_owner,
        )  # fmt: skip

        def ladders(pull: Pull, marker: Marker, acts: Sequence[Act]) -> Ladder:
            part = world.by_fingerprint[marker.fingerprints[0]]
            return ladder(around, pull, acts, Place(part.path, (7,), self.bench.base_sha))

        ticked = frozenset(past.dashboard().state.retry)
        return Observer(
            host,
            self.bench,
            host.people,
            ladders,
            True,
            lambda _: False,
            lambda marker: not marker.rule,
            ticked,
        )

    def _dashboard(self, follower: Follower) -> str:
        world, host, past = self.world, self.host, self._past(self._ours())

        def known(finding: Finding) -> str:
            found = past.known(finding)
            return found.note if found else ""

        sources = Sources(
            host.repo, "main", world.base, past.ledger.entries, self.done, self._findings(), known,
            world.settings, world.now(),
        )  # fmt: skip
        shown = bring(host, overview(sources), world.settings, publish=False, still_ours=str)
        if shown.write is None or follower.barred:
            return shown.reason or follower.barred
        with locked(host, follower.holder, follower.sleep, follower.clock) as held:
            if isinstance(held, Trouble):
                return held.reason
            return bring(host, overview(sources), world.settings, True, held.still_ours).reason
