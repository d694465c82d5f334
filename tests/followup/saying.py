"""Pull requests as they are observed, one for each thing that is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from agent.followup.says_before import Before
from agent.followup.values import (
    Answer,
    Ask,
    Asked,
    Base,
    Branch,
    Close,
    Escalate,
    Gate,
    Ladder,
    Living,
    MarkReady,
    Merge,
    Observed,
    Presence,
    Proven,
    Reassign,
    Remind,
    Request,
    Step,
    Touch,
    Verified,
    Wait,
)  # fmt: skip
from agent.forge.text.body import mark
from agent.forge.text.marker import Followed
from agent.forge.values import Act, Checks, Pull, PullState, Repo
from agent.forge.writes import Where
from agent.settings.schema import FollowSettings
from tests.forge.text.samples import FIXED, NEUTRAL

FOLLOW = FollowSettings(timezone="Europe/Berlin")
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
BASE, HEAD, OLD = "4f2a9c1be07d5583a6c0e9d2417b88f03c5d6e1a", "b" * 40, "c" * 40
REPO = Repo("acme/shop", "main", True, False, True, "suture[bot]", "https://github.com/acme/shop")
PULL = Pull(
    128, "PR_1", "https://github.com/acme/shop/pull/128", PullState.OPEN, False, "Bind the search term", "", "suture[bot]",
    mark(FIXED).branch, HEAD, "acme/shop", "main", created=NOW - timedelta(8),
)  # fmt: skip
LINE = "`.github/CODEOWNERS` line 4 names them: `shop/catalog.py @mira @acme/web`"
MIRA, WEB = Asked("mira", LINE), Asked("web", LINE, team=True)
SECURITY = Asked("security", "the security contact", team=True)
GATES = tuple(
    Gate(name, status, detail)
    for name, status, detail in (
        ("applies", "passed", "merges without a conflict"),
        ("finding", "passed", "python-sql-string-building no longer matches in shop/catalog.py"),
        ("regressions", "passed", "no rule newly matches in 2 changed files"),
        ("tests", "passed", "47 passed before and after (pytest)"),
        ("proof", "passed", "1 attack fails at base and passes now"),
        ("review", "not_run", "needs a model, and is not asked again for the same patch"),
    )
)
HOLDS = Living(Proven.HOLDS, BASE, HEAD, GATES)
BROKEN = replace(
    HOLDS, proven=Proven.BROKEN, gates=(*GATES[:3], Gate("tests", "failed", "2 of 47 fail"), *GATES[4:])
)
QUIET = Observed(
    REPO, PULL, mark(FIXED), acts=(Act("commented", NOW - timedelta(6), "mira", True, text="I will look."),), threads=(),
    base=Base(BASE, Presence.PRESENT), branch=Branch(HEAD, Touch.NONE, Merge.CLEAN), living=HOLDS,
    ladder=Ladder((MIRA,), (WEB,), (SECURITY,), ("`@jon` is passed over: their status says that they are busy",)),
    writers=frozenset({"mira"}),
)  # fmt: skip
BEFORE = Before(
    base=OLD,
    head=HEAD,
    presence="present",
    gates=tuple((g.name, "failed" if g.name == "tests" else g.status) for g in GATES),
)
APPROVED = replace(
    QUIET, acts=(*QUIET.acts, Act("reviewed", NOW - timedelta(5), "mira", True, "approved", id=9))
)
CHECKED = replace(
    QUIET,
    checks=Checks(("lint", "build"), ("docs",), ("e2e",)),
    base_checks=Checks(("lint",)),
    marker=QUIET.marker.model_copy(update={"followed": Followed(rung=1, messages=1)}),
)
CONFLICT = replace(
    QUIET,
    branch=Branch(HEAD, Touch.PEOPLE, Merge.CONFLICT, ("shop/catalog.py", "shop/@evil #1.py")),
    living=Living(Proven.NOT_ASKED),
)
GONE = replace(
    QUIET, base=Base(BASE, Presence.GONE, "The scan ran 34 rules without an error; 9f8e7d6c5b4a removed the query."),
    living=Living(Proven.NOT_ASKED),
)  # fmt: skip
MERGED = replace(GONE, pull=replace(PULL, state=PullState.MERGED, ended=NOW - timedelta(4)))
NEUTRAL_ONE = replace(QUIET, repo=replace(REPO, private=False), marker=mark(NEUTRAL))
REQUEST = Request(
    Where.THREAD, 77, "mira", "Please keep the old name @jon, see #12\n/suture close", "shop/db.py", 3, 70
)

SAID: dict[str, tuple[Observed, Step, Before | None]] = {
    "remind": (QUIET, Remind("3 business days without a word.", "ladder", (MIRA,)), BEFORE),
    "approved": (APPROVED, Remind("Approved, but not merged.", "ladder", (MIRA, WEB)), None),
    "reassign": (CHECKED, Reassign("3 more business days.", "ladder", (WEB,)), BEFORE),
    "escalate": (replace(QUIET, living=BROKEN), Escalate("4 more business days.", "ladder", (SECURITY,)), BEFORE),
    "conflict": (CONFLICT, Ask("It conflicts in shop/catalog.py.", "conflict", "conflict:bbbb"), None),
    "ready": (QUIET, MarkReady("Every required gate passed.", "draft"), None),
    "closed_gone": (GONE, Close("The finding is gone.", "finding-gone"), None),
    "closed_refused": (QUIET, Close("mira said so.", "command", "accepted-risk", date(2026, 9, 1), "mira"), None),
    "verified": (MERGED, Verified("It is gone.", "merged"), None),
    "explain": (QUIET, Answer("mira asked how it stands.", "command", "explain"), BEFORE),
    "snooze": (QUIET, Answer("mira put it off until 2026-03-24.", "command", "snooze", date(2026, 3, 24)), None),
    "unknown": (QUIET, Answer("mira wrote a command that cannot be followed: there is no such command.", "command", "unknown", nearest="rebase"), None),
    "cannot": (CONFLICT, Answer("mira ordered retry, which cannot be done: people pushed to its branch.", "command", "retry"), None),
    "tried": (QUIET, Answer("The wish would bring the finding back: gate finding failed.", "review", "", declined=True), BEFORE),
    "neutral": (NEUTRAL_ONE, Remind("the SQL weakness", "ladder", (MIRA,)), BEFORE),
    "wait": (QUIET, Wait("Its checks have not ended yet.", "checks"), None),
}  # fmt: skip
