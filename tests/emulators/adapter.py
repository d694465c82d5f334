"""Our adapter's writes one by one, for a forge where whole runs cannot write: arguments as `main` has them.

Prints what came of each as JSON. Started with the forge's addresses in the environment, as a run would be.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from agent.forge.github import GithubHost, connect
from agent.forge.values import Did, Trouble
from agent.forge.writes import AddLabels, Assign, MarkReady, OpenPull, PullText, RequestReviews, Write
from agent.settings import load
from tests.emulators.seed import SLUG


def shown(found: object) -> dict[str, object]:
    """What came back: `ok`, and the reason where it was a trouble."""
    if isinstance(found, Trouble):
        return {"ok": False, "said": f"{found.kind.value}: {found.reason}"}
    return {"ok": True, "said": str(found)}


def main(branch: str, base: str, text: Path, number: int, node_id: str) -> dict[str, object]:
    """Open the draft, or with its `number` and `node_id` write to it, and ask what else a run asks."""
    settings = load(None, file=None, environ=os.environ, flags={}).settings
    host = connect(settings.github, SLUG)
    try:
        if not number:
            title, _, body = text.read_text().partition("\n")
            return {"open": shown(host.write(OpenPull(branch, base, PullText(title, body))))}
        return _rest(host, number, node_id)
    finally:
        host.close()


def _rest(host: GithubHost, number: int, node_id: str) -> dict[str, object]:
    writes: dict[str, Write] = {
        "labels": AddLabels(number, ("security", "suture")),
        "ready": MarkReady(number, node_id),
        "assignees": Assign(number, ("bob",)),
        "reviewers": RequestReviews(number, ("bob",), ()),
        "unknown reviewer": RequestReviews(number, ("bob", "nobody-here"), ()),
    }
    done = {name: host.write(write) for name, write in writes.items()}
    refused = done["unknown reviewer"]
    return {
        **{name: shown(found) for name, found in done.items()},
        "refused": list(refused.refused) if isinstance(refused, Did) else [],
        "lock": shown(host.take("emulators", None)),
        "owner errors": shown(host.people.codeowners_errors(host.repo.default_branch)),
        "access": shown(host.people.can_write("bob")),
        "events": shown(host.events(number)),
        "alerts": shown(host.scanning.alerts()),
    }


if __name__ == "__main__":
    told = main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
    sys.stdout.write(json.dumps(told))
