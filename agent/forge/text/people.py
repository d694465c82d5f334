"""Who is asked, why, and what came before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from agent.forge.owners import OwnerSource, Share
from agent.forge.text.defuse import Markdown, code, link
from agent.forge.text.places import changed, file_link
from agent.forge.text.words import MOST, Words, more
from agent.verdict import VerdictKind


@dataclass(frozen=True, slots=True)
class People:
    """The ownership, piece by piece."""

    words: Words

    @property
    def shares(self) -> list[Markdown]:
        """Whose each path is, by which line of CODEOWNERS, and where the patch spans owners its lines."""
        facts = self.words.facts
        proof = facts.proposal.proof.path if facts.neutral and facts.proposal.proof else None
        shares = [share for share in facts.ownership.shares if share.path != proof]
        most = 5 if "shares" in self.words.cut else MOST
        spans = len({share.owners for share in shares}) > 1
        return [*(self._share(share, spans) for share in shares[:most]), *more(len(shares) - most, "paths")]

    def _share(self, share: Share, spans: bool) -> Markdown:
        change = next((c for c in self.words.proposal.draft.patch.changes if c.path == share.path), None)
        lines = f", {changed(change)}" if spans and change else ""
        owners = ", ".join(code(owner, 80) for owner in share.owners[:10]) or "nobody"
        if not share.line:
            # That there is no file at all is a note of its own.
            why = ": no line of CODEOWNERS matches" if share.file else ""
            return Markdown(f"{code(share.path)}{lines} → {owners}{why}")
        name = share.file.rpartition("/")[2]
        at = file_link(self.words.facts, share.file, f"#L{share.line}", f"{name}:{share.line}")
        rule = code(" ".join([share.pattern, *share.owners[:10]]))
        return Markdown(f"{code(share.path)}{lines} → {owners}, by {at}: {rule}")

    @property
    def owner_notes(self) -> list[Markdown]:
        notes = self.words.facts.ownership.notes
        most = 5 if "shares" in self.words.cut else MOST
        return [*(self.words.said(note, 300) for note in notes[:most]), *more(len(notes) - most, "notes")]

    @property
    def asked(self) -> Markdown:
        """Who is asked, and in which capacity; nobody as long as something is not proven."""
        draft = self.words.proposal.verdict.kind is not VerdictKind.FIXED
        nobody = " Nobody is asked as long as this is a draft." if draft else ""
        return Markdown(f"{self._reason}{nobody}")

    @property
    def _reason(self) -> str:
        ownership, organisation = self.words.facts.ownership, self.words.facts.slug.partition("/")[0]
        names = [f"@{user}" for user in ownership.users] + [
            f"@{organisation}/{team}" for team in ownership.teams
        ]
        who = ", ".join(code(name, 80) for name in names[:MOST])
        match ownership.source:
            case OwnerSource.CODEOWNERS:
                said = f"You own what this changes: {who}."
                return said if who else "Your code owners are named here."
            case OwnerSource.AUTHORS:
                return f"Nobody valid owns this. You wrote or last changed these lines: {who}."
            case OwnerSource.SECURITY_TEAM:
                return f"Nobody valid owns this, so it is for the security contact: {who}."
            case OwnerSource.NOBODY:
                return "Nobody valid owns this, and there is nobody else to ask: please pass it on."
            case other:
                assert_never(other)

    @property
    def earlier(self) -> list[Markdown]:
        """Pull requests that were merged for the same finding before."""
        return self._pulls(self.words.facts.earlier)

    @property
    def closed(self) -> list[Markdown]:
        """Pull requests for the same finding that were closed, and whose time has come again."""
        return self._pulls(self.words.facts.closed)

    def _pulls(self, urls: Sequence[str]) -> list[Markdown]:
        # These are pull requests of this repository: that each of them is told is meant.
        own = f"{self.words.facts.server_url.rstrip('/')}/{self.words.facts.slug}/pull/"
        known = [url for url in urls if re.fullmatch(re.escape(own) + r"[0-9]{1,9}", url)]
        return [link(code(f"#{url.removeprefix(own)}"), url) for url in known[:5]]
