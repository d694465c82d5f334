"""Who is asked about a patch, and why: its owners, else recent authors, the security team, or nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.forge.asking import Asked, Asking, said
from agent.forge.codeowners import Codeowners, Owner, OwnerKind, Rule, owner
from agent.forge.host import People
from agent.forge.owner_errors import apply_errors, concerns
from agent.forge.owners import Ownership, OwnerSource, Share
from agent.forge.text.defuse import code
from agent.forge.values import Trouble

MAX_REVIEWERS = 15
MAX_ASSIGNEES = 10
MAX_AUTHORS = 2


@dataclass(frozen=True, slots=True)
class Question:
    """A patch whose owners are wanted.

    `paths` are all changed ones, of a rename both. `lines` are those of the findings by path, at `base_sha`.
    `codeowners` is the file at `ref`, the base (None: there is none). `organisation` owns the repository,
    `author` is the login that opens the pull request, `security_team` is `@org/team`, `@user` or empty.
    """

    paths: tuple[str, ...]
    lines: Mapping[str, Sequence[int]]
    codeowners: Codeowners | None
    organisation: str
    author: str
    ref: str
    base_sha: str
    security_team: str = ""
    assign: bool = True


@dataclass(frozen=True, slots=True)
class _Read:
    """The file as the forge accepts it, the lines that it vouches for, and what people should know."""

    codeowners: Codeowners
    vouched: frozenset[int]
    notes: tuple[str, ...]


def ownership(question: Question, people: People) -> Ownership:
    """Decide who is asked. What the forge cannot answer makes nobody valid; `notes` say so."""
    asking = Asking(people, question.organisation, question.author)
    if question.codeowners is None:
        shares = tuple(map(Share, question.paths))
        return _fallback(question, asking, shares, ["The repository has no CODEOWNERS file."])
    read = _read(question.codeowners, question, people)
    rules = {path: read.codeowners.share(path) for path in question.paths}
    shares = tuple(share_of(read.codeowners, path) for path in rules)
    notes = list(read.notes)
    asked: list[Asked] = []
    valid: set[int] = set()
    for rule, each in _owners(rules.values()):
        answer = asking.ask(each, vouched=rule.line in read.vouched)
        if isinstance(answer, Asked):
            valid.add(rule.line)
            asked.append(answer)
        else:
            notes.append(answer)
    notes += [_nobody(path, rule) for path, rule in rules.items() if rule is None or rule.line not in valid]
    if not asked:
        return _fallback(question, asking, shares, notes)
    return _chosen(shares, OwnerSource.CODEOWNERS, asked, notes, assign=question.assign)


def share_of(codeowners: Codeowners, path: str) -> Share:
    """Whose a path is as the file says it, before anybody is asked about the owners."""
    rule = codeowners.share(path)
    if rule is None:
        return Share(path, file=codeowners.file)
    owners = tuple(each.text for each in rule.owners)
    return Share(path, owners, codeowners.file, rule.line, rule.pattern)


def _read(codeowners: Codeowners, question: Question, people: People) -> _Read:
    """Ask the forge what it does not accept; what does not concern these paths is not worth a note."""
    if not any(share_of(codeowners, path).line for path in question.paths):
        unread = (f"{code(codeowners.file)}: {each.reason}." for each in codeowners.skipped if not each.line)
        return _Read(codeowners, frozenset(), tuple(unread))
    errors = people.codeowners_errors(question.ref)
    if isinstance(errors, Trouble):
        note = f"The forge did not say which code owners are valid ({said(errors)}), so each was checked."
        return _Read(codeowners, frozenset(), (note,))
    applied = apply_errors(codeowners, errors)
    file = code(codeowners.file)
    skipped = [
        f"{file} line {rule.line} was skipped: the forge calls it {code(kind)}."
        for rule, kind in concerns(applied, question.paths)
    ]
    deciding = sorted({share_of(applied.codeowners, path).line for path in question.paths})
    unknown = [
        f"{code(each.text)} was passed over: the forge knows no such owner with write access"
        f" ({file} line {line})."
        for line in deciding
        for each in applied.owners.get(line, ())
    ]
    return _Read(applied.codeowners, applied.vouched, (*skipped, *unknown))


def _owners(rules: Iterable[Rule | None]) -> Iterable[tuple[Rule, Owner]]:
    """Every owner of these rules once, in the order of the file."""
    by_line = {rule.line: rule for rule in rules if rule is not None}
    return ((by_line[line], each) for line in sorted(by_line) for each in by_line[line].owners)


def _nobody(path: str, rule: Rule | None) -> str:
    if rule is None:
        return f"No line of CODEOWNERS matches {code(path)}."
    if not rule.owners:
        return f"Line {rule.line} of CODEOWNERS leaves {code(path)} without a valid owner."
    return f"None of the owners of {code(path)} can be asked."


def _fallback(question: Question, asking: Asking, shares: tuple[Share, ...], notes: list[str]) -> Ownership:
    """Recent authors of the lines, then the security team, then nobody."""
    authors = _authors(question, asking, notes)
    if authors:
        return _chosen(shares, OwnerSource.AUTHORS, authors, notes, assign=False)
    team = _security_team(question.security_team, asking)
    if isinstance(team, Asked):
        return _chosen(shares, OwnerSource.SECURITY_TEAM, [team], notes, assign=False)
    plain = "Nobody is asked for review: name an owner in CODEOWNERS, or set `delivery.security_team`."
    said_last = (team, plain) if team else (plain,)
    return Ownership(shares, OwnerSource.NOBODY, notes=_once((*notes, *said_last)))


def _authors(question: Question, asking: Asking, notes: list[str]) -> list[Asked]:
    """The most recent authors of the findings' lines who have write access; adds to `notes`."""
    found: dict[tuple[bool, str], Asked] = {}
    for login in _recent(question, asking.people, notes):
        answer = asking.user(login, "@" + login, vouched=False)
        if isinstance(answer, Asked):
            found.setdefault(answer.key, answer)
        else:
            notes.append(answer)
        if len(found) == MAX_AUTHORS:
            break
    return list(found.values())


def _recent(question: Question, people: People, notes: list[str]) -> Iterator[str]:
    """Who last changed the lines, path by path; a path is looked at only when more are wanted."""
    for path, lines in question.lines.items():
        logins = people.authors_of(path, lines, question.base_sha)
        if isinstance(logins, Trouble):
            notes.append(f"Who last changed the lines in {code(path)} is not known ({said(logins)}).")
        else:
            yield from logins


def _security_team(text: str, asking: Asking) -> Asked | str:
    """The configured team or user: the operator's word, so its access is not looked into. Empty: none."""
    if not text:
        return ""
    named = owner(text)
    if named is None or named.kind is OwnerKind.EMAIL:
        return f"`delivery.security_team` is {code(text)}, which is neither `@org/team` nor `@user`."
    if barred := asking.barred(named):
        return barred
    team = named.kind is OwnerKind.TEAM
    return Asked(text.rpartition("/")[2] if team else text[1:], team, text)


def _chosen(
    shares: tuple[Share, ...],
    source: OwnerSource,
    asked: Iterable[Asked],
    notes: Iterable[str],
    *,
    assign: bool,
) -> Ownership:
    """Everybody once, within the forge's limits; notes say who is left out."""
    once: dict[tuple[bool, str], Asked] = {}
    for each in asked:
        once.setdefault(each.key, each)
    reviewers = list(once.values())
    kept = reviewers[:MAX_REVIEWERS]
    users = tuple(each.name for each in kept if not each.team)
    assignees = users[:MAX_ASSIGNEES] if assign else ()
    left_out = [each.shown for each in reviewers[MAX_REVIEWERS:]]
    unassigned = ["@" + name for name in users[MAX_ASSIGNEES:]] if assign else []
    limits = [
        f"At most {most} can be {what}; left out: {', '.join(map(code, names))}."
        for most, what, names in (
            (MAX_REVIEWERS, "asked for review", left_out),
            (MAX_ASSIGNEES, "assigned", unassigned),
        )
        if names
    ]
    teams = tuple(each.name for each in kept if each.team)
    return Ownership(shares, source, users, teams, assignees, _once((*notes, *limits)))


def _once(notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notes))
