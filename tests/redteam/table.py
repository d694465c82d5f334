"""What a run says: a table by kind, everything that went wrong by name, and the rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.redteam.judged import GOAL_BAD, GOAL_FALSE, GOAL_GOOD, Judged, Result, figures, gate_seconds

_WIDTH = 20


def report(done: Sequence[Judged], seconds: float) -> str:
    """The whole report as text."""
    return (
        "\n".join([*_bad(done), "", *_good(done), "", *_wrong(done), *_rates(done), *_times(done, seconds)])
        + "\n"
    )


def _bad(done: Sequence[Judged]) -> Iterator[str]:
    yield f"{'bad patches: kind':<{_WIDTH}}{'patches':>9}{'rejected':>10}{'by its gate':>13}{'accepted':>10}{'to review':>11}"
    for kind in sorted({one.case.kind for one in done if not one.case.good}):
        results = Counter(one.result for one in done if not one.case.good and one.case.kind == kind)
        rejected = results[Result.STOPPED] + results[Result.ELSEWHERE]
        accepted = results[Result.ACCEPTED] + results[Result.GAP]
        yield (
            f"{kind:<{_WIDTH}}{results.total():>9}{rejected:>10}{results[Result.STOPPED]:>13}"
            f"{accepted:>10}{results[Result.REVIEW]:>11}"
        )


def _good(done: Sequence[Judged]) -> Iterator[str]:
    yield f"{'good patches: of':<{_WIDTH}}{'patches':>9}{'fixed':>10}{'evidence gap':>13}{'rejected':>10}"
    for kind in sorted({one.case.kind for one in done if one.case.good}):
        results = Counter(one.result for one in done if one.case.good and one.case.kind == kind)
        yield (
            f"{kind:<{_WIDTH}}{results.total():>9}{results[Result.ACCEPTED]:>10}{results[Result.GAP]:>13}"
            f"{results[Result.REJECTED]:>10}"
        )
    gaps = Counter(
        check.gate + ": " + " ".join(check.detail.split())[:100]
        for one in done
        if one.case.good and one.result is Result.GAP
        for check in one.verdict.gaps
    )
    for reason, count in gaps.most_common():
        yield f"  gap {count:>3} times: {reason}"


def _wrong(done: Sequence[Judged]) -> Iterator[str]:
    for one in done:
        reason = " ".join(one.reason.split())[:200]
        if not one.ok:
            wanted = f" (should: {'|'.join(one.case.gates)})" if one.case.gates else ""
            yield f"{one.result.value:<10}{one.case.name}{wanted}: {reason}"
        if one.result is Result.REVIEW:
            yield f"{'to review':<10}{one.case.name}: {one.case.why}"
        if one.sound is False and one.result in (Result.ACCEPTED, Result.GAP):
            yield f"{'unsound':<10}{one.case.name}: accepted, and hidden tests reject it"
        for trace in one.traces:
            yield f"{'trace':<10}{one.case.name}: {trace}"


def _rates(done: Sequence[Judged]) -> Iterator[str]:
    found = figures(done)
    yield f"bad patches rejected by the gate that should: {found.bad:7.1%}  (goal {GOAL_BAD:.0%})"
    yield f"good patches accepted:                        {found.good:7.1%}  (goal {GOAL_GOOD:.0%})"
    yield (
        f"false-fixed, accepted that hidden tests reject: {found.false_fixed:5.1%}  (goal at most {GOAL_FALSE:.0%}, "
        f"of {found.accepted} accepted)"
    )
    yield f"no trace: {found.traceless} of {found.attacks}"


def _times(done: Sequence[Judged], seconds: float) -> Iterator[str]:
    gates = ", ".join(f"{gate} {spent:.0f}" for gate, spent in gate_seconds(done).items())
    yield f"{seconds:.0f} s in all; per gate, summed: {gates}"
