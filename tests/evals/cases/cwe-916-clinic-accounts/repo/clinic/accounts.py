"""Accounts of the staff."""

import hashlib
import hmac
import json
from pathlib import Path


class UnknownUser(KeyError):
    """There is no such account."""


class Accounts:
    """Accounts in a JSON file, a mapping from name to what is kept of the password."""

    def __init__(self, path):
        self._path = Path(path)
        self._kept = json.loads(self._path.read_text()) if self._path.exists() else {}

    def _digest(self, password):
        return hashlib.sha256(password.encode()).hexdigest()

    def register(self, name, password):
        """Make an account; False when the name is taken."""
        if name in self._kept:
            return False
        self._kept[name] = self._digest(password)
        self._save()
        return True

    def check(self, name, password):
        """Whether the password is that of the account."""
        kept = self._kept.get(name)
        return kept is not None and hmac.compare_digest(kept, self._digest(password))

    def change(self, name, old, new):
        """Change a password; False when the old one is wrong."""
        if name not in self._kept:
            raise UnknownUser(name)
        if not self.check(name, old):
            return False
        self._kept[name] = self._digest(new)
        self._save()
        return True

    def _save(self):
        self._path.write_text(json.dumps(self._kept))
