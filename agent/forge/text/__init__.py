"""Everything that people read on the forge: titles, bodies and commit messages, and the marker in them."""

from agent.forge.text.body import describe
from agent.forge.text.commits import commit_messages, split_changes
from agent.forge.text.disclosure import mode
from agent.forge.text.facts import Facts
from agent.forge.text.marker import Marker, fenced, parse, replace_region
from agent.forge.text.secret import uses

__all__ = [
    "Facts",
    "Marker",
    "commit_messages",
    "describe",
    "fenced",
    "mode",
    "parse",
    "replace_region",
    "split_changes",
    "uses",
]
