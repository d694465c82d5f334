"""What follow-up says to people: one status comment for each pull request, and answers in threads. Pure.

Every claim is true by what was observed, or it is not made. Nobody is mentioned but those whom a step names.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jinja2 import Template

from agent.followup import says_before
from agent.followup.says_asks import asked, mentions, next_rung, question, reason, reasons
from agent.followup.says_before import Before, before_of
from agent.followup.says_facts import Facts
from agent.followup.values import (
    Answer,
    Ask,
    Asked,
    AuthorAgain,
    Close,
    Escalate,
    MarkReady,
    MergeBase,
    Observed,
    Presence,
    Reassign,
    Record,
    Remind,
    Request,
    Revise,
    Step,
    Verified,
)  # fmt: skip
from agent.forge.text.defuse import Markdown, code, prose
from agent.forge.text.sheet import joined, sheets
from agent.settings.schema import FollowSettings

__all__ = ["Before", "before_of", "declined", "revised", "status"]

COMMANDS = ("retry", "rebase", "explain", "snooze 14d", "reassign @user", "close false-positive")
"""What is offered below a message, in one line."""

_TEMPLATES = Path(__file__).parent / "templates"
_REASONS = {
    "false-positive": "a false positive",
    "wont-fix": "it will not be fixed",
    "accepted-risk": "the risk is accepted",
    "fixed-elsewhere": "it is fixed elsewhere",
    "none": "",
    "": "",
}


def status(
    observed: Observed, step: Step, before: Before | None, follow: FollowSettings, now: datetime
) -> str:
    """The status comment for a step. `before` is what the last one said; times are in the policy's zone."""
    facts = Facts(observed, before, follow, now)
    match step:
        case Close() | Record():
            text = closing(facts, step)
        case Verified():
            text = verified(facts, step)
        case Answer():
            text = answer(facts, step)
        case Ask():
            text = _message(facts, step, question(facts, step))
        case MarkReady():
            ready = Markdown("**Every required gate passed: this is ready for review.**")
            text = _message(facts, step, ready)
        case Revise() | MergeBase() | AuthorAgain():
            pushed = f"**One more commit is on this branch.** {reason(facts, step)}"
            text = _message(facts, step, Markdown(pushed.strip()))
        case Remind(who=who) | Reassign(who=who) | Escalate(who=who) if who:
            name = mentions(who, observed.repo.owner)
            text = _message(facts, step, Markdown(f"**{name}: {asked(facts)}**"), who)
        case _:
            said = reason(facts, step) or "Nothing is asked of anybody here."
            text = _message(facts, step, Markdown(f"**How this stands.** {said}"))
    return f"{text.strip()}\n\n{says_before.line(says_before.evidence(observed))}\n"


def closing(facts: Facts, step: Close | Record) -> str:
    """Why a pull request is closed, by what evidence or by whose word, and how to bring it back."""
    gone = not step.refused and facts.observed.base.presence is Presence.GONE
    return _sheet("closing.md.j2").render(
        facts=facts,
        gone=gone,
        by=code(f"@{step.by}", 150) if step.by else "",
        why="" if facts.neutral else _REASONS[step.refused],
        refused=bool(step.refused),
        reason=reason(facts, step),
        until=facts.day(step.until) if step.until else "",
    )


def verified(facts: Facts, step: Verified) -> str:
    """That a merged fix is in effect, and by what evidence."""
    pull = facts.observed.pull
    days = (pull.ended - pull.created).days if pull.ended and pull.created else None
    gone = facts.observed.base.presence is Presence.GONE
    return _sheet("verified.md.j2").render(facts=facts, gone=gone, days=days, reason=reason(facts, step))


def answer(facts: Facts, step: Answer) -> str:
    """The answer to a command: how it stands, until when all is quiet, or why something cannot be done."""
    return _sheet("answer.md.j2").render(
        facts=facts,
        declined=step.declined,
        explain=step.command == "explain" and not step.nearest,
        asked=asked(facts),
        snooze=facts.day(step.snooze) if step.snooze else "",
        nearest=code(f"/suture {step.nearest.removeprefix('/suture ')}") if step.nearest else "",
        reason=reason(facts, step, always=not step.declined),
        following=next_rung(facts, step),
        commands=_commands(),
    )


def revised(said: str, request: Request, *, neutral: bool) -> str:
    """The answer to somebody whose wish was carried out; `said` is what changed, in one sentence."""
    done = "" if neutral else prose(said, most=400)
    return _reply(request, Markdown(f"Changed as asked, in a new commit. {done}".strip()), neutral)


def declined(reason: str, request: Request, *, neutral: bool) -> str:
    """The answer to somebody whose wish was not, and why."""
    why = "it does not pass the gates" if neutral else prose(reason.strip().rstrip("."), most=400)
    return _reply(
        request, Markdown(f"This was tried and is not done: {why}. The branch is as it was."), neutral
    )


def _reply(request: Request, said: Markdown, neutral: bool) -> str:
    """In a thread it is clear what is answered; elsewhere it is quoted, but for what could tell too much."""
    quote = "" if request.thread or neutral else prose(request.text, most=200)
    mark = Markdown(f"<!-- suture:reply {request.where.value} {request.id} -->")
    return _sheet("reply.md.j2").render(quote=quote, said=said, mark=mark)


def _message(facts: Facts, step: Step, headline: Markdown, who: tuple[Asked, ...] = ()) -> str:
    """The body of a status comment: what is asked, why them, how it stands, and what comes next."""
    passed = facts.observed.ladder.passed[:3] if isinstance(step, Reassign | Escalate) else ()
    return _sheet("status.md.j2").render(
        facts=facts,
        headline=headline,
        reasons=reasons(who, facts.observed.repo.owner),
        passed=[prose(one, most=200) for one in passed],
        following=next_rung(facts, step),
        commands=_commands(),
    )


def _commands() -> Markdown:
    return joined([code(f"/suture {command}") for command in COMMANDS], " · ")


def _sheet(name: str) -> Template:
    return sheets(_TEMPLATES).get_template(name)
