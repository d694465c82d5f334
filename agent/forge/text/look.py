"""What a reviewer should look at although no gate failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.forge.text.defuse import Markdown, code, code_cell
from agent.forge.text.places import file_link
from agent.forge.text.words import MOST, Words, more
from agent.verdict import Flag, FlagKind


@dataclass(frozen=True, slots=True)
class Look:
    """Assumptions and flags, piece by piece."""

    words: Words

    @property
    def assumptions(self) -> list[Markdown]:
        given = self.words.proposal.draft.assumptions
        shown = (self.words.said(text, 500) for text in given[:MOST])
        return [*shown, *more(len(given) - MOST, "assumptions")]

    @property
    def risks(self) -> list[tuple[str, Markdown, Markdown]]:
        """Kind, place and words of each flag about what the patch adds or changes."""
        flags = [f for f in self._flags if f.kind not in (FlagKind.SIBLING, FlagKind.MATERIAL)]
        return [(f.kind.value, self._where(f), self.words.row(f.text)) for f in flags[:MOST]]

    @property
    def siblings(self) -> list[Markdown]:
        """Places with the same flaw, as far as it can be told, with links to the branch."""
        flags = [f for f in self._flags if f.kind is FlagKind.SIBLING]
        return [Markdown(f"{self._at_branch(f)}: {self.words.said(f.text, 200)}") for f in flags[:MOST]]

    @property
    def material(self) -> list[Markdown]:
        """Changed paths that the settings call material for compliance."""
        flags = (f for f in self._flags if f.kind is FlagKind.MATERIAL)
        paths = dict.fromkeys(f.where.rpartition(":")[0] or f.where for f in flags)
        return [code(path) for path in paths][:MOST]

    @property
    def _flags(self) -> Sequence[Flag]:
        return self.words.verdict.flags

    def _where(self, flag: Flag) -> Markdown:
        return code_cell(flag.where)

    def _at_branch(self, flag: Flag) -> Markdown:
        path, _, line = flag.where.rpartition(":")
        if not path or not line.isdecimal() or len(line) > 9:
            return code(flag.where)
        facts = self.words.facts
        return file_link(facts, path, f"#L{line}", flag.where, facts.branch)
