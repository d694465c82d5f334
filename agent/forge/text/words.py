"""The facts as harmless Markdown: without the secret, and as short as the length of the body demands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.domain import Case
from agent.forge.text.defuse import Markdown, cell, is_safe_link, paragraphs, prose
from agent.forge.text.facts import Facts
from agent.ports import Proposal
from agent.verdict import Verdict

MOST = 20
"""Items of a list that are shown."""


@dataclass(frozen=True, slots=True)
class Words:
    """One look at the facts. `clean` takes secrets out; `cut` names what has to give way to the length."""

    facts: Facts
    clean: Callable[[str], str]
    cut: frozenset[str] = frozenset()

    @property
    def case(self) -> Case:
        return self.proposal.case

    @property
    def proposal(self) -> Proposal:
        return self.facts.proposal

    @property
    def verdict(self) -> Verdict:
        return self.proposal.verdict

    @property
    def links(self) -> frozenset[str]:
        """Addresses that the rule itself refers to, unless it is another scanner's."""
        rule = self.case.rule
        return frozenset(url for url in rule.references if is_safe_link(url, () if rule.tool else (url,)))

    def said(self, text: str, most: int = 600) -> Markdown:
        """A line of prose."""
        return self.name(self.clean(text), most)

    def name(self, text: str, most: int = 600) -> Markdown:
        """An id, a gate or another word that names something: never rewritten by what is a credential."""
        return prose(text, self.links, min(most, 200) if "words" in self.cut else most)

    def told(self, text: str) -> Markdown:
        """Longer prose, with its paragraphs."""
        return self.said(text) if "words" in self.cut else paragraphs(self.clean(text), self.links)

    def row(self, text: str) -> Markdown:
        """A line of prose for a table."""
        return cell(self.clean(text), self.links, 80 if "details" in self.cut else 300)


def more(count: int, what: str) -> list[Markdown]:
    """A last item that says how many were left out."""
    return [Markdown(f"and {count} more {what}")] if count > 0 else []
