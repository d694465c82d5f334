"""The rules of one SARIF run: found by index or by name, in the driver or in an extension. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from agent.domain import Rule, Severity
from agent.scanner.foreign import Described, by_score, rule_from
from agent.scanner.shapes import Table, at, items, number, table, tables, text, texts

_BANDIT = {"HIGH": Severity.HIGH, "MEDIUM": Severity.MEDIUM, "LOW": Severity.LOW}


class RuleBook:
    """What one run says of its rules; each is read once."""

    def __init__(self, run: Table) -> None:
        tool = table(run.get("tool"))
        driver = table(tool.get("driver"))
        self.tool = text(driver.get("name"))
        self._taxonomies = tables(run.get("taxonomies"))
        self._extensions = [tables(part.get("rules")) for part in tables(tool.get("extensions"))]
        self._driver = tables(driver.get("rules"))
        self._by_id: dict[str, Table] = {}
        for described in (d for part in (self._driver, *self._extensions) for d in part):
            self._by_id.setdefault(text(described.get("id")), described)
        self._made: dict[tuple[object, ...], Rule] = {}

    def described(self, result: Table) -> Table:
        """What the run says of a result's rule; empty when it says nothing."""
        told = table(result.get("rule"))
        name = text(result.get("ruleId")) or text(told.get("id"))
        component = number(table(told.get("toolComponent")).get("index"), least=0)
        known = component is not None and component < len(self._extensions)
        part = self._extensions[component] if known and component is not None else self._driver
        found = at(part, result.get("ruleIndex", told.get("index")))
        # A result may name a part of the rule: `CA1000/1`.
        if found and (not name or f"{name}/".startswith(f"{text(found.get('id'))}/")):
            return found
        return self._by_id.get(name, {}) if name else {}

    def rule(self, result: Table) -> Rule | None:
        """The rule behind a result; None when the result names none."""
        described = self.described(result)
        told = text(result.get("ruleId")) or text(table(result.get("rule")).get("id"))
        name = told or text(described.get("id"))
        if not name:
            return None
        own = table(result.get("properties"))
        level = text(result.get("level"))
        key = (name, id(described), level, *map(str, map(own.get, _OWN)), *self._taxa(result.get("taxa")))
        if key not in self._made:
            self._made[key] = rule_from(self._read(name, described, result))
        return self._made[key]

    def _read(self, name: str, described: Table, result: Table) -> Described:
        properties, own = table(described.get("properties")), table(result.get("properties"))
        level = text(result.get("level")) or text(table(described.get("defaultConfiguration")).get("level"))
        severity = by_score(own.get("security-severity", properties.get("security-severity")), level)
        tags = [*texts(properties.get("tags")), *texts(properties.get("cwe")), *texts(own.get("cwe"))]
        related = [link.get("target") for link in tables(described.get("relationships"))]
        shown = table(described.get("help"))
        return Described(
            tool=self.tool,
            id=name,
            severity=_BANDIT.get(text(own.get("issue_severity")), severity),
            precision=text(own.get("issue_confidence")) or text(properties.get("precision")),
            tags=(*tags, *self._taxa(related), *self._taxa(result.get("taxa"))),
            help=next(filter(None, _helps(shown, described)), ""),
            link=text(described.get("helpUri")),
        )

    def _taxa(self, references: object) -> Iterator[str]:
        """References into a taxonomy, as `CWE-89`."""
        for reference in tables(list(items(references))):
            component = table(reference.get("toolComponent"))
            taxonomy = at(self._taxonomies, component.get("index"))
            name = text(component.get("name")) or text(taxonomy.get("name"))
            taxon = at(tables(taxonomy.get("taxa")), reference.get("index"))
            number = (text(reference.get("id")) or text(taxon.get("id"))).upper().removeprefix("CWE-")
            if name.upper() == "CWE" and number.isascii() and number.isdigit():
                yield f"CWE-{number}"


_OWN = ("security-severity", "cwe", "issue_severity", "issue_confidence")


def _helps(shown: Table, described: Table) -> Iterator[str]:
    """What may serve as guidance, the best first."""
    yield text(shown.get("markdown"))
    yield text(shown.get("text"))
    yield text(table(described.get("fullDescription")).get("text"))
    yield text(table(described.get("shortDescription")).get("text"))
