"""The PyPI package `myworld`: `https://api.github.com` behind a local proxy. It has no git data API, so whole
runs can only read there; our adapter's other writes are sent one by one."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.forge.text.marker import parse, render
from tests.doubles.delivery import OWNED
from tests.doubles.repo import git, make_repo
from tests.doubles.stories import LOADER, RULES, Ended, environment, suture
from tests.emulators import gh
from tests.emulators.install import Tools
from tests.emulators.rest import Rest, free_port, started
from tests.emulators.seed import HOME, SLUG
from tests.emulators.table import Cell, Column, gap, judged, ours, yes

FIXED = LOADER.replace("yaml.load(text, Loader=yaml.Loader)", "yaml.safe_load(text)")
PULL = """query { repository(owner: "acme", name: "shop") { pullRequest(number: 1) {
  id isDraft reviewRequests(first: 9) { nodes { requestedReviewer { ... on User { login } } } } } } }"""
WORLD: dict[str, Any] = {
    "name": "shop",
    "task": "none",
    "servers": {"github": {"seed": {
        "viewer": "suture-bot",
        "users": [
            *({"login": login, "name": login.title(), "email": f"{login}@example.com"} for login in ("suture-bot", "ada", "bob")),
            {"login": "acme", "name": "Acme", "type": "Organization"},
        ],
        "repos": [{"name": SLUG, "private": True, "files": OWNED}],
    }}},
    "agents": {"bot": {"as": "suture-bot@example.com"}},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """The running emulator; `control` is its own interface, which keeps a list of all calls."""

    folder: Path
    rest: Rest
    control: Rest

    @property
    def env(self) -> dict[str, str]:
        """What leads a client there."""
        return {
            "HTTPS_PROXY": self.rest.proxy, "REQUESTS_CA_BUNDLE": self.rest.ca, "SSL_CERT_FILE": self.rest.ca,
            "NO_PROXY": "127.0.0.1", "GITHUB_TOKEN": self.rest.token,
        }  # fmt: skip

    def fix(self, *args: str) -> Ended:
        """`suture fix` in a checkout whose origin is https://github.com/acme/shop.git."""
        more = {"SUTURE_GITHUB__WRITE_SECONDS": "0", "SUTURE_DELIVERY__PR_HOURLY_LIMIT": "0"}
        return suture(
            self.folder,
            "fix",
            "target",
            "--config",
            "rules.yaml",
            "--rule",
            "yaml-load",
            *args,
            env={**self.env, **more},
        )

    def said(self, ran: Ended) -> str:
        """Why the last run proposed nothing: what its report says of the finding, or why there is none."""
        if ran.status != 0:
            error = next(
                (line for line in ran.err.splitlines() if line.startswith("suture: error: ")), ran.err
            )
            return error.removeprefix("suture: error: ")[:300]
        report = json.loads((self.folder / "suture-out/report.json").read_text())
        reason = next(str(each["reason"]) for each in report["outcomes"] if each["rule"] == "yaml-load")
        return reason.rpartition("not delivered: ")[2]

    def adapter(self, *args: str) -> dict[str, Any]:
        """Our adapter's writes; see its module."""
        command = [sys.executable, "-m", "tests.emulators.adapter", *args]
        env = environment(self.folder, **self.env)
        done = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, timeout=120)
        return dict(json.loads(done.stdout)) if done.returncode == 0 else {"crash": done.stderr[-300:]}

    def node(self) -> dict[str, Any]:
        """The pull request as GraphQL has it."""
        return dict(self.rest("POST", "/graphql", {"query": PULL}).body["data"]["repository"]["pullRequest"])

    def writes(self) -> list[str]:
        """The calls that have changed something so far."""
        calls = self.control("GET", "/envs/shop/calls?limit=100000").body["calls"]
        # A query of GraphQL counts as a change there.
        queries = [
            str((call["args"].get("body") or {}).get("query", "")).startswith("query") for call in calls
        ]
        return [
            call["tool"]
            for call, query in zip(calls, queries, strict=True)
            if call["committed"] and not query
        ]


def run(tools: Tools, folder: Path, body: str) -> tuple[Column, Column]:
    """What works of a whole run and of our adapter, and what `gh` sees there; `body` is that of a pull
    request of ours for the same finding."""
    cells: dict[str, Cell] = {}
    with _site(tools, folder) as site:
        cells |= _fresh(site)
        wrong = _leave_draft(site, body)
        cells["draft pull request"] = ours(wrong) if wrong else yes("by our adapter")
        if wrong:
            return cells, {}
        cells |= _known(site)
        cells |= _adapter(site)
        seen = gh.read(tools, folder, {**site.env, "GH_TOKEN": site.rest.token})
        cells |= _closed(site)
    return cells, seen


@contextlib.contextmanager
def _site(tools: Tools, folder: Path) -> Iterator[Site]:
    (folder / "rules.yaml").write_text(RULES)
    git(make_repo(folder / "target", OWNED), "remote", "add", "origin", f"https://github.com/{SLUG}.git")
    # JSON is YAML.
    (folder / "world.yaml").write_text(json.dumps(WORLD))
    port, gateway = free_port(), free_port()
    command = [
        *tools.myworld, "serve", "--env", "world.yaml", "--port", str(port), "--gateway", str(gateway),
        "--no-passthrough", "--ca-dir", "ca",
    ]  # fmt: skip
    with started(command, port, folder) as log:
        token = re.search(r"export GH_TOKEN=(\S+)", log.read_text())
        assert token is not None, log.read_text()
        (ca,) = (folder / "ca").glob("*-ca.pem")
        rest = Rest("https://api.github.com", token[1], f"http://127.0.0.1:{gateway}", str(ca))
        yield Site(folder, rest, Rest(f"http://127.0.0.1:{port}", ""))


def _fresh(site: Site) -> dict[str, Cell]:
    """A run with nothing there: the commit of the checkout is not the emulator's, whose names are its own."""
    rest, before = site.rest, site.writes()
    ran = site.fix("--publish")
    reason = site.said(ran)
    honest = "does not hold HEAD" in reason and site.writes() == before
    main = rest("GET", f"{HOME}/git/ref/heads/main").body["object"]["sha"]
    named = f"its main is {main[:12]}, git's name of the same files is {git(site.folder / 'target', 'rev-parse', 'main')[:12]}"
    blob = rest("POST", f"{HOME}/git/blobs", {"content": "", "encoding": "utf-8"})
    return {
        "base commit, by git's own names": gap(f"{named}; our run: `{reason}`") if honest else ours(reason),
        "clone": gap("git's own protocol is not served; run in a checkout whose `origin` is there"),
        "blobs, tree, commit": yes() if blob.ok else gap(f"{blob.lacks}; nothing was written"),
    }


def _leave_draft(site: Site, body: str) -> str:
    """What a run leaves that ends right after opening its draft; returns what is wrong."""
    rest, marker = site.rest, parse(body)
    if marker is None:
        return "the double's body has no marker"
    base = rest("GET", f"{HOME}/git/ref/heads/main").body["object"]["sha"]
    made = rest("POST", f"{HOME}/git/refs", {"ref": f"refs/heads/{marker.branch}", "sha": base})
    content = base64.b64encode(FIXED.encode()).decode()
    old = rest("GET", f"{HOME}/contents/app/loader.py").body["sha"]
    change = {"message": "fix", "content": content, "branch": marker.branch, "sha": old}
    put = rest("PUT", f"{HOME}/contents/app/loader.py", change)
    if not (made.ok and put.ok):
        return made.lacks or put.lacks
    there = marker.model_copy(update={"base_sha": base, "head": put.body["commit"]["sha"]})
    text = site.folder / "body.md"
    text.write_text(f"{gh.TITLE}\n{body.replace(render(marker), render(there))}")
    done = site.adapter(marker.branch, "main", str(text), "0", "")
    return "" if done.get("open", {}).get("ok") else str(done)


def _known(site: Site) -> dict[str, Cell]:
    """A run that meets the draft: it cannot tell that the draft is its own, and touches nothing."""
    before = site.writes()
    ran = site.fix("--publish")
    reason = site.said(ran)
    still = site.writes() == before
    head = site.rest("GET", f"{HOME}/pulls").body[0]["head"]
    lacks = (
        ""
        if "repo" in head
        else "pull requests do not say which repository their head is in (no `head.repo`)"
    )
    return {
        "second run changes nothing": judged(still, f"our run: `{reason}`"),
        "our own pull request is known": judged("#1 is open" in reason, reason, lacks=lacks),
    }


def _adapter(site: Site) -> dict[str, Cell]:
    """Our adapter's writes and questions, read back."""
    rest = site.rest
    done = site.adapter("-", "-", "-", "1", site.node()["id"])
    if "reviewers" not in done:
        return {"our adapter": ours(str(done))}
    found, node = rest("GET", f"{HOME}/pulls/1").body, site.node()
    labels = {label["name"] for label in rest("GET", f"{HOME}/issues/1").body["labels"]}
    asked = [each["requestedReviewer"]["login"] for each in node["reviewRequests"]["nodes"]]
    answered = rest("POST", f"{HOME}/pulls/1/requested_reviewers", {"reviewers": ["bob"]})
    silent = (
        ""
        if "requested_reviewers" in answered.body
        else f"the answer of `{answered.request}` does not show them"
    )
    assign = rest("POST", f"{HOME}/issues/1/assignees", {"assignees": ["bob"]})
    lock = rest("POST", f"{HOME}/git/commits", {"message": "x", "tree": "x", "parents": []})
    quoted = {
        name: f"our adapter: `{done[name]['said'][:120]}`" for name in done if isinstance(done[name], dict)
    }
    cells = {
        "labels": judged(labels == {"security", "suture"}, "by our adapter"),
        "ready for review": judged(
            not node["isDraft"], f"by our adapter, with GraphQL's own id ({found['node_id']} of REST is unknown to it)"
        ),
        "lock ref": judged(done["lock"]["ok"], quoted["lock"], lacks=f"{lock.lacks}; whole runs write nothing without it" * bool(lock.lacks)),
        "assignees": judged(assign.ok and done["assignees"]["ok"], quoted["assignees"], lacks=assign.lacks),
        "reviewers": judged(
            asked == ["bob"] and done["refused"] == ["nobody-here"], f"GraphQL shows {', '.join(asked) or 'nobody'}",
            lacks=f"{silent}, GraphQL shows {', '.join(asked)}; {quoted['reviewers']}" * bool(silent and asked == ["bob"]),
        ),
    }  # fmt: skip
    for row, name, path in (
        ("CODEOWNERS errors", "owner errors", f"{HOME}/codeowners/errors?ref=main"),
        ("write access", "access", f"{HOME}/collaborators/bob/permission"),
        ("events", "events", f"{HOME}/issues/1/events"),
        ("code scanning alerts", "alerts", f"{HOME}/code-scanning/alerts"),
    ):
        probe = rest("GET", path)
        cells[row] = judged(
            probe.ok and done[name]["ok"],
            quoted[name],
            lacks=f"{probe.lacks}; {quoted[name]}" * bool(probe.lacks),
        )
    return cells


def _closed(site: Site) -> dict[str, Cell]:
    """A person closes it: whoever's it is, nothing is written."""
    site.rest("PATCH", f"{HOME}/pulls/1", {"state": "closed"})
    before = site.writes()
    ran = site.fix("--publish", "--fresh")
    told = f"nothing written; not known as ours, see above; our run: `{site.said(ran)}`"
    return {
        "closed by a person: never again": gap(told)
        if site.writes() == before
        else ours("it was proposed again")
    }
