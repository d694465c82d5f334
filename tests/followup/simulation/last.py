"""The last judgement: what became of every pull request, of people's work and words, once the days are over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.doubles.github import PullRecord
from tests.followup.simulation.judge import ON_BRANCH, Judge, listed
from tests.followup.simulation.world import US, Deed

OUTSIDERS = ("zed", "kai")


@dataclass
class Last:
    """Looks at everything that is left, and notes with the judge what is wrong."""

    judge: Judge
    board: str
    """The dashboard's text."""

    def __post_init__(self) -> None:
        self.world = self.judge.world
        self.ends: Counter[str] = Counter()

    def judgement(self) -> None:
        """All of it."""
        for pull in self.world.ours():
            self.ends[self._end(pull)] += 1
            for rule, detail in self._one(pull):
                self.judge.breaks(pull.number, rule, detail)
        for (number, login), times in self.judge.spoken.items():
            days = {day for day, _ in times}
            if len(days) > self.world.settings.follow.messages:
                self.judge.breaks(number, "too many messages", f"@{login} on {len(days)} days: {times}")
        for deed in self.world.deeds:
            if deed.sha and deed.verb in ON_BRANCH and not self._kept(deed):
                self.judge.breaks(deed.number, "work lost", f"{deed.sha[:9]} of {deed.login} ({deed.text})")

    def _end(self, pull: PullRecord) -> str:
        """How it ended, in a word or two; `on the dashboard` where it has not."""
        marker = self.world.marker(pull.number)
        ended = marker.followed.ended if marker else ""
        if pull.merged:
            return f"merged, {ended}" if ended else "merged, not recorded"
        if pull.state == "closed":
            return f"closed, {ended}" if ended else "closed, not recorded"
        return "open, on the dashboard" if listed(self.board, pull.number) else "open, nowhere told of"

    def _one(self, pull: PullRecord) -> Iterator[tuple[str, str]]:
        number, marker = pull.number, self.world.marker(pull.number)
        part = self.world.part_of(number)
        ended = marker.followed.ended if marker else ""
        # Where people took our text out there is nowhere to record it: while it was open the dashboard told.
        if marker and pull.state == "closed" and not ended and not self._frozen(pull):
            yield "end not recorded", "merged" if pull.merged else f"closed by {pull.closed_by}"
        if ended == "verified" and self.world.present(part, pull.merge_sha):
            yield "verified in error", "its merge had the finding"
        titles = [deed.text for deed in self._deeds(number) if deed.verb == "retitles"]
        if titles and pull.title != titles[-1]:
            yield "title changed", pull.title
        if self.judge.comments[number] > 2:
            yield "too many comments", f"{self.judge.comments[number]} of ours"
        yield from self._outsiders(number)

    def _frozen(self, pull: PullRecord) -> bool:
        return "suture:stop" in pull.labels

    def _deeds(self, number: int) -> list[Deed]:
        return [deed for deed in self.world.deeds if deed.number == number]

    def _outsiders(self, number: int) -> Iterator[tuple[str, str]]:
        """What people without write access said is neither acknowledged nor answered."""
        said = {deed.said for deed in self._deeds(number) if deed.login in OUTSIDERS and deed.said}
        for comment in self.judge.all_comments():
            if comment.id in said and any(login == US for _, _, login in comment.reactions):
                yield "outsider heard", f"a reaction to {comment.body!r}"
            answered = comment.login == US and any(f" {each} -->" in comment.body for each in said)
            if answered:
                yield "outsider heard", f"an answer: {comment.body!r}"
        marker = self.world.marker(number)
        commands = [deed for deed in self._deeds(number) if "/suture" in deed.text]
        if marker and commands and all(deed.login in OUTSIDERS for deed in commands):
            followed = marker.followed
            if (
                followed.snooze
                or followed.again
                or followed.revisions
                or "kai" in self.world.pull(number).assignees
            ):
                yield "outsider heard", str(followed)

    def _kept(self, deed: Deed) -> bool:
        """Whether a commit of somebody is still where it was, or on the base, or went with a person's own act."""
        pull, before = self.world.pull(deed.number), self.judge.facility.before
        head = self.world.store.ref(f"refs/heads/{pull.branch}")
        if deed.sha in before(self.world.base) or (head and deed.sha in before(head)):
            return True
        later = [one for one in self._deeds(deed.number) if one.when > deed.when]
        squashed = [one.text for one in later if one.verb == "squashes"]
        if squashed and deed.sha in before(squashed[-1]):
            return True
        return any(one.verb in ("deletes branch", "rewrites") for one in later)
