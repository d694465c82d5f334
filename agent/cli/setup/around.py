"""What `suture init` finds out about a repository, so that it need not ask."""

from __future__ import annotations

import fnmatch
import json
import re
from pathlib import Path

from agent.cli.setup.settings_file import Found
from agent.errors import UsageError
from agent.forge.codeowners import Codeowners, OwnerKind, load
from agent.gates.suite.discovery import discover, title
from agent.ports import Snapshot
from agent.workspace.git import Checkout, Git, decode, git_dir_of, open_checkout
from agent.workspace.remote import Remote, parse_target

# Of Kubernetes no file's name tells, and workflows are written by init itself.
_LANGUAGES = {
    "Python": ("*.py", "*.pyi"),
    "JavaScript": ("*.js", "*.jsx", "*.mjs", "*.cjs"),
    "TypeScript": ("*.ts", "*.tsx", "*.mts", "*.cts"),
    "Java": ("*.java",),
    "Go": ("*.go",),
    "Ruby": ("*.rb",),
    "PHP": ("*.php",),
    "Dockerfile": ("Dockerfile", "Dockerfile.*", "*.dockerfile", "*.Dockerfile"),
    "Terraform": ("*.tf",),
}
# Where no suite is found by itself: a file, what it must hold, and the command that it stands for.
_COMMANDS = (("go.mod", rb"^module ", "go test ./..."), ("Makefile", rb"^test:", "make test"))
_SECURITY = re.compile(r"(?<![a-z])(app-?sec|prod-?sec|security|sec)(?![a-z])", re.IGNORECASE)


def open_any_checkout(path: Path) -> Checkout:
    """As `open_checkout`, but a repository without any commit is one too: its HEAD is the empty tree."""
    git = Git(path.resolve())
    top = git.call("rev-parse", "--show-toplevel")
    unborn = top.status == 0 and git.call("rev-parse", "--verify", "--quiet", "HEAD").status != 0
    if not unborn:
        return open_checkout(path)
    root = Path(decode(top.stdout).removesuffix("\n"))
    empty = git.text("hash-object", "-t", "tree", "--stdin")
    return Checkout(Git(root), root, "", empty, git_dir_of(git, root))


def default_branch(checkout: Checkout) -> str:
    """What `origin` calls its HEAD, else the branch that is checked out; empty when there is neither."""
    remote = checkout.git.call("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD")
    name = decode(remote.stdout).strip().removeprefix("refs/remotes/origin/")
    return name or current_branch(checkout)


def current_branch(checkout: Checkout) -> str:
    """The branch that is checked out; empty when none is."""
    head = checkout.git.call("symbolic-ref", "--quiet", "HEAD")
    return decode(head.stdout).strip().removeprefix("refs/heads/")


def found_in(snapshot: Snapshot) -> Found:
    """Languages that bundled rules are for, tests and owners of a commit."""
    names = {path.rpartition("/")[2] for path in snapshot.entries()}
    languages = tuple(
        name for name, known in _LANGUAGES.items() if any(fnmatch.filter(names, pattern) for pattern in known)
    )
    suites = tuple(title(plan) for plan in discover(snapshot))
    owners = load(snapshot.read)
    return Found(
        languages=languages,
        suites=suites,
        command="" if suites else _command(snapshot),
        codeowners=owners.file if owners else "",
        team=_team(owners) if owners else "",
    )


def _command(snapshot: Snapshot) -> str:
    for path, mark, command in _COMMANDS:
        if re.search(mark, snapshot.read(path) or b"", re.MULTILINE):
            return command
    return ""


def _team(owners: Codeowners) -> str:
    """Who of CODEOWNERS is called after security, else the first team or user who owns everything."""
    named = [owner for rule in owners.rules for owner in rule.owners if owner.kind is not OwnerKind.EMAIL]
    everything = [
        owner
        for rule in owners.rules
        if rule.pattern in ("*", "**", "/**")
        for owner in rule.owners
        if owner.kind is not OwnerKind.EMAIL
    ]
    security = [owner for owner in named if _SECURITY.search(owner.text.rpartition("/")[2])]
    return next((owner.text for owner in (*security, *everything)), "")


def installed_action(direct_url: str, server_url: str) -> str:
    """`OWNER/NAME@SHA` where an installation came from a commit of a repository that anybody can read.

    `direct_url` is the text of PEP 610's `direct_url.json`; everything else that may be in it is no action.
    """
    try:
        said = json.loads(direct_url or "null")
        vcs, address = said["vcs_info"], said["url"]
        commit = vcs["commit_id"]
        wanted = vcs["vcs"] == "git" and address.startswith("https://") and "@" not in address
        named = parse_target(address, server_url) if wanted and "subdirectory" not in said else None
    except (ValueError, TypeError, KeyError, AttributeError, UsageError):
        return ""
    whole = isinstance(commit, str) and re.fullmatch(r"[0-9a-f]{40}", commit)
    return f"{named.slug}@{commit}" if isinstance(named, Remote) and whole else ""
