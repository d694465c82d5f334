"""How much a pull request tells: a fix is a disclosure, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from agent.domain import Severity
from agent.settings.schema import Disclosure, DisclosureSettings

_TELLING = re.compile(r"secur|vuln|cve|cwe|exploit|attack", re.IGNORECASE)


def labels(names: Sequence[str], *, neutral: bool) -> tuple[str, ...]:
    """Those labels that a pull request may carry; with neutral wording none that tells what it is about."""
    return tuple(name for name in names if not (neutral and _TELLING.search(name)))


def mode(private: bool, severity: Severity, settings: DisclosureSettings) -> Disclosure:
    """What the settings say for a repository that is `private` or not, and a finding this bad."""
    if private:
        return settings.private
    match severity:
        case Severity.CRITICAL:
            return settings.critical
        case Severity.HIGH:
            return settings.high
        case Severity.MEDIUM:
            return settings.medium
        case Severity.LOW:
            return settings.low
        case _:
            assert_never(severity)
