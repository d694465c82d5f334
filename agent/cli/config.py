"""suture config: the effective settings, or their JSON Schema."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping

from agent.cli.compose import open_site
from agent.settings import config_schema, shown


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print the schema, or the values that hold for a target with where each came from."""
    if arguments.what == "schema":
        print(json.dumps(config_schema(), indent=2))
    else:
        print(shown(open_site(arguments, environ).loaded), end="")
    return 0
