"""Bringing a fix to its code owners: look, decide what to write next, write it once, look again."""
