"""Whether and to what two commits merge: by their trees where those do not meet, by git where they do."""

from __future__ import annotations

from agent.process import run

from .objects import Store, environment
from .records import CheckRun, PullRecord
from .state import State
from .trees import Flat, build, differing, flat

FAILED = {"failure", "timed_out", "cancelled", "action_required", "startup_failure"}


def merged_tree(store: Store, into: str, other: str) -> str:
    """The tree of a clean merge; empty where the two are in conflict."""
    key = ("merged", into, other)
    if key not in store.memory:
        files = _apart(store, into, other)
        store.memory[key] = _by_git(store, into, other) if files is None else build(store, files)
    known: str = store.memory[key]
    return known


def clean(store: Store, into: str, other: str) -> bool:
    """Whether two commits merge without a conflict."""
    key = ("clean", into, other)
    if key not in store.memory:
        apart = _apart(store, into, other) is not None
        store.memory[key] = apart or bool(merged_tree(store, into, other))
    known: bool = store.memory[key]
    return known


def _apart(store: Store, into: str, other: str) -> Flat | None:
    """The merged files where each path changed on one side only and nothing can have been renamed."""
    bases = store.history.bases(into, other)
    found = [store.commit(sha) for sha in (*bases, into, other)]
    if len(bases) != 1 or not all(found):
        return None
    base, *tops = [one.tree for one in found if one]
    sides = [differing(store, base, top) for top in tops]
    if any(old.keys() - new.keys() for old, new in sides):
        return None
    (_, ours), (_, theirs) = sides
    if ours.keys() & theirs.keys():
        return None
    whole = flat(store, tops[0]) | theirs
    folders = {path[:cut] for path in (*ours, *theirs) for cut, sign in enumerate(path) if sign == "/"}
    return None if folders & whole.keys() else whole


def _by_git(store: Store, into: str, other: str) -> str:
    done = run(["git", "-C", str(store.folder), "merge-tree", "--write-tree", into, other], env=environment())
    if done.status not in {0, 1}:
        raise AssertionError(f"git merge-tree: {done.stderr.decode(errors='replace')}")
    return done.stdout.decode().strip() if done.status == 0 else ""


def mergeability(state: State, pull: PullRecord) -> tuple[bool | None, str]:
    """What GitHub says of merging a pull request: `mergeable` and `mergeable_state`."""
    base = state.base_tip(pull)
    if pull.state != "open" or pull.unsure or not base:
        return None, "unknown"
    if not clean(state.store, base, pull.head_sha):
        return False, "dirty"
    if pull.draft:
        return True, "draft"
    if pull.base in state.reviewed and not _approved(pull):
        return True, "blocked"
    if pull.base in state.strict and not state.store.history.holds(pull.head_sha, base):
        return True, "behind"
    runs = latest(state.checks.get(pull.head_sha, []))
    states = {one.state for one in state.statuses.get(pull.head_sha, [])}
    unstable = any(run.status != "completed" or run.conclusion in FAILED for run in runs)
    return True, "unstable" if unstable or states & {"failure", "error", "pending"} else "clean"


def latest(runs: list[CheckRun]) -> list[CheckRun]:
    """The newest run of each check."""
    return list({run.name: run for run in runs}.values())


def _approved(pull: PullRecord) -> bool:
    """Whether the last verdict of each reviewer is an approval, and there is one."""
    verdicts = {one.login: one.state for one in pull.reviews if one.state != "COMMENTED"}
    return "APPROVED" in verdicts.values() and "CHANGES_REQUESTED" not in verdicts.values()
