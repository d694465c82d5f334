"""Attachments on disk: one folder for each message, with subfolders as the sender made them."""

from pathlib import Path


class Attachments:
    def __init__(self, root):
        self.root = Path(root)

    def listing(self, message):
        """Paths of a message's attachments, relative to the folder of the message."""
        folder = self.root / str(int(message))
        if not folder.is_dir():
            return []
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
