"""What is written around a commit of ours: the commit, the new text, answers, or why there is none. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from agent.followup import says
from agent.followup.decide import question
from agent.followup.people import took_off
from agent.followup.ports import Declined, Written
from agent.followup.values import (
    Adopt,
    Answer,
    AuthorAgain,
    Living,
    Merge,
    MergeBase,
    Proven,
    Request,
    Revise,
)
from agent.followup.view import View, Writes, cursors
from agent.forge.text.body import LIMIT, length
from agent.forge.text.marker import parse, remember, replace_region
from agent.forge.values import Checks, Did
from agent.forge.writes import AddLabels, EditPull, PushOn, Reply, RequestReviews

TRIES = 5
"""Runs that try a step for one head of a branch before people are told that it is not done."""
Pushing = Revise | MergeBase | AuthorAgain
"""Steps that put a commit on a branch."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A commit of this run that went through although the answer was lost, and the step that made it."""

    step: Pushing
    made: Written | PushOn


Prepared = Written | PushOn | Declined | Lost | None
"""What was made ready for a step: the commit, why there is none, or the one that is adopted."""


def push(view: View, step: Pushing, prepared: Prepared) -> Writes:
    """A step that pushes: nothing as long as its commit was not prepared."""
    match prepared:
        case Declined():
            yield from _declined(view, step, prepared)
        case Written():
            did = yield prepared.push
            yield from _pushed(view, step, prepared, did)
        case PushOn():
            did = yield prepared
            yield from _merged(view, step, prepared, did)
        case _:
            return


def adopt(view: View, step: Adopt, prepared: Prepared) -> Writes:
    """Record a head of ours, and what its push was to be followed by where this run made it."""
    head = view.observed.branch.adopted
    if isinstance(prepared, Lost):
        did = Did(view.number, head)
        if isinstance(prepared.made, Written):
            yield from _pushed(view, prepared.step, prepared.made, did)
        else:
            yield from _merged(view, prepared.step, prepared.made, did)
        return
    if not view.neutral:
        told = "An earlier run was interrupted after its push: the text above may be of the commit before."
        yield from view.say(replace(step, reason=f"{step.reason} {told}"))
    marker = view.observed.marker.model_copy(update={"head": head})
    yield EditPull(view.number, remember(view.observed.pull.body, marker))


def _counted(view: View, step: Pushing) -> dict[str, object]:
    followed = view.followed
    match step:
        case Revise():
            return {"revisions": followed.revisions + 1}
        case AuthorAgain() if step.repair:
            return {"repairs": followed.repairs + 1}
        case AuthorAgain():
            return {"again": followed.again + 1}
        case MergeBase():
            return {}


def _declined(view: View, step: Pushing, why: Declined) -> Writes:
    """Say no, with the reason. What a later run may do better is tried by some, and only then given up."""
    tries = _tries(view, step)
    used = sum(one.startswith(f"{tries}:") for one in view.followed.asked)
    if not why.final and not step.handled and step.row == "behind":
        # With the next commit of the base it is tried again; until then the other rows count.
        yield from view.keep(step, asked=view.asked(question("behind", view.observed.base.sha)))
        return
    if not why.final and used + 1 < TRIES:
        yield from view.keep(replace(step, handled=()), asked=view.asked(f"{tries}:{used + 1}"))
        return
    if isinstance(step, Revise):
        yield from _replies(
            view, step.requests, lambda request: says.declined(why.reason, request, neutral=view.neutral)
        )
    answer = Answer(why.reason, step.row, "", declined=True, handled=step.handled)
    if not isinstance(step, Revise) or any(not request.thread for request in step.requests):
        yield from view.say(answer)
    yield from view.acknowledge(answer)
    # Settled for this commit, and for a label that ordered it: it is not tried again for the same reason.
    commit = view.observed.base.sha if step.row == "behind" else view.observed.branch.head
    asked = [one for one in view.asked(question(step.row, commit)) if not one.startswith(f"{tries}:")]
    yield from view.keep(step, **_counted(view, step), asked=tuple(asked), told=view.now)


def _tries(view: View, step: Pushing) -> str:
    """Under which name the tries of a step are remembered."""
    last = f"-{step.handled[-1].where.value}-{step.handled[-1].id}" if step.handled else ""
    return question(f"late-{step.row}{last}", view.observed.branch.head)


def _pushed(view: View, step: Pushing, written: Written, did: Did) -> Writes:
    """The new text, answers where people asked, and another review of those who gave one."""
    yield from _retold(view, step, written, did)
    gap = view.settings.delivery.gap_label
    if not written.wanted.ready and gap not in view.observed.pull.labels:
        yield AddLabels(view.number, (gap,))
    requests = step.requests if isinstance(step, Revise) else ()
    yield from _replies(
        view, requests, lambda request: says.revised(written.said, request, neutral=view.neutral)
    )
    if _to_ask(view) or any(not request.thread for request in requests):
        yield from _after(view, did).say(replace(step, reason=written.said))
    yield from view.acknowledge(step)
    yield from _again(view)


def _retold(view: View, step: Pushing, written: Written, did: Did) -> Writes:
    """The text of a pull request whose patch is another one now. Its title, and what people wrote, stay."""
    text = written.wanted.text(did.sha, did.verified)
    body = replace_region(view.observed.pull.body, text.body)
    if length(body) > LIMIT:
        # The forge would refuse it, and what was pushed would stay unrecorded.
        body = view.observed.pull.body
    there = parse(body)
    if there is None:
        return
    followed = view.followed.model_copy(
        update={**cursors(view.followed, step.handled), **_counted(view, step), "told": view.now}
    )
    yield EditPull(
        view.number, remember(body, there.model_copy(update={"followed": followed, "head": did.sha}))
    )


def _merged(view: View, step: Pushing, pushed: PushOn, did: Did) -> Writes:
    marker = view.observed.marker.model_copy(
        update={
            "head": did.sha,
            "base_sha": pushed.merged or view.observed.marker.base_sha,
            "followed": view.followed.model_copy(update=cursors(view.followed, step.handled)),
        }
    )
    yield EditPull(view.number, remember(view.observed.pull.body, marker))
    if _to_ask(view):
        yield from _after(view, did).say(step)
    yield from view.acknowledge(step)
    yield from _again(view)


def _after(view: View, did: Did) -> View:
    """The pull request with our commit on its branch: nothing is known of its checks and gates yet."""
    observed = view.observed
    followed = view.followed.model_copy(update={"told": view.now})
    return replace(
        view,
        observed=replace(
            observed,
            marker=observed.marker.model_copy(update={"head": did.sha, "followed": followed}),
            branch=replace(observed.branch, head=did.sha, merge=Merge.CURRENT, conflicts=(), adopted=""),
            checks=Checks(),
            base_checks=Checks(),
            living=Living(Proven.NOT_ASKED),
        ),
    )


def _to_ask(view: View) -> tuple[str, ...]:
    """Those who gave a verdict and are not asked for another one. Who took themselves off stays off."""
    observed = view.observed
    asked = {name.casefold() for name in observed.pull.users}
    gave = dict.fromkeys(
        act.actor
        for act in observed.acts
        if act.kind == "reviewed"
        and act.person
        and act.subject in ("approved", "changes_requested")
        and act.actor.casefold() in observed.writers
    )
    return tuple(name for name in gave if name.casefold() not in asked and not took_off(observed.acts, name))


def _again(view: View) -> Writes:
    """A push can cost an approval: those who reviewed are asked once more."""
    users = _to_ask(view)
    if users:
        yield RequestReviews(view.number, users, ())


def _replies(view: View, requests: Sequence[Request], text: Callable[[Request], str]) -> Writes:
    """One answer in each thread, unless it is there."""
    ours = view.observed.repo.login.casefold()
    said = {
        one.text.strip()
        for thread in view.observed.threads
        for one in thread.comments
        if one.login.casefold() == ours
    }
    latest = {request.thread: request for request in requests if request.thread}
    for thread, request in latest.items():
        body = text(request)
        if body.strip() not in said:
            yield Reply(view.number, thread, body)
