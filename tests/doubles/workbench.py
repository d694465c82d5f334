"""A repository on a real git server with a pull request of ours, and the Workbench over a clone of it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from agent.authoring.asking.team import Team
from agent.authoring.asking.writer import Writer
from agent.domain import Case, Change, Finding, Location, NoProof, Patch, Rule, Scan, Severity, Skip, Source
from agent.followup.again import Desk
from agent.followup.bench import Asks, CodeBench
from agent.followup.presence import BaseScan
from agent.followup.values import Base, Branch, Merge, Observed, Presence, Touch
from agent.forge.delivery.ledger import Ledger
from agent.forge.text.marker import Marker
from agent.forge.values import Commit, Pull, PullState, Repo, Trouble
from agent.forge.wanted import Composer, Place
from agent.gates.runner import Bench
from agent.gates.trial import Answer, Suite, passed
from agent.pipeline import scan_commit
from agent.ports import Model, Scanner
from agent.scanner.twins import numbered
from agent.settings import Settings
from agent.verdict import Outcome
from agent.workspace.branch import BASE, MARK
from agent.workspace.clone import clone
from agent.workspace.fetching import Fetching
from agent.workspace.snapshot import GitSnapshot
from tests.doubles.git_server import Behaviour, GitServer, serving
from tests.doubles.people import FakePeople
from tests.doubles.repo import commit, git, make_repo
from tests.doubles.stories import WITHOUT_MODEL
from tests.doubles.suite_snapshot import CannedSuite

US = "suture-bot"
RULE = Rule("no-eval", Severity.HIGH, cwe=("CWE-95",))
PATH = "app/calc.py"
CALC = 'import ast\n\n\ndef calc(text):\n    """A literal\'s value."""\n    return eval(text)\n\n\ndef double(number):\n    return number + number\n'
FIXED = CALC.replace("eval(text)", "ast.literal_eval(text)")
FILES = {"app/__init__.py": "", PATH: CALC, "README.md": "# shop\n"}
SETTINGS = Settings.model_validate({"gates": {"require": tuple(WITHOUT_MODEL.split(","))}})
PASSED = passed("2 passed before and after")
CONTRACT = (
    "Path: from whoever calls `def calc(text):` to the evaluation of it.\n"
    "Input: `__import__('os').system('id')`, which runs a command.\n"
    "Invariant: no text that is given to calc runs code.\n"
    "Place: inside `def calc(text):`.\n"
    "Keep: the value of a literal.\n"
    "Helper: none\n"
)
"""What a model states of the finding in `CALC`."""
_EVAL = re.compile(r"(?<![\w.])eval\(")


@dataclass
class LineScanner:
    """Reports each line of a Python file that calls eval; `skips` are files that it cannot read."""

    skips: tuple[Skip, ...] = ()
    scans: list[tuple[str, ...]] = field(default_factory=list)

    def scan(self, folder: Path) -> Scan:
        """Scan a folder, and keep which files were in it."""
        files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
        self.scans.append(tuple(files))
        unread = {skip.what for skip in self.skips}
        found = (f for path in files if path not in unread for f in _found(folder, path))
        return Scan(
            tuple(numbered(found)), tuple(s for s in self.skips if s.what in files or s.what == "semgrep")
        )


def _found(folder: Path, path: str) -> Iterator[Finding]:
    if path.endswith(".py"):
        for number, line in enumerate((folder / path).read_text().split("\n"), 1):
            if _EVAL.search(line):
                yield Finding(RULE, Location(path, number, number), "eval runs code", line)


class Silent:
    """Nobody watches."""

    def stage(self, case: Case, stage: str) -> None: ...

    def done(self, outcome: Outcome) -> None: ...

    def note(self, text: str) -> None: ...


class NoStyleSuite(CannedSuite):
    """A suite in which no proof can be run."""

    def style(self, path: str) -> NoProof:
        return NoProof(f"no framework for {path}")


@dataclass
class Workshop:
    """`work` is where people and we commit; everything is pushed to the server's repository."""

    folder: Path
    server: GitServer
    root: Path
    work: Path
    fingerprint: str = ""
    made: int = 0

    def on_base(self, files: Mapping[str, str | bytes], gone: Sequence[str] = ()) -> str:
        """A commit on main."""
        git(self.work, "checkout", "-q", "main")
        for path in gone:
            git(self.work, "rm", "-q", path)
        sha = commit(self.work, files)
        self._push("main")
        return sha

    def opened(self, files: Mapping[str, str | bytes], **marked: object) -> tuple[Pull, Marker]:
        """A pull request of ours from main's present commit."""
        base = git(self.work, "rev-parse", "main")
        self.fingerprint = self._scanned(base)[0].fingerprint
        git(self.work, "checkout", "-q", "-b", self.branch, "main")
        head = self.on_branch(files, self.trailers(base), who=US)
        changes = tuple(Change(path, None, _bytes(text)) for path, text in files.items())
        marker = Marker(
            fingerprints=(self.fingerprint,), branch=self.branch, base_sha=base, head=head, kind="fixed",
            patch=Patch(base, changes, Source.MODEL).digest, ready=True, source="model", rule=RULE.id,
        )  # fmt: skip
        return self.pull(), marker.model_copy(update=marked)

    @property
    def branch(self) -> str:
        """Our branch."""
        return f"suture/{self.fingerprint}"

    def trailers(self, base: str) -> str:
        """What a commit of ours says."""
        return f"fix(app): a thing\n\n{MARK}: {self.fingerprint}\n{BASE}: {base}"

    def on_branch(self, files: Mapping[str, str | bytes], message: str = "x", who: str = "ann") -> str:
        """A commit on our branch."""
        git(self.work, "checkout", "-q", self.branch)
        commit(self.work, files, message)
        git(self.work, "commit", "-q", "--amend", "--no-edit", f"--author={who} <{who}@example.com>")
        return self._push(self.branch)

    def updated(self, *, spoilt: bool = False) -> str:
        """Somebody merged main into our branch; `spoilt` with a change of their own in the merge."""
        git(self.work, "checkout", "-q", self.branch)
        git(self.work, "merge", "-q", "--no-ff", "--no-edit", "main")
        if spoilt:
            (self.work / "extra.py").write_text("x = 1\n")
            git(self.work, "add", "-A")
        git(self.work, "commit", "-q", "--amend", "--no-edit", "--author=ann <ann@example.com>")
        return self._push(self.branch)

    def pull(self) -> Pull:
        """The pull request as it is now."""
        head = git(self.repo, "rev-parse", self.branch)
        return Pull(
            7, "PR_7", "https://forge.test/acme/shop/pull/7", PullState.OPEN, False, "fix: a thing", "", US,
            self.branch, head, "acme/shop", "main", created=datetime(2026, 3, 2, tzinfo=UTC),
        )  # fmt: skip

    @property
    def repo(self) -> Path:
        """The server's repository."""
        return self.root / "acme/shop.git"

    def commits(self, number: int) -> tuple[Commit, ...] | Trouble:
        """The pull request's commits, as a forge lists them."""
        assert number == 7
        names = git(self.repo, "rev-list", "--reverse", "--topo-order", f"main..{self.branch}").split()
        return tuple(self._commit(name) for name in names)

    def _commit(self, name: str) -> Commit:
        tree, parents, who, text = git(self.repo, "show", "-s", "--format=%T%x00%P%x00%an%x00%B", name).split(
            "\0"
        )
        return Commit(name, tree, tuple(parents.split()), text, who)

    def holds(self, sha: str) -> bool | Trouble:
        """Whether main's history holds a commit."""
        return sha in git(self.repo, "rev-list", "main").split()

    def bench(
        self, scanner: Scanner | None = None, model: Model | None = None, settings: Settings = SETTINGS,
        suite: Suite | None = None, answer: Answer = PASSED, private: bool = True,
    ) -> CodeBench:  # fmt: skip
        """The Workbench of one run, on a fresh clone of main."""
        self.made += 1
        address = f"{self.server.url}/acme/shop.git"
        checkout = clone(address, "", "main", self.folder / f"clone{self.made}")
        snapshot, scanner = GitSnapshot(checkout), scanner or LineScanner()
        paths = tuple(snapshot.entries())
        found = scan_commit(snapshot, scanner, paths)
        today = BaseScan(checkout, snapshot, scanner, found, frozenset(paths), (), "5" * 64, 1_000_000)
        bench = Bench(snapshot, scanner, suite or NoStyleSuite(answer), settings.gates, found, rules="5" * 64)
        place = Place(self.repository(private), checkout, snapshot, "main", None, "1.0", "none", "scripted")
        writers = (Writer(model, settings.model),) if model else ()
        desk = Desk(Team(writers), Silent(), Composer(place, FakePeople(), settings), Ledger(()))
        asks = Asks(US, self.commits, self.holds, lambda path: f"the commit that changed {path}")
        return CodeBench(today, bench, Fetching(checkout, address, lambda: ""), asks, desk, settings)

    def repository(self, private: bool = True) -> Repo:
        """The repository as the forge describes it."""
        return Repo("acme/shop", "main", private, archived=False, can_push=True, login=US)

    def observed(self, pull: Pull, marker: Marker, *, private: bool = True) -> Observed:
        """What the Workbench needs to know of a pull request."""
        base = Base(git(self.repo, "rev-parse", "main"), Presence.PRESENT)
        branch = Branch(pull.head_sha, Touch.NONE, Merge.UNKNOWN)
        return Observed(self.repository(private), pull, marker, (), (), base, branch)

    def tree_after(self, start: str, changes: Sequence[Change]) -> str:
        """Git's own name for a commit's tree with changes, made in the work tree."""
        git(self.work, "checkout", "-q", "--detach", start)
        for change in changes:
            file = self.work / change.path
            if change.after is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(change.after)
        git(self.work, "add", "-A")
        tree = git(self.work, "write-tree")
        git(self.work, "reset", "-q", "--hard")
        return tree

    def _push(self, name: str) -> str:
        git(self.work, "push", "-q", "--force", str(self.repo), name)
        return git(self.work, "rev-parse", name)

    def _scanned(self, sha: str) -> tuple[Finding, ...]:
        git(self.work, "checkout", "-q", sha)
        return LineScanner().scan(self.work).findings


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


@contextlib.contextmanager
def workshop(folder: Path, files: Mapping[str, str | bytes] = FILES) -> Iterator[Workshop]:
    """`acme/shop` on a git server, with `files` on main."""
    work = make_repo(folder / "work", files)
    (folder / "srv/acme").mkdir(parents=True)
    git(folder, "clone", "-q", "--bare", "work", "srv/acme/shop.git")
    with serving(folder / "srv", Behaviour()) as server:
        yield Workshop(folder, server, folder / "srv", work)


def moved(pull: Pull, head: str) -> Pull:
    """The same pull request with another head."""
    return replace(pull, head_sha=head)
