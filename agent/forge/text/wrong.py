"""What was wrong, and how it could be reached."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from agent.forge.text import secret
from agent.forge.text.defuse import Markdown, block, code, link
from agent.forge.text.places import permalink
from agent.forge.text.words import MOST, Words

_LANGUAGES = {
    "py": "python",
    "js": "javascript",
    "ts": "typescript",
    "tsx": "tsx",
    "go": "go",
    "java": "java",
    "rb": "ruby",
    "php": "php",
    "tf": "hcl",
    "yaml": "yaml",
    "yml": "yaml",
}
_STEPS = 12


@dataclass(frozen=True, slots=True)
class Wrong:
    """The findings, piece by piece."""

    words: Words

    @property
    def weakness(self) -> Markdown:
        """CWE, severity and place on one line."""
        rule, first = self.words.case.rule, self.words.case.findings[0].location
        parts = [
            *map(self.cwe, rule.cwe[:5]),
            Markdown(f"{rule.severity.value} severity"),
            permalink(self.words.facts, first),
        ]
        return Markdown(" · ".join(parts))

    def cwe(self, name: str) -> Markdown:
        match = re.fullmatch(r"CWE-([0-9]{1,6})", name)
        url = f"https://cwe.mitre.org/data/definitions/{match[1]}.html" if match else ""
        return link(self.words.name(name, 40), url) if url else self.words.name(name, 40)

    @property
    def messages(self) -> list[Markdown]:
        told = [*dict.fromkeys(finding.message for finding in self.words.case.findings)]
        shown = told[:1] if "words" in self.words.cut else told
        return [self.words.said(message, 1000) for message in shown]

    @property
    def found_by(self) -> Markdown:
        rule = self.words.case.rule
        tool = f" of {self.words.name(rule.tool, 60)}" if rule.tool else ""
        return Markdown(f"{code(rule.id)}{tool}")

    @property
    def reading(self) -> list[Markdown]:
        return [
            Markdown(f"<{url}>")
            for url in self.words.case.rule.references
            if url in self.words.links and len(url) < 300
        ][:4]

    @property
    def traces(self) -> list[Markdown]:
        """Each way from the source to the place, in links; the end of a long one."""
        found = []
        for trace in dict.fromkeys(f.trace for f in self.words.case.findings if f.trace):
            steps = [permalink(self.words.facts, at) for at in trace[-_STEPS:]]
            found.append(Markdown(" → ".join([*(["…"] if len(trace) > _STEPS else []), *steps])))
        return found

    @property
    def snippets(self) -> list[tuple[Markdown, Markdown]]:
        """Each finding's place and code; of a secret the code without it, or none."""
        shown = []
        for finding in self.words.case.findings:
            text = self.words.clean(textwrap.dedent(secret.snippet(finding)))
            language = _LANGUAGES.get(finding.location.path.rpartition(".")[2], "")
            told = (
                block(text, language, 1500)
                if text
                else Markdown("Its code is not shown, since the secret is in it.")
            )
            shown.append((permalink(self.words.facts, finding.location), told))
        return shown

    @property
    def is_secret(self) -> bool:
        return secret.is_secret(self.words.case.rule)

    @property
    def uses(self) -> list[Markdown]:
        """Where the secret stood, and every other place that is known."""
        places = dict.fromkeys([*(f.location for f in self.words.case.findings), *self.words.facts.uses])
        return [permalink(self.words.facts, at) for at in places][:MOST]
