"""What a run leaves in its output folder: finished cases, their review pages, the overview and the report."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent.cli.compose import Site
from agent.cli.target import Target
from agent.domain import Case
from agent.forge.folder import Read, save_case, saved_case
from agent.forge.pulls import PullForge
from agent.ports import Progress
from agent.report.pages import case_page, index_page
from agent.report.record import RunRecord, dumps, report, write_atomic
from agent.verdict import Delivery, Outcome


@dataclass(frozen=True, slots=True)
class Keeper:
    """Where finished cases are kept: `key` is what they depend on besides their findings.

    `read` gives the files of the base commit, which credentials are left in.
    """

    folder: Path
    key: str
    render: Callable[[Sequence[Outcome]], str]
    read: Read

    def keep(self, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
        """Write a case's page where its fix was accepted."""
        return save_case(self.folder, self.key, outcomes, self.render, self.read)

    def kept(self, case: Case) -> tuple[Outcome, ...]:
        """What an earlier run made of a case, if that still counts."""
        return saved_case(self.folder, self.key, case, self.read)


def make_keeper(target: Target, key: str, folder: Path, *, sandbox: str, model: str) -> Keeper:
    """Keeps the cases of a target; pages name the sandbox and the model that they are due to."""
    site = target.site
    render = partial(
        case_page, target=target.short, base=target.base or _branch(site), base_sha=site.snapshot.base_sha,
        sandbox=sandbox, model=model,
    )  # fmt: skip
    return Keeper(folder, key, render, site.snapshot.read)


def write_record(folder: Path, record: RunRecord) -> None:
    """Write the overview and the report of a run."""
    pages = {outcome.case: outcome.delivered.page for outcome in record.outcomes if outcome.delivered.page}
    write_atomic(folder / "index.html", index_page(record, pages))
    write_atomic(folder / "report.json", dumps(report(record)))


def finish(forge: PullForge, progress: Progress) -> None:
    """Complete what an earlier run began on the forge, and say so."""
    for done in forge.finish():
        completed = "would be completed" if done.delivery is Delivery.PREPARED else "completed"
        said = (done.note or f"{completed}: an earlier run began it", *done.notes)
        progress.note(f"{done.branch}: {'; '.join(said)}")


def claimed(site: Site, folder: Path) -> str:
    """Why the output folder cannot be ours: the repository holds it, or could have made it lead elsewhere."""
    top = site.checkout.top.resolve()
    place = Path(os.path.abspath(folder))  # noqa: PTH100 (resolve would follow the symlinks we look for)
    for written in (place, place.resolve()):
        if written.is_relative_to(site.checkout.git_dir) or ".git" in written.parts:
            return "lies in a git directory"
        if not written.is_relative_to(top):
            continue
        inside = written.relative_to(top).as_posix()
        if (
            any(path == inside or path.startswith(f"{inside}/") for path in site.snapshot.entries())
            or inside == "."
        ):
            return "holds files that git tracks"
        if any(
            above.is_symlink()
            for above in (written, *written.parents)
            if above.is_relative_to(top) and above != top
        ):
            return "leads through a symlink of the repository"
    return ""


def _branch(site: Site) -> str:
    """The branch that HEAD is on, for the commands that a review page shows."""
    return site.checkout.git.text("rev-parse", "--abbrev-ref", "HEAD")
