"""Does the patch apply to the base, exactly and at all?"""

from __future__ import annotations

from agent.gates.trial import Answer, Trial, failed, passed


def applies(trial: Trial) -> Answer:
    """Every change must start from the bytes of the base commit and change something, each path once."""
    patch, snapshot = trial.patch, trial.snapshot
    if patch.base_sha != snapshot.base_sha:
        return failed(f"written for {patch.base_sha[:12]}, not for {snapshot.base_sha[:12]}")
    if not patch.changes:
        return failed("the patch is empty")
    if len(set(patch.paths)) < len(patch.paths):
        return failed("a path is changed twice")
    entries = snapshot.entries()
    for change in patch.changes:
        entry = entries.get(change.path)
        if (entry is not None) != (change.before is not None) or snapshot.read(change.path) != change.before:
            return failed(f"{change.path} is not what the patch expects at {patch.base_sha[:12]}")
        if entry is not None and entry.mode != change.before_mode:
            return failed(f"{change.path} has mode {entry.mode} at base, not {change.before_mode}")
        if change.before == change.after and change.mode == change.before_mode:
            return failed(f"{change.path} is left as it was")
    count = len(patch.changes)
    return passed(f"{count} file{'s' * (count != 1)}, exactly, on {patch.base_sha[:12]}")
