"""The three jobs as three processes with three environments: one fixes, one verifies, one publishes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from agent.bundle.store import read_bundle, write_bundle
from agent.bundle.values import Bundle, Fix
from tests.doubles.delivery import TOKEN, env
from tests.doubles.github import Hub
from tests.doubles.stories import RULES, Ended, suture


@dataclass(frozen=True, slots=True)
class Made:
    """A bundle in a file, with the pack beside it where there is one."""

    file: Path

    @property
    def bundle(self) -> Bundle:
        return read_bundle(self.file)

    def of(self, rule: str) -> Fix:
        """The fix of one rule's finding."""
        (found,) = [fix for fix in self.bundle.fixes if fix.findings[0].rule.id == rule]
        return found

    def edited(self, folder: Path, **changed: Callable[[Fix], Fix]) -> Made:
        """The same with some rules' fixes changed, and a right seal; `_` in a name stands for `-`."""
        by_rule = {name.replace("_", "-"): change for name, change in changed.items()}
        fixes = tuple(
            by_rule[fix.findings[0].rule.id](fix) if fix.findings[0].rule.id in by_rule else fix
            for fix in self.bundle.fixes
        )
        return self.with_(folder, replace(self.bundle, fixes=fixes))

    def with_(self, folder: Path, bundle: Bundle) -> Made:
        """Another bundle, beside a copy of the pack."""
        file = folder / "edited.json"
        write_bundle(file, bundle)
        pack = self.file.with_name(f"{self.file.name}.pack")
        if pack.exists():
            file.with_name("edited.json.pack").write_bytes(pack.read_bytes())
        return Made(file)


def verify(folder: Path, made: Made, out: str = "verified.json", **more: str) -> Ended:
    """The second job: no token, no key; the code comes from the pack."""
    (folder / "rules.yaml").write_text(RULES)
    return suture(
        folder, "verify", "--bundle", made.file, "--out", out, "--report", "judged.json",
        "--config", "rules.yaml", env=more,
    )  # fmt: skip


def publish(
    folder: Path, hub: Hub, made: Made, *args: str, repository: str = "acme/shop", **more: str
) -> Ended:
    """The third job: the token that may write, and no model key."""
    (folder / "rules.yaml").write_text(RULES)
    ended = suture(
        folder, "publish", made.file, repository, "--config", "rules.yaml", *args, env=env(hub, **more)
    )
    assert TOKEN not in ended.out + ended.err
    return ended


def told(file: Path) -> dict[str, dict[str, Any]]:
    """What a report says of each rule's finding."""
    return {each["rule"]: each for each in json.loads(file.read_text())["outcomes"]}
