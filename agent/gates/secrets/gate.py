"""Did the patch add a credential, and what does it add to the surface that an attacker or an auditor sees?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from agent.domain import Change
from agent.errors import ConfigError
from agent.gates.secrets.authentication import changed_authentication
from agent.gates.secrets.credentials import new_credentials
from agent.gates.secrets.dependencies import new_dependencies
from agent.gates.secrets.endpoints import new_endpoints
from agent.gates.secrets.hosts import new_hosts
from agent.gates.secrets.permissions import new_permissions
from agent.gates.trial import Answer, Trial, failed, not_run, passed
from agent.paths import canonical
from agent.settings import GateSettings
from agent.verdict import Flag, FlagKind

MAX_FLAGS = 20

# What this gate can tell; siblings are the finding gate's.
KINDS = tuple(kind for kind in FlagKind if kind is not FlagKind.SIBLING)

_PLURAL = {
    FlagKind.HOST: "new hosts",
    FlagKind.DEPENDENCY: "changes of dependencies",
    FlagKind.ENDPOINT: "new endpoints",
    FlagKind.PERMISSION: "changes of permissions",
    FlagKind.AUTHENTICATION: "changes of authentication",
    FlagKind.MATERIAL: "material paths",
}


def check_policy(policy: GateSettings) -> None:
    """Raise ConfigError when `gates.fail_on` names a kind that this gate does not know."""
    unknown = [kind for kind in policy.fail_on if kind not in KINDS]
    if unknown:
        raise ConfigError(
            f"gates.fail_on: there is no risk flag {unknown[0]!r}", hint="kinds: " + ", ".join(KINDS)
        )


def secrets(trial: Trial) -> Answer:
    """A new credential fails; the rest is flagged, and fails where the policy says so."""
    changes = (*trial.patch.changes, *trial.included)
    found = new_credentials(changes)
    if found:
        shown = "; ".join(f"{c.path}:{c.line}: {c.kind}" for c in found[:5])
        more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
        return failed(f"adds a credential: {shown}{more}; read it from the environment or a secret store")
    flags = _surface(trial)
    kept = flags[:MAX_FLAGS]
    banned = next((flag for flag in flags if flag.kind in trial.policy.fail_on), None)
    if banned is not None:
        why = f"gates.fail_on has {banned.kind.value!r}"
        return failed(f"{banned.where}: {banned.text}; {why}", kept)
    if any(flag.kind is FlagKind.DEPENDENCY for flag in flags):
        advice = trial.advise(changes)
        if not advice.known:
            return not_run(f"nothing is known of the new dependencies: {advice.detail}", kept)
        if advice.vulnerable:
            return failed(f"a new dependency is known to be vulnerable: {advice.detail}", kept)
    return passed(_summary(flags), kept)


def _surface(trial: Trial) -> tuple[Flag, ...]:
    """Every flag once, in an order that depends on the patch alone; the gravest kinds come first."""
    changes = sorted((*trial.patch.changes, *trial.included), key=lambda change: change.path)
    kinds = (
        _material(changes, trial.policy.material),
        new_dependencies(changes),
        changed_authentication(changes),
        sorted(new_hosts(changes, trial.snapshot), key=lambda flag: (flag.where, flag.text)),
        new_permissions(changes),
        new_endpoints(changes),
    )
    return tuple(dict.fromkeys(flag for kind in kinds for flag in kind))


def _material(changes: Sequence[Change], patterns: Sequence[str]) -> Iterator[Flag]:
    for change in changes:
        for pattern in patterns:
            path, shape = f"/{canonical(change.path)}", f"/{canonical(pattern).lstrip('/')}"
            if fnmatchcase(path, shape) or fnmatchcase(path, shape.rstrip("/") + "/*"):
                yield Flag(FlagKind.MATERIAL, f"{change.path}:1", f"is material for compliance ({pattern})")
                break


def _summary(flags: Sequence[Flag]) -> str:
    if not flags:
        return "no credential, nothing new on the surface"
    counts = Counter(flag.kind for flag in flags)
    parts = [f"{_PLURAL[kind]}: {counts[kind]}" for kind in KINDS if counts[kind]]
    more = f"; {MAX_FLAGS} are shown, and {len(flags) - MAX_FLAGS} more" if len(flags) > MAX_FLAGS else ""
    return f"no credential; {', '.join(parts)}{more}"
