"""Where something stands in a text. Pure."""

from __future__ import annotations

Span = tuple[int, int]
"""Its first character, and the one behind its last."""
