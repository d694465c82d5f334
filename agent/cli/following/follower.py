"""Everything that following needs, put together for one repository."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from agent.cli import compose
from agent.cli.following.parts import (
    Deciding,
    Part,
    Revising,
    Whole,
    author_of,
    end_of,
    model_name,
    models_of,
    suite_of,
    workbench,
    writes,
)
from agent.cli.models import watching
from agent.cli.publishing import composer, holder
from agent.cli.target import Target, open_base
from agent.cli.teams import watched_team
from agent.domain import Finding
from agent.followup.again import Desk
from agent.followup.bench import Asks, CodeBench
from agent.followup.calendar import calendar
from agent.followup.dashboard import Shown, bring
from agent.followup.engine import Followed, Follower
from agent.followup.observe import Observer
from agent.followup.overview import overview
from agent.followup.people import Around, Place, ladder
from agent.followup.presence import BaseScan
from agent.followup.sources import Sources, quiet
from agent.followup.values import Ladder
from agent.forge.codeowners import load as load_codeowners
from agent.forge.delivery.ledger import ledger, listed
from agent.forge.delivery.limits import load
from agent.forge.delivery.lock import locked
from agent.forge.github.repository import GithubHost
from agent.forge.past import Past
from agent.forge.text.marker import Marker
from agent.forge.values import Act, Pull, Trouble
from agent.gates.runner import Bench, required
from agent.pipeline import scan_commit
from agent.ports import Progress
from agent.workspace.fetching import Fetching
from agent.workspace.remote import address_of

Clock = Callable[[], datetime]
_now: Clock = partial(datetime.now, UTC)


@dataclass(frozen=True, slots=True)
class Following:
    """One run that follows: `pulls` are ours as they were when it began, `findings` those of today's base.

    `sandbox` and `model` are what texts call what the gates ran in, and who wrote the fixes.
    """

    target: Target
    host: GithubHost
    follower: Follower
    code: CodeBench
    pulls: tuple[Pull, ...]
    findings: tuple[Finding, ...]
    publish: bool
    sandbox: str
    model: str

    def run(self, only: int = 0) -> tuple[Followed, ...]:
        """Follow our pull requests, or `only` that one. Raises as `Follower.run`."""
        return self.follower.run(self.pulls, only)

    def board(self, done: Sequence[Followed]) -> Shown:
        """Bring the dashboard up to date, or say what would be written. Raises ForgeError."""
        settings, follower = self.target.site.settings, self.follower
        # Not those of the beginning: what this run wrote is to be told.
        pulls = listed(self.host.ours(), self.host.repo.slug)
        past = _past(self.target, self.host, pulls, self.findings, follower.now())

        def known(finding: Finding) -> str:
            found = past.known(finding)
            return found.note if found else ""

        sources = Sources(
            self.host.repo, self.target.base, self.target.site.snapshot.base_sha, past.ledger.entries, done,
            self.findings, known, settings, follower.now(),
        )  # fmt: skip
        board = overview(sources)
        shown = bring(self.host, board, settings, publish=False, still_ours=str)
        if shown.write is None or not self.publish:
            return shown
        if follower.barred:
            return Shown(url=shown.url, reason=f"the dashboard was not written: {follower.barred}")
        with locked(self.host, follower.holder, follower.sleep, follower.clock, follower.told) as held:
            if isinstance(held, Trouble):
                return Shown(url=shown.url, reason=f"the dashboard was not written: {held.reason}")
            return bring(self.host, board, settings, publish=True, still_ours=held.still_ours)


@contextmanager
def following(
    arguments: argparse.Namespace, environ: Mapping[str, str], *, publish: bool, now: Clock = _now
) -> Iterator[Following]:
    """Clone and scan the base branch, and put together what follows its pull requests.

    Raises what `open_base` does, and ConfigError for a calendar that is none.
    """
    with (
        watching() as progress,
        open_base(arguments, environ) as target,
        joined(target, arguments, environ, progress, Whole(publish), now) as run,
    ):
        yield run


@contextmanager
def joined(
    target: Target, arguments: argparse.Namespace, environ: Mapping[str, str], progress: Progress, part: Part,
    now: Clock = _now,
) -> Iterator[Following]:  # fmt: skip
    """Scan a base branch that was cloned, and put together what one job does with its pull requests.

    Raises ConfigError for a calendar that is none.
    """
    assert target.host is not None
    site, host = target.site, target.host
    required(site.settings.gates)
    calendar(site.settings.follow)
    scanner, asked = compose.make_scanner(site), models_of(part, site)
    paths, skipped = compose.targets(site)
    progress.note(f"scanning {len(paths)} files of {target.base} at {site.snapshot.base_sha[:12]}")
    found = scan_commit(site.snapshot, scanner, paths)
    with closing(asked), suite_of(part, site, unsafe=arguments.unsafe_no_sandbox) as (suite, sandbox):
        bench = compose.make_bench(site, scanner, suite, found)
        pulls = listed(host.ours(), host.repo.slug)
        past = _past(target, host, pulls, found.findings, now())
        model = model_name(part, asked)
        make = composer(target, sandbox=sandbox, model=model)
        desk = Desk(watched_team(asked, site.settings, site.environ), progress, make, past.ledger)
        today = BaseScan(
            site.checkout, site.snapshot, scanner, found, frozenset(paths), skipped, bench.rules,
            site.settings.scan.max_target_bytes,
        )  # fmt: skip
        code = _code(target, bench, today, desk, end_of(part, site))
        observer = _observer(target, code, past, part, author=author_of(part, asked))
        publish = writes(part)
        follower = Follower(
            host, workbench(part, code), observer, site.settings, holder(environ), now,
            publish=publish, told=progress.note,
        )  # fmt: skip
        yield Following(target, host, follower, code, pulls, found.findings, publish, sandbox, model)


def _past(
    target: Target, host: GithubHost, pulls: Sequence[Pull], findings: Sequence[Finding], now: datetime
) -> Past:
    rules = {finding.fingerprint: finding.rule.id for finding in findings}
    return Past(host, target.site.settings, ledger(pulls), now, rules)


def _code(target: Target, bench: Bench, today: BaseScan, desk: Desk, until: float) -> CodeBench:
    assert target.host is not None
    site, host = target.site, target.host
    address = address_of(site.settings.github.server_url, host.repo.slug)
    asks = Asks(
        host.repo.login,
        host.commits,
        partial(host.holds, target.base),
        partial(host.last_change, site.snapshot.base_sha),
    )
    fetching = Fetching(site.checkout, address, host.token)
    return CodeBench(today, bench, fetching, asks, desk, site.settings, until)


def _observer(target: Target, code: CodeBench, past: Past, part: Part, *, author: bool) -> Observer:
    assert target.host is not None
    site, host = target.site, target.host
    pulls = tuple(entry.pull for entry in past.ledger.entries)
    around = Around(
        host.people, load_codeowners(site.snapshot.read), host.repo.owner, site.settings.follow,
        site.settings.delivery, load(pulls, past.now).by_owner,
    )  # fmt: skip

    def ladders(pull: Pull, marker: Marker, acts: Sequence[Act]) -> Ladder:
        findings = code.findings(marker)
        path = findings[0].location.path if findings else ""
        lines = tuple(line for f in findings for line in range(f.location.start, f.location.end + 1))
        return ladder(around, pull, acts, Place(path, lines, code.base_sha))

    def by_rule(marker: Marker) -> bool:
        findings = code.findings(marker)
        return bool(findings) and all(finding.fix is not None for finding in findings)

    def quietly(marker: Marker) -> bool:
        return quiet(host.repo, marker, by_name, site.settings)

    by_name = {finding.fingerprint: finding for finding in code.today.found.findings}
    ticked = frozenset(past.dashboard().state.retry)
    elsewhere = isinstance(part, (Deciding, Revising))
    return Observer(host, code, host.people, ladders, author, by_rule, quietly, ticked, elsewhere)
