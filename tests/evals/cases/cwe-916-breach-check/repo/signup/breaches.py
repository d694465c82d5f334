"""Tells whether a password is in a published list of leaked ones.

The list is a folder with a file for the first five signs of each digest, in which every line is the rest of a digest, a
colon and a count. It is published with SHA-1, so that this is how it has to be asked. Nothing of a password is kept here.
"""

import hashlib
from pathlib import Path


class BreachList:
    def __init__(self, folder):
        self._folder = Path(folder)

    def times_seen(self, password):
        """How often the password was leaked; 0 when it is not listed."""
        found = hashlib.sha1(password.encode()).hexdigest().upper()
        file = self._folder / f"{found[:5]}.txt"
        if not file.exists():
            return 0
        for line in file.read_text().splitlines():
            rest, _, count = line.partition(":")
            if rest == found[5:]:
                return int(count)
        return 0
