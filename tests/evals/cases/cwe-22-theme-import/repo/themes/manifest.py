"""The file `theme.json` that every theme carries."""

import json


class ThemeError(Exception):
    """The archive is no theme."""


def read_manifest(archive):
    """Name and version from the archive's theme.json."""
    try:
        manifest = json.loads(archive.read("theme.json"))
        return str(manifest["name"]), str(manifest["version"])
    except (KeyError, ValueError) as error:
        raise ThemeError(f"theme.json is missing or incomplete: {error}") from error
