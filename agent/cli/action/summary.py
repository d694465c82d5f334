"""The job summary on GitHub: what was found, how each finding ended, and the pull requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from agent.cli.action.results import CheckRow, PullRow, Results, Row, failed_first
from agent.forge.text.defuse import Markdown, cell, code, code_cell, link, prose
from agent.report.words import KIND_ORDER, gate_question, kind_word
from agent.verdict import OutcomeKind, VerdictKind

MOST_BYTES = 900_000
"""GitHub takes 1 MiB of a step, and shows nothing at all of a longer one."""

_ICON = {
    OutcomeKind.FIXED: "✅",
    OutcomeKind.EVIDENCE_GAP: "🟡",
    OutcomeKind.REJECTED: "❌",
    OutcomeKind.NO_FIX: "⚪",
    OutcomeKind.FALSE_POSITIVE: "🔵",
    OutcomeKind.BLOCKED: "⛔",
    OutcomeKind.SKIPPED: "⏭️",
}
_VERDICT = {VerdictKind.FIXED: "✅", VerdictKind.EVIDENCE_GAP: "🟡", VerdictKind.REJECTED: "❌"}
_STATUS = {"passed": "✅", "failed": "❌", "inconclusive": "🟡", "not_run": "🟡", "not_applicable": "⚪"}
_NEXT = {"proposed": "handed to verify", "verified": "handed to publish"}
_ASIDE = (OutcomeKind.FALSE_POSITIVE, OutcomeKind.SKIPPED)


def summary(found: Results, status: int, *, server: str) -> str:
    """Markdown for GITHUB_STEP_SUMMARY, at most MOST_BYTES of UTF-8; links lead to `server` alone."""
    if found.markdown:
        return _capped(found.markdown.splitlines(keepends=True))
    return _capped([*_head(found, status), *_body(found, server), *_tail(found)])


def stopped(why: str, hint: str) -> str:
    """The summary of a run that was refused before it began."""
    return f"### Suture: ❌ stopped\n\n{prose(why)}\n\nNext: {prose(hint)}\n\n"


def _head(found: Results, status: int) -> Iterator[str]:
    yield f"### Suture {code(found.command)}: {_headline(found, status)}\n\n"
    about = [prose(part, most=200) for part in found.about]
    if found.base:
        about.append(Markdown(f"commit {code(found.base[:12])}"))
    if about:
        yield f"{' · '.join(about)}\n\n"


def _headline(found: Results, status: int) -> str:
    if found.judged is not None:
        return f"{_VERDICT[found.judged.verdict]} {found.judged.verdict.value.replace('_', ' ')}"
    if status == 2:
        return "❌ stopped, the log tells why"
    if found.shards is not None:
        return _counted(found.shards, "shard")
    if found.command == "follow" and not found.stage:
        return "nothing is done" if found.go is False else _counted(len(found.pulls), "pull request")
    counts = [(kind, found.count(kind)) for kind in KIND_ORDER]
    said = [f"{number} {kind_word(kind)}" for kind, number in counts if number]
    if found.opened:
        said.append(f"{_counted(found.opened, 'pull request')} opened or updated")
    if found.refused:
        said.append(f"{len(found.refused)} refused")
    return ", ".join(said) or ("nothing found" if status == 0 else f"exit code {status}")


def _body(found: Results, server: str) -> Iterator[str]:
    if found.judged is not None:
        yield from _checks(found.judged.checks)
    wanting = [row for row in found.rows if row.wants_model]
    main = [row for row in found.rows if row.outcome not in _ASIDE and not row.wants_model]
    aside = [row for row in found.rows if row.outcome in _ASIDE]
    if main:
        yield from _table(
            "| | Finding | Gates | Pull request |", _sorted(main), server, _NEXT.get(found.stage, "")
        )
    if wanting:
        # The reason once, instead of on every row.
        yield f"<details><summary>{_counted(len(wanting), 'finding')} without a model to ask</summary>\n\n"
        yield f"{prose(wanting[0].reason)}\n\n"
        yield from (f"- {code(row.rule)} in {code(_where(row))}\n" for row in _sorted(wanting))
        yield "\n</details>\n\n"
    if found.pulls:
        yield "| Pull request | Step | Why |\n|---|---|---|\n"
        yield from (_pull(pull, server) for pull in found.pulls)
        yield "\n"
    if found.refused:
        yield "| Refused | Why |\n|---|---|\n"
        for fingerprint, reason in found.refused:
            yield f"| {code_cell(fingerprint)} | {cell(reason)} |\n"
        yield "\n"
    if aside:
        yield f"<details><summary>{len(aside)} left out</summary>\n\n"
        yield from _table("| | Finding | Gates | Why |", _sorted(aside), server)
        yield "</details>\n\n"


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(
        rows, key=lambda row: (KIND_ORDER.index(row.outcome), not row.url, row.rule, row.path, row.line)
    )


def _table(heading: str, rows: Sequence[Row], server: str, accepted: str = "") -> Iterator[str]:
    """`accepted` is what becomes of a fix that has no pull request yet."""
    yield f"{heading}\n|---|---|---|---|\n"
    for row in rows:
        where = code_cell(_where(row))
        outcome = f"{_ICON[row.outcome]} {kind_word(row.outcome)}"
        finding = f"{code_cell(row.rule)}<br>{where}"
        yield f"| {outcome} | {finding} | {_gates(row.checks)} | {_last(row, server, accepted)} |\n"
    yield "\n"


def _where(row: Row) -> str:
    return f"{row.path}:{row.line}" if row.line else row.path


def _gates(checks: Sequence[CheckRow]) -> str:
    """`8 of 9: review not run`."""
    good = sum(check.status in ("passed", "not_applicable") for check in checks)
    wrong = [
        f"{cell(c.gate, most=40)} {cell(c.status.replace('_', ' '), most=40)}" for c in failed_first(checks)
    ]
    counted = f"{good} of {len(checks)}" if checks else ""
    return f"{counted}: {', '.join(wrong)}" if wrong else counted


def _last(row: Row, server: str, accepted: str) -> str:
    if row.url:
        return _linked(row.url, server)
    # What the gates' column says already is not said again.
    if row.outcome in (OutcomeKind.FIXED, OutcomeKind.EVIDENCE_GAP):
        return accepted
    return cell(row.reason, most=300)


def _pull(pull: PullRow, server: str) -> str:
    steps = ", ".join(cell(step.step, most=40) for step in pull.steps) or "not read"
    why = "; ".join(filter(None, (*(step.reason for step in pull.steps), pull.reason)))
    stopped = "".join(f" (stopped: {step.stopped})" for step in pull.steps if step.stopped)
    return f"| {_linked(pull.url, server) or f'{pull.number}'} | {steps} | {cell(why + stopped)} |\n"


def _linked(url: str, server: str) -> Markdown:
    """A pull request of the forge as a link, anything else as code."""
    name = url.removeprefix(f"{server.rstrip('/')}/")
    owner, _, rest = name.partition("/")
    repository, _, number = rest.partition("/pull/")
    plain = all(
        part.replace("-", "a").replace("_", "a").replace(".", "a").isalnum() for part in (owner, repository)
    )
    if name != url and plain and number.isascii() and number.isdigit():
        return link(Markdown(f"{owner}/{repository} \\#{number}".replace("_", "\\_")), url)
    return code_cell(url)


def _checks(checks: Sequence[CheckRow]) -> Iterator[str]:
    yield "| | Gate | | Detail |\n|---|---|---|---|\n"
    for check in checks:
        said = f"{_STATUS.get(check.status, '')} {cell(check.status.replace('_', ' '), most=40)}"
        gate = f"{cell(check.gate, most=40)} | {gate_question(check.gate)}"
        yield f"| {said} | {gate} | {cell(check.detail)} |\n"
    yield "\n"


def _tail(found: Results) -> Iterator[str]:
    if found.notes:
        yield f"<details><summary>{_counted(len(found.notes), 'note')}</summary>\n\n"
        yield from (f"- {prose(note, most=400)}\n" for note in found.notes)
        yield "\n</details>\n\n"


def _capped(parts: Iterable[str]) -> str:
    """Whole parts as long as they fit; a table that is cut says so."""
    taken: list[str] = []
    room = MOST_BYTES
    for part in parts:
        room -= len(part.encode("utf-8", "backslashreplace"))
        if room < 0:
            return "".join((*taken, "\n\n… and more, in the report and in the log.\n"))
        taken.append(part)
    return "".join(taken)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
