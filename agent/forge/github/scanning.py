"""GitHub code scanning: open alerts in, our own SARIF out."""

from __future__ import annotations

import base64
import gzip
import json

from agent.forge.github import shapes
from agent.forge.github.api import Api
from agent.forge.values import Repo, Trouble, TroubleKind

MAX_BYTES = 10_000_000
MAX_RESULTS = 25_000
MAX_ALERTS = 5_000


class CodeScanning:
    """The code scanning of one repository."""

    def __init__(self, api: Api, repo: Repo) -> None:
        self._api = api
        self._path = f"/repos/{repo.slug}/code-scanning"

    def alerts(self, state: str = "open", ref: str = "") -> tuple[dict[str, object], ...] | Trouble:
        """Alerts as GitHub describes them in JSON, at most 5,000; `ref` is a branch or full ref.

        An empty `state` or `ref` means all of them.

        MISSING when code scanning never ran, PERMISSION when it is off or the token may not read it.
        """
        query = {name: value for name, value in (("state", state), ("ref", ref)) if value}
        return self._api.pages(f"{self._path}/alerts", dict[str, object], query, limit=MAX_ALERTS)

    def upload_sarif(self, sarif: str, commit_sha: str, ref: str) -> str | Trouble:
        """Send a SARIF log of a commit; `ref` is full (`refs/heads/main`). The upload's id comes back.

        REFUSED, without sending, above GitHub's limits of 10 MB (gzip) and 25,000 results a run.
        """
        packed = gzip.compress(sarif.encode(), mtime=0)
        if len(packed) > MAX_BYTES:
            return _too_much(f"the SARIF log is {len(packed)} bytes in gzip; GitHub takes {MAX_BYTES}")
        most = _most_results(sarif)
        if most > MAX_RESULTS:
            return _too_much(f"a run of the SARIF log holds {most} results; GitHub takes {MAX_RESULTS}")
        body = {"commit_sha": commit_sha, "ref": ref, "sarif": base64.b64encode(packed).decode()}
        sent = self._api.send("POST", f"{self._path}/sarifs", body, shapes.Uploaded)
        return sent if isinstance(sent, Trouble) else sent.id


def _too_much(reason: str) -> Trouble:
    return Trouble(TroubleKind.REFUSED, reason, "scan fewer paths or rules, or upload in parts")


def _most_results(sarif: str) -> int:
    """The results of the largest run."""
    runs = json.loads(sarif)["runs"]
    return max((len(run.get("results") or ()) for run in runs), default=0)
