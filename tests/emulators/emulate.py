"""The npm package `emulate`: whole runs that clone, commit, propose, and come back."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.doubles.delivery import OWNED, TOKEN
from tests.doubles.git_server import Behaviour, serving
from tests.doubles.repo import git, make_repo
from tests.doubles.stories import RULES, Ended, suture
from tests.emulators.install import Tools
from tests.emulators.rest import Rest, free_port, started
from tests.emulators.seed import HOME, SLUG, leave_lock, push, state
from tests.emulators.table import Cell, Column, gap, judged, ours, yes

APP = 4711
APP_LOGIN = "suture-app[bot]"
RULE = ("--rule", "yaml-load")
SEED: dict[str, Any] = {
    "tokens": {
        TOKEN: {"login": "suture-bot", "scopes": ["repo", "user"]},
        "ada-token": {"login": "ada", "scopes": ["repo", "user"]},
    },
    "github": {
        "users": [
            {"login": login, "name": login.title(), "email": f"{login}@example.com"}
            for login in ("suture-bot", "ada", "bob")
        ],
        "orgs": [
            {
                "login": "acme",
                "members": [
                    {"login": "suture-bot", "role": "admin"},
                    {"login": "ada", "role": "admin"},
                    {"login": "bob"},
                ],
            }
        ],
        "repos": [{"owner": "acme", "name": "shop", "private": True, "auto_init": False}],
    },
}


@dataclass(frozen=True, slots=True)
class Site:
    """The running emulator and the git server beside it; `rest` speaks for a person, not for our run."""

    folder: Path
    rest: Rest
    git_url: str
    key: str
    base: str

    def fix(self, *args: str, app: bool = False) -> Ended:
        """`suture fix acme/shop`, by token or as an App."""
        return self._suture("fix", *args, app=app)

    def follow(self, *args: str) -> Ended:
        """`suture follow acme/shop`."""
        return self._suture("follow", *args)

    def _suture(self, command: str, *args: str, app: bool = False) -> Ended:
        who = {"GITHUB_TOKEN": TOKEN}
        if app:
            who = {"SUTURE_GITHUB__APP_ID": str(APP), "SUTURE_GITHUB__APP_KEY": self.key}
        env = {
            "GITHUB_API_URL": self.rest.url, "GITHUB_SERVER_URL": self.git_url, **who,
            "SUTURE_GITHUB__WRITE_SECONDS": "0", "SUTURE_DELIVERY__PR_HOURLY_LIMIT": "0",
        }  # fmt: skip
        return suture(self.folder, command, SLUG, "--config", "rules.yaml", *args, env=env)

    def outcome(self, rule: str) -> dict[str, Any]:
        """What the last run's report says of a rule's finding."""
        report = json.loads((self.folder / "suture-out/report.json").read_text())
        return next(dict(each) for each in report["outcomes"] if each["rule"] == rule)


def run(tools: Tools, folder: Path) -> Column:
    """All that our command line does there, read back as somebody else."""
    cells: dict[str, Cell] = {}
    with _site(tools, folder) as site:
        wrong = push(site.rest, folder / "git/acme/shop")
        cells["base commit, by git's own names"] = judged(not wrong, "same tree and commit", lacks=wrong)
        if wrong:
            return cells
        left = leave_lock(site.rest, site.base)
        ran = site.fix(*RULE, "--publish")
        if ran.status != 0:
            return {**cells, "a whole run": ours(f"exit {ran.status}: {ran.err[-300:]}")}
        cells |= _git_side(site, left)
        cells |= _pull_side(site, ran)
        cells |= _asides(site)
        cells |= _followed(site)
        cells |= _again(site)
        cells |= _as_app(site)
    return cells


@contextlib.contextmanager
def _site(tools: Tools, folder: Path) -> Iterator[Site]:
    (folder / "rules.yaml").write_text(RULES)
    repo = make_repo(folder / "git/acme/shop", OWNED)
    git(repo.parent, "clone", "-q", "--bare", "shop", "shop.git")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    app = {
        "app_id": APP, "slug": "suture-app", "name": "Suture", "private_key": key.decode(),
        "permissions": dict.fromkeys(("contents", "issues", "pull_requests"), "write") | {"metadata": "read"},
        "installations": [{"installation_id": 100, "account": "acme", "repository_selection": "all"}],
    }  # fmt: skip
    # JSON is YAML.
    (folder / "seed.yaml").write_text(json.dumps({**SEED, "github": {**SEED["github"], "apps": [app]}}))
    port = free_port()
    command = [*tools.emulate, "start", "--service", "github", "--port", str(port), "--seed", "seed.yaml"]
    with started(command, port, folder), serving(folder / "git", Behaviour()) as server:
        rest = Rest(f"http://127.0.0.1:{port}", "ada-token")
        yield Site(folder, rest, server.url, key.decode(), git(repo, "rev-parse", "HEAD"))


def _git_side(site: Site, lock_wrong: str) -> dict[str, Cell]:
    """Clone, branch, objects and the lock."""
    rest, branch = site.rest, site.outcome("yaml-load")["branch"]
    served = rest("GET", f"/{SLUG}.git/info/refs?service=git-upload-pack")
    ref = rest("GET", f"{HOME}/git/ref/heads/{branch}")
    if not ref.ok:
        return {"branch (ref)": ours(f"{branch} is not there: {ref.lacks}")}
    commit = rest("GET", f"{HOME}/git/commits/{ref.body['object']['sha']}").body
    tree = rest("GET", f"{HOME}/git/trees/{commit['tree']['sha']}?recursive=1").body["tree"]
    before = dict(
        line.split("\t")[::-1]
        for line in git(site.folder / "git/acme/shop", "ls-tree", "-r", "HEAD").splitlines()
    )
    after = {
        each["path"]: f"{each['mode']} {each['type']} {each['sha']}"
        for each in tree
        if each["type"] == "blob"
    }
    changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    parents = [parent["sha"] for parent in commit["parents"]]
    whole = (
        changed == ["app/loader.py"]
        and parents == [site.base]
        and "Suture-Fingerprint: " in commit["message"]
    )
    freed = rest("GET", f"{HOME}/git/ref/suture/lock").status == 404
    return {
        "clone": yes() if served.ok else gap(f"{served.lacks}; cloned from `git http-backend` beside it"),
        "blobs, tree, commit": judged(
            whole, f"one commit on the base, changing {', '.join(changed)}, with trailers"
        ),
        "branch (ref)": yes(branch.partition("/")[0] + "/<fingerprint>"),
        "lock ref": judged(
            freed, "one left an hour ago was taken over by fast-forward and given back", lacks=lock_wrong
        ),
    }


def _pull_side(site: Site, ran: Ended) -> dict[str, Cell]:
    """The pull request and what hangs on it."""
    rest, said = site.rest, ran.out
    pull = rest("GET", f"{HOME}/pulls/1")
    if not pull.ok:
        return {"draft pull request": ours(pull.lacks)}
    found = pull.body
    labels = {label["name"] for label in found["labels"]}
    asked = [user["login"] for user in found["requested_reviewers"]]
    assigned = [user["login"] for user in found["assignees"]]
    mine = (
        found["user"]["login"] == "suture-bot"
        and found["base"]["ref"] == "main"
        and "<!-- suture:v1 " in found["body"]
    )
    graphql = rest("POST", "/graphql", {"query": "query { viewer { login } }"})
    assign = "" if assigned else rest("POST", f"{HOME}/issues/1/assignees", {"assignees": ["bob"]}).lacks
    return {
        "draft pull request": judged(mine, "by our own login, into main, with its marker"),
        "labels": judged(labels == {"security", "suture"}, ", ".join(sorted(labels))),
        "ready for review": _told(
            not found["draft"], "ready", graphql.lacks, said, "it stays a draft: this forge has no GraphQL"
        ),
        "assignees": _told(assigned == ["bob"], "bob", assign, said, "nobody was assigned"),
        "reviewers": judged(asked == ["bob"], "bob, whom CODEOWNERS names"),
    }


def _told(worked: bool, seen: str, lacks: str, said: str, note: str) -> Cell:
    """What the emulator lacks is told by our run, in the words of `note` and what follows them."""
    line = next((line.strip() for line in said.splitlines() if note in line), "")
    return judged(worked, seen, lacks=f"{lacks}; our run: `{line}`" * bool(lacks), honest=bool(line))


def _asides(site: Site) -> dict[str, Cell]:
    """What a run reads besides, and does without where it has to."""
    rest = site.rest
    errors = rest("GET", f"{HOME}/codeowners/errors?ref=main")
    events = rest("GET", f"{HOME}/issues/1/events")
    alerts = rest("GET", f"{HOME}/code-scanning/alerts")
    ran = site.fix("--from", "code-scanning")
    told = ran.status in (0, 2) and "Traceback" not in ran.err
    report = site.folder / "suture-out/report.json"
    report.unlink(missing_ok=True)
    sent = site.fix(*RULE, "--publish", "--upload-sarif")
    upload = {"commit_sha": site.base, "ref": "refs/heads/main", "sarif": ""}
    sarif = rest("POST", f"{HOME}/code-scanning/sarifs", upload)
    return {
        "CODEOWNERS errors": yes() if errors.ok else gap(f"{errors.lacks}; our own parser decides"),
        "events": yes() if events.ok else gap(f"{events.lacks}; taken for: nothing was undone"),
        "code scanning alerts": judged(
            ran.status == 0 and alerts.ok, _last(ran), lacks=f"{alerts.lacks}; our run: {_last(ran)}" * bool(alerts.lacks), honest=told
        ),
        "SARIF upload": judged(
            sent.status == 0 and sarif.ok, _last(sent), lacks=f"{sarif.lacks}; our run: {_last(sent)}" * bool(sarif.lacks),
            honest=sent.status == 2 and "could not be uploaded" in sent.err,
        ),
        "a refused upload leaves the report": yes() if report.exists() else ours("no report.json, although pull requests were written"),
    }  # fmt: skip


def _followed(site: Site) -> dict[str, Cell]:
    """The other half: what is looked at, what is said of what cannot be, and the dashboard."""
    rest = site.rest
    timeline = rest("GET", f"{HOME}/issues/1/timeline")
    before = state(rest)
    ran = site.follow("--publish", "--json")
    pulls = json.loads(ran.out)["pulls"] if ran.status == 0 else []
    read = [step["step"] for pull in pulls for step in pull["steps"]]
    why = "; ".join(pull["reason"] for pull in pulls if pull["reason"])
    issues = [issue for issue in rest("GET", f"{HOME}/issues?state=all").body if "pull_request" not in issue]
    shown = [issue for issue in issues if "<!-- suture:board v1 " in (issue["body"] or "")]
    site.follow("--publish")
    after = rest("GET", f"{HOME}/issues?state=all").body
    return {
        "follow: a pull request is read": judged(
            read == ["Wait"], "waits for its review", lacks=f"{timeline.lacks}; our run: `{why}`" * bool(timeline.lacks),
            honest=bool(why) and ran.status == 0,
        ),
        "follow: nothing is done without that": judged(
            state(rest) == before, "the pull request is as it was"
        ),
        "follow: the dashboard": judged(len(shown) == 1, f"issue #{shown[0]['number'] if shown else 0}, by our own login"),
        "follow: a second run writes nothing": judged(
            [one["body"] for one in after if "pull_request" not in one] == [one["body"] for one in issues], "the issue is as it was"
        ),
    }  # fmt: skip


def _again(site: Site) -> dict[str, Cell]:
    """Two further runs: with everything there, and after a person closed it."""
    before = state(site.rest)
    second = site.fix(*RULE, "--publish")
    known = "#1 is open" in site.outcome("yaml-load")["reason"] and second.status == 0
    same = state(site.rest) == before
    claims = "0 opened or updated" not in second.out
    shutil.rmtree(site.folder / "suture-out")
    site.rest("PATCH", f"{HOME}/pulls/1", {"state": "closed"})
    before = state(site.rest)
    third = site.fix(*RULE, "--publish")
    closed = "was closed" in site.outcome("yaml-load")["reason"] and third.status == 0
    return {
        "second run changes nothing": judged(known and same, "already proposed: #1 is open"),
        "second run claims nothing": ours("it counts what stays undone as updated") if claims else yes(),
        "closed by a person: never again": judged(
            closed and state(site.rest) == before, "#1 was closed: not proposed again"
        ),
    }


def _as_app(site: Site) -> dict[str, Cell]:
    """The same as a GitHub App, with a key of its own and tokens that it is given."""
    ran = site.fix("--rule", "weak-token", "--publish", app=True)
    pulls = site.rest("GET", f"{HOME}/pulls?state=open").body
    authors = [pull["user"]["login"] for pull in pulls]
    good = ran.status == 0 and authors == [APP_LOGIN]
    return {"as a GitHub App": judged(good, f"opened by {', '.join(authors) or f'nobody: {_last(ran)}'}")}


def _last(ran: Ended) -> str:
    """The end of what a run says, on one line."""
    lines = [line for line in (ran.err if ran.status else ran.out).splitlines() if line.strip()]
    return f"exit {ran.status}, `{' '.join(' '.join(lines[-2:]).split())[:160]}`"
