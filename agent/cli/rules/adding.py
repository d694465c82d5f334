"""suture rules new: a new rule and its sample, with everything in them but what the author knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from agent.errors import UsageError
from agent.resources import rules_dir
from agent.scanner.bundled import SHELVES, BundledRule, Shelf, cwe_number, read_rules

GAP = "FILL IN"
"""What the author replaces; the tests refuse a rule that still holds it."""
_RULE = """\
rules:
  - id: {id}
    languages: [{languages}]
    severity: WARNING
    message: >-
      {gap}: what an attacker can do, in one sentence. What to do instead, in another.
    metadata:
      category: security
      cwe:
        - "{cwe}"
      owasp:
        - "{owasp}"
      confidence: MEDIUM
      likelihood: MEDIUM
      impact: MEDIUM
      references:
        - https://cwe.mitre.org/data/definitions/{number}.html
      suture:
        guidance: >-
          {gap}: how to mend it, for whoever writes the fix: what to use, what may not change, what to do
          where that is not possible.
        fewshot: cwe-{number}-{language}
        fix_safety: none
    patterns:
      - pattern: {gap}
"""
_LONGEST = 100
_MARKS = ("ruleid", "ruleid", "ok", "ok")


def add(language: str, rule_id: str, cwe: int, checkout: Path | None) -> None:
    """Write a rule and its sample into a checkout, and say what is next.

    Raises UsageError for a folder or an id that cannot be, where there is no checkout, before it would
    overwrite anything, and where it cannot write; then nothing is left behind.
    """
    shelf = _shelf(language, rule_id, cwe)
    top = _checkout(checkout)
    rule = top / "rules" / language / f"{rule_id}.yaml"
    sample = top / "tests/rules" / language / f"{rule_id}{shelf.suffix}"
    for file in (rule, sample):
        if file.exists():
            raise UsageError(f"{file} is there already", hint="choose another id, or edit that rule")
    text = _rule(language, rule_id, cwe, read_rules(top / "rules"))
    for file in _written({rule: text, sample: _sample(shelf, rule_id)}):
        print(f"wrote {file.relative_to(top)}")
    for step in _steps(rule_id, shelf):
        print(step)


def _shelf(language: str, rule_id: str, cwe: int) -> Shelf:
    shelf = SHELVES.get(language)
    if shelf is None:
        raise UsageError(f"there is no folder of rules for {language}", hint="one of: " + ", ".join(SHELVES))
    if not re.fullmatch(rf"{language}(-[a-z0-9]+)+", rule_id) or len(rule_id) > _LONGEST:
        raise UsageError(
            f"{rule_id} is no id for a rule of {language}",
            hint=f"{language}- and a few words that say what is found: {language}-sql-string-building",
        )
    if cwe <= 0:
        raise UsageError(f"CWE-{cwe} is no weakness", hint="give its number: --cwe 89")
    return shelf


def _written(contents: Mapping[Path, str]) -> tuple[Path, ...]:
    """Write all of these new files, or none."""
    made: list[Path] = []
    try:
        for file, content in contents.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8") as stream:
                made.append(file)
                stream.write(content)
    except OSError as error:
        for file in made:
            file.unlink(missing_ok=True)
        raise UsageError(
            f"the rule and its sample cannot be written: {error}",
            hint="make room for them, or name a checkout that you may write to with --checkout",
        ) from error
    return tuple(made)


def _checkout(named: Path | None) -> Path:
    """Where rules and their samples are kept; an installed package has only the rules."""
    top = named.absolute() if named else rules_dir().parent
    if (top / "rules").is_dir() and (top / "tests/rules").is_dir():
        return top
    raise UsageError(f"{top} is no checkout of Suture", hint="name one with --checkout")


def _rule(language: str, rule_id: str, cwe: int, known: tuple[BundledRule, ...]) -> str:
    """The names of weakness and category are those of other rules, where one is about the same."""
    alike = [rule for rule in known if cwe_number(rule.rule.cwe[0]) == cwe and rule.rule.owasp]
    return _RULE.format(
        id=rule_id,
        language=language,
        languages=", ".join(SHELVES[language].semgrep),
        number=cwe,
        cwe=alike[0].metadata["cwe"][0] if alike else f"CWE-{cwe}: {GAP}: its name, as MITRE writes it",
        owasp=alike[0].rule.owasp[0] if alike else f"{GAP}: A00:2021 - Name of the category",
        gap=GAP,
    )


def _sample(shelf: Shelf, rule_id: str) -> str:
    blocks = (f"{shelf.comment} {mark}: {rule_id}\n{GAP}\n" for mark in _MARKS)
    return shelf.head + "\n".join(blocks)


def _steps(rule_id: str, shelf: Shelf) -> Iterator[str]:
    python = ".venv/bin/python -m"
    yield "next:"
    yield f"  1. In the rule, write the patterns, replace every {GAP}, weigh severity and levels."
    yield "  2. In the sample, put code below each mark: two or more `ruleid:`, two or more `ok:`."
    yield f"  3. With a `fix:`, add {rule_id}.fixed{shelf.suffix}, and say in fix_safety what it may claim."
    yield f"  4. {python} tests.rules_doc, which writes docs/rules.md anew."
    yield f"  5. {python} pytest tests/test_rules.py"
