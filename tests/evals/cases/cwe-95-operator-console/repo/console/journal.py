"""Who ran what."""

from dataclasses import dataclass, field


@dataclass
class Journal:
    entries: list = field(default_factory=list)

    def note(self, operator, source):
        self.entries.append((operator, source))
