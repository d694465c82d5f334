"""The repository that every schedule begins with: each step is prepared once, and put back for every schedule."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tests.doubles.github.faults import Schedule
from tests.followup.faulty.cases import Case
from tests.followup.simulation.code import Facility
from tests.followup.simulation.team import Scene
from tests.followup.simulation.world import World, world

PARTS = 3
_KEPT = frozenset({"store", "texts", "_events", "_counted"})
"""What of the double's state is no state: objects never change, and the rest is worked out again."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The stage at one moment."""

    refs: Mapping[str, str]
    state: Mapping[str, Any]
    stage: Mapping[str, Any]


@dataclass
class Ground:
    """One stage for all schedules, one after the other."""

    stage: World
    facility: Facility
    saved: dict[str, Saved] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.saved[""] = self._save()

    def prepared(self, case: Case) -> Scene:
        """The stage as it is just before the step of a case."""
        scene = Scene(self.stage, self.facility, 1)
        if case.name not in self.saved:
            self._restore(self.saved[""])
            case.prepare(scene)
            self.saved[case.name] = self._save()
        self._restore(self.saved[case.name])
        return scene

    def _save(self) -> Saved:
        stage, state = self.stage, self.stage.hub.state
        kept = {each.name: getattr(state, each.name) for each in fields(state) if each.name not in _KEPT}
        own = {name: getattr(stage, name) for name in ("day", "minute", "holders", "red_base", "settings")}
        return Saved(stage.store.refs(), deepcopy(kept), deepcopy(own))

    def _restore(self, saved: Saved) -> None:
        hub, store = self.stage.hub, self.stage.store
        for name in store.refs():
            if name not in saved.refs:
                store.delete_ref(name)
        for name, sha in saved.refs.items():
            store.set_ref(name, sha)
        for name, value in deepcopy(saved.state).items():
            setattr(hub.state, name, value)
        # Worked out again from the events that are there now.
        hub.state._events.clear()
        hub.state._counted = 0
        hub.state.texts.clear()
        for name, value in deepcopy(saved.stage).items():
            setattr(self.stage, name, value)
        self.stage.deeds.clear()
        hub.up()
        hub.schedule = Schedule()
        hub.forget()
        hub.complaints.clear()


@contextlib.contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """A small repository on a double of its own."""
    with world(folder, PARTS) as stage:
        yield Ground(stage, Facility(stage))
