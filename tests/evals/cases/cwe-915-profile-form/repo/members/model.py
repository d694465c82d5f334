"""Members of the club."""

from dataclasses import dataclass

# What members may change about themselves; the rest is the office's.
EDITABLE = frozenset({"name", "phone", "newsletter"})


@dataclass
class Member:
    number: int
    name: str
    phone: str = ""
    newsletter: bool = True
    role: str = "member"
    paid_until: str = "2024-12-31"
