"""Other repositories of the organisation, which are listed but not served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Other:
    """A repository beside the one that the double serves. `size` is in KB, `pushed` in seconds since the epoch.

    `properties` are its custom properties; a tuple is a choice of several.
    """

    slug: str
    private: bool = True
    archived: bool = False
    disabled: bool = False
    fork: bool = False
    size: int = 100
    pushed: float = 1_700_000_000.0
    topics: tuple[str, ...] = ()
    properties: Mapping[str, str | tuple[str, ...] | None] = field(default_factory=dict)
    default_branch: str = "main"
