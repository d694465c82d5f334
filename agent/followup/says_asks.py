"""Who is spoken to, why them, and what is asked of them in one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.followup.calendar import calendar
from agent.followup.says_before import fresh
from agent.followup.says_facts import Facts, names
from agent.followup.values import (
    Answer,
    Ask,
    Asked,
    Escalate,
    Merge,
    Observed,
    Presence,
    Proven,
    Reassign,
    Remind,
    Step,
    Touch,
    Wait,
)
from agent.forge.text.defuse import Markdown, code, prose

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9_])?")
_RUNGS: dict[type, int] = {Remind: 1, Reassign: 2, Escalate: 3}


def mentions(who: Sequence[Asked], organisation: str) -> Markdown:
    """Those who are asked, mentioned: nobody else is, anywhere."""
    return Markdown(_and([_mention(one, organisation) for one in who]))


def reasons(who: Sequence[Asked], organisation: str) -> list[Markdown]:
    """Why each of them is asked; a name is only given where there are several reasons."""
    told = [(code(f"@{_full(one, organisation)}", 150), prose(one.why, most=300)) for one in who if one.why]
    several = len({why for _, why in told}) > 1
    return [Markdown(f"{name}: {why}") for name, why in told] if several else [why for _, why in told[:1]]


def asked(facts: Facts) -> Markdown:
    """What is asked of those who could act, by how it stands."""
    observed, base = facts.observed, facts.base
    if observed.base.presence is Presence.GONE:
        return Markdown(f"{base} no longer needs this: please close it, or say what it is still for.")
    if observed.branch.merge is Merge.CONFLICT:
        return Markdown(f"this conflicts with {base}: please resolve it, then review it.")
    living = fresh(observed)
    if living is not None and living.proven is Proven.BROKEN:
        return Markdown(f"this no longer holds on today's {base}: please mend it, or close it with a reason.")
    yes, no = verdicts(observed)
    if no:
        return Markdown(f"{_and(_coded(no))} asked for changes: please settle that with them.")
    if facts.ours:
        return Markdown(f"please see why {names(facts.ours)} fails here, then review it.")
    if observed.pull.draft:
        return Markdown("this is still a draft: please finish it, or close it with a reason.")
    if yes:
        return Markdown(f"{_and(_coded(yes))} approved this: please merge it, or say what is missing.")
    return Markdown("please review this: merge it, ask for changes, or close it with a reason.")


def question(facts: Facts, step: Ask) -> Markdown:
    """What only people can settle. What is not certain is not said: then the step's own reason is."""
    observed, base = facts.observed, facts.base
    kind = step.question.partition(":")[0]
    people = observed.branch.touch is Touch.PEOPLE
    why = "People have worked on this branch, so it is theirs to change." if people else reason(facts, step)
    if kind == "finding-gone" and observed.base.presence is Presence.GONE:
        return Markdown(f"**{base} no longer needs this.** Please close it or say what it is for. {why}")
    if kind == "conflict" and observed.branch.merge is Merge.CONFLICT:
        return Markdown(f"**This conflicts with {base}.** Please resolve it. {why}")
    if kind == "checks" and facts.ours:
        return Markdown(f"**{names(facts.ours)}: failing here.** Please have a look. {why}")
    if kind == "broken" and (living := fresh(observed)) and living.proven is Proven.BROKEN:
        return Markdown(f"**This no longer holds on today's {base}.** Please mend or close it. {why}")
    if kind == "review":
        return Markdown(f"**What the review asks for needs a person.** {reason(facts, step)}")
    return Markdown(f"**This needs a person.** {reason(facts, step)}")


def reason(facts: Facts, step: Step, *, always: bool = False) -> Markdown:
    """Why a step is taken, as a sentence; unless `always`, neutral wording leaves it out, as it may tell of
    the code."""
    told = "" if facts.neutral and not always else step.reason.strip()
    end = "" if told.endswith((".", "?", "!")) else "."
    return prose(f"{told}{end}") if told else Markdown("")


def verdicts(observed: Observed) -> tuple[list[str], list[str]]:
    """Who of those who may write approves, and who wants changes, each by the last review that says so."""
    last: dict[str, tuple[str, str]] = {}
    for act in observed.acts:
        if act.kind == "review_dismissed":
            last.clear()  # Whose it was is not told: nothing is claimed of any.
        verdict = act.kind == "reviewed" and act.subject in ("approved", "changes_requested", "dismissed")
        if verdict and act.person and act.actor.casefold() in observed.writers:
            last[act.actor.casefold()] = (act.actor, act.subject)
    yes = [name for name, verdict in last.values() if verdict == "approved"]
    return yes, [name for name, verdict in last.values() if verdict == "changes_requested"]


def next_rung(facts: Facts, step: Step) -> Markdown:
    """What happens when nobody acts, and when. A rung with nobody on it takes no time of its own."""
    followed, follow, ladder = facts.observed.marker.followed, facts.follow, facts.observed.ladder
    used = followed.rung if step.handled else _RUNGS.get(type(step), followed.rung)
    spoken = followed.messages + isinstance(step, Remind | Reassign | Escalate | Ask)
    stays = "; it stays on the dashboard." if follow.dashboard else "."
    if spoken >= follow.messages or used > len(_RUNGS):
        return Markdown(f"Nobody is written to after this{stays}")
    waits = (follow.remind_days, follow.next_owner_days, follow.escalate_days)
    people = (ladder.first, ladder.next, ladder.security)
    rung = next((number for number in range(used, 3) if people[number]), None)
    if rung is None:
        return Markdown(f"There is nobody else to ask after this{stays}")
    who = _and([code(f"@{_full(one, facts.observed.repo.owner)}", 150) for one in people[rung][:3]])
    since = facts.idle_since if isinstance(step, Answer | Wait) else facts.now
    due = max(calendar(follow).after(since, waits[used]), facts.now)
    verb = "reminded" if rung == 0 else "asked"
    are = "is" if len(people[rung]) == 1 else "are"
    return Markdown(f"If nobody acts, {who} {are} {verb} on {facts.day(due)} or later.")


def _mention(one: Asked, organisation: str) -> str:
    full = _full(one, organisation)
    plain = all(_NAME.fullmatch(part) for part in full.split("/"))
    return f"@{full}" if plain and full.count("/") == one.team else code(f"@{full}", 150)


def _full(one: Asked, organisation: str) -> str:
    return f"{organisation}/{one.name}" if one.team else one.name


def _coded(logins: Sequence[str]) -> list[str]:
    return [code(f"@{login}", 150) for login in logins]


def _and(items: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))
