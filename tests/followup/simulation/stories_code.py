"""What happens to the code and its checks."""

from __future__ import annotations

from tests.followup.simulation.code import BRING_BACK
from tests.followup.simulation.script import Story, merged
from tests.followup.simulation.team import Scene


def fixes_it_themselves(s: Scene) -> Story:
    yield 6
    s.fixes_base(s.owner)


def fixes_it_our_way(s: Scene) -> Story:
    yield 4
    s.fixes_base(s.second, our_way=True)


def fixes_it_after_push(s: Scene) -> Story:
    yield 2
    s.pushes(s.owner, "half of it")
    yield 4
    s.fixes_base(s.second)
    yield 15
    s.closes(s.owner)


def outsider_commands(s: Scene) -> Story:
    yield 1
    for text in ("close wont-fix", "snooze 300d", "reassign @kai", "retry"):
        s.comments("zed", f"/suture {text}")
        yield 1
    s.reviews("kai", "CHANGES_REQUESTED", "/suture close false-positive")
    s.remarks("kai", f"I would rather have it {BRING_BACK}")
    yield 12
    yield from merged(s, s.owner)


def red_on_both(s: Scene) -> Story:
    s.checks("red", base=True)
    s.checks("red")
    yield 16
    yield from merged(s, s.owner)


def red_by_us(s: Scene) -> Story:
    s.checks("red")
    for _ in range(4):
        yield 2
        s.checks_where_new("green")
    yield from merged(s, s.owner)


def red_for_ever(s: Scene) -> Story:
    s.checks("red")
    for _ in range(14):
        yield 1
        s.checks_where_new("red")


def red_after_push(s: Scene) -> Story:
    yield 1
    s.pushes(s.owner, "this breaks it")
    s.checks("red")


def waits_for_approval(s: Scene) -> Story:
    s.checks("waiting")
    yield 12
    s.checks("green")
    yield 3
    yield from merged(s, s.owner)


def checks_never_end(s: Scene) -> Story:
    s.checks("pending")
    yield 10
    s.checks("green")


def base_moves(s: Scene) -> Story:
    for _ in range(3):
        yield 4
        s.base_moves(s.second)
    yield from merged(s, s.owner)


def base_conflicts(s: Scene) -> Story:
    yield 3
    s.base_conflicts(s.second)
    yield 4
    yield from merged(s, s.owner)


def base_conflicts_for_ever(s: Scene) -> Story:
    for _ in range(6):
        yield 3
        s.base_conflicts(s.second)


def conflicts_after_push(s: Scene) -> Story:
    yield 2
    s.pushes(s.owner, "mine")
    yield 2
    s.base_conflicts(s.second)
    yield 12
    s.resolves(s.owner)
    yield from merged(s, s.owner)


def contract_comes(s: Scene) -> Story:
    yield 2
    s.contracts(s.second)
    yield 14
    yield from merged(s, s.owner)


def comes_back(s: Scene) -> Story:
    yield 1
    yield from merged(s, s.owner)
    yield 12
    s.brings_back(s.second)


def comes_back_at_once(s: Scene) -> Story:
    yield 2
    yield from merged(s, s.owner)
    s.brings_back(s.second)


def queues(s: Scene) -> Story:
    yield 3
    s.queues(s.owner)
    yield 8
    s.unqueues(s.owner)
    yield 6
    s.queues(s.owner)
    yield from merged(s, s.owner)


def gives_orders(s: Scene) -> Story:
    for text in ("explain", "rebase", "retry", f"reassign @{s.third}", "snooze 3d"):
        yield 2
        s.comments(s.owner, f"/suture {text}")
    yield 12
    yield from merged(s, s.third)


def gives_orders_by_label(s: Scene) -> Story:
    for name in ("suture:retry", "suture:rebase"):
        yield 3
        s.labels(s.owner, name)
    yield 10
    yield from merged(s, s.owner)


def orders_after_push(s: Scene) -> Story:
    yield 2
    s.pushes(s.owner, "mine")
    s.comments(s.owner, "/suture retry")
    yield 2
    s.comments(s.owner, "/suture rebase")


def makes_it_a_draft(s: Scene) -> Story:
    yield 1
    s.makes_draft(s.owner)
    yield 25
    s.marks_ready(s.owner)
    yield 2
    yield from merged(s, s.owner)


def rewrites_the_branch(s: Scene) -> Story:
    yield 3
    s.rewrites(s.owner)
    yield 9
    yield from merged(s, s.owner)


def chats(s: Scene) -> Story:
    for number in range(4):
        yield 2
        s.comments(s.owner if number % 2 else s.second, f"Hm, I wonder ({number}).")
    yield 16
    yield from merged(s, s.owner)


def dismisses_then_merges(s: Scene) -> Story:
    yield 2
    s.reviews(s.owner, "APPROVED")
    yield 1
    s.base_conflicts(s.second)
    yield 3
    s.reviews(s.owner, "APPROVED")
    yield from merged(s, s.owner)
