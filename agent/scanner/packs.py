"""Packs: our own rules by a name such as `suture:default`, chosen from what each rule's file says."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.domain import Level
from agent.errors import RulesError
from agent.scanner.bundled import BundledRule, bundled_rules

PREFIX = "suture:"
DEFAULT = f"{PREFIX}default"
# MITRE's 2024 CWE Top 25 Most Dangerous Software Weaknesses, in its order.
CWE_TOP_25 = (
    79, 787, 89, 352, 22, 125, 78, 416, 862, 434, 94, 20, 77,
    287, 269, 502, 200, 863, 918, 119, 476, 798, 190, 400, 306,
)  # fmt: skip
_TOP_25 = frozenset(f"CWE-{number}" for number in CWE_TOP_25)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What a run looks for: rules of ours, and files or folders of anybody's."""

    bundled: tuple[BundledRule, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of our own rules."""
        return frozenset(rule.id for rule in self.bundled)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every file and folder that rules are read from."""
        return (*(rule.file for rule in self.bundled), *self.files)


def is_pack(name: str) -> bool:
    """Whether this is a pack's name; a file that is called so is written `./suture:...`."""
    return name.startswith(PREFIX)


def rule_set(names: Sequence[str], folder: Path) -> RuleSet:
    """The rules behind `names`: packs or single rules of ours, and paths relative to `folder`.

    None at all means `suture:default`. Raises RulesError for a pack that does not exist.
    """
    wanted = {rule.id for name in names or (DEFAULT,) if is_pack(name) for rule in pack(name)}
    bundled = tuple(rule for rule in (bundled_rules() if wanted else ()) if rule.id in wanted)
    return RuleSet(bundled, tuple(folder / name for name in names if not is_pack(name)))


def pack(name: str) -> tuple[BundledRule, ...]:
    """The rules of one pack, or the one rule of that id behind the prefix.

    Raises RulesError, which names every pack, for one that does not exist.
    """
    several = packs()
    known = {**{f"{PREFIX}{rule.id}": (rule,) for rule in bundled_rules()}, **several}
    if name in known:
        return known[name]
    # Without the prefix, which all of them share: with it anything short looks like `suture:go`.
    near = difflib.get_close_matches(
        name.removeprefix(PREFIX), [each.removeprefix(PREFIX) for each in known], 1
    )
    meant = f"; did you mean {PREFIX}{near[0]}?" if near else ""
    raise RulesError(
        f"there is no pack {name or '(empty)'}{meant}",
        hint=f"packs: {', '.join(several)}; or {PREFIX} and the id of one rule of `suture rules list`",
    )


def packs(rules: Sequence[BundledRule] | None = None) -> Mapping[str, tuple[BundledRule, ...]]:
    """Every pack with its rules, in the order in which people read them."""
    rules = bundled_rules() if rules is None else rules
    chosen = {f"{PREFIX}{name}": tuple(filter(test, rules)) for name, test in _BY_WHAT.items()}
    for language in dict.fromkeys(rule.language for rule in rules):
        chosen[f"{PREFIX}{language}"] = tuple(
            rule for rule in rules if rule.language == language and _likely(rule)
        )
    return chosen


def packs_of(rule: BundledRule, known: Mapping[str, Sequence[BundledRule]]) -> tuple[str, ...]:
    """The names of the packs that hold a rule."""
    return tuple(name for name, rules in known.items() if rule in rules)


def _likely(rule: BundledRule) -> bool:
    return rule.rule.confidence is not Level.LOW


def _default(rule: BundledRule) -> bool:
    """What is right most often: a newcomer's first run is no place for doubtful findings."""
    return rule.rule.confidence is Level.HIGH


def _owasp(rule: BundledRule) -> bool:
    return _likely(rule) and any(":2021 - " in category for category in rule.rule.owasp)


def _top_25(rule: BundledRule) -> bool:
    return _likely(rule) and bool(_TOP_25.intersection(rule.rule.cwe[:1]))


_BY_WHAT: Mapping[str, Callable[[BundledRule], bool]] = {
    "default": _default,
    "all": lambda _: True,
    "owasp": _owasp,
    "cwe-top-25": _top_25,
}
