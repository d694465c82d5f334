"""Entries of the guest book."""

from html import escape


class Book:
    """Entries are kept as HTML: `sign` escapes what a guest wrote and turns line ends into <br>."""

    def __init__(self):
        self.entries = []

    def sign(self, name, text):
        self.entries.append(f"<b>{escape(name)}</b>: {escape(text).replace(chr(10), '<br>')}")

    def matching(self, term):
        wanted = escape(term).lower()
        return [entry for entry in self.entries if wanted in entry.lower()]
