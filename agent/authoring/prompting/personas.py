"""Which kind of application security engineer a case is given to."""

from __future__ import annotations

import re
from typing import Literal

from agent.authoring.prompting.fewshot import same_repair
from agent.domain import Case

Domain = Literal["web", "data", "infrastructure"]

# Files that describe machines, whatever the weakness.
_MACHINES = re.compile(
    r"(^|/)(Dockerfile|Containerfile|Jenkinsfile|Makefile|docker-compose)[^/]*$|\.(tf|hcl|service|sh|bash)$"
    r"|(^|/)(\.github/workflows|\.circleci|helm|k8s|kubernetes|terraform|ansible)/",
    re.IGNORECASE,
)
# What is no weakness of its own here counts as the one that it is repaired like.
_WEAKNESSES: dict[Domain, tuple[int, ...]] = {
    "web": (
        79, 94, 113, 209, 287, 306, 347, 352, 384, 434, 444, 489, 601, 613, 639, 693, 915, 918, 942, 1004,
        1021, 1321, 1336,
    ),
    "data": (89, 90, 91, 256, 261, 311, 312, 326, 327, 502, 532, 611, 643, 776, 916, 943, 1236),
    "infrastructure": (22, 78, 117, 250, 269, 295, 322, 362, 367, 377, 426, 427, 494, 668, 732, 829, 1188),
}  # fmt: skip
_BY_WEAKNESS = {f"CWE-{n}": field for field, numbers in _WEAKNESSES.items() for n in numbers}
# Words of a rule's id and folders of a path, for weaknesses that may be any of them.
_WORDS: dict[Domain, str] = {
    "web": "cookie csrf django express fastapi flask html jwt redirect request session ssrf template xss",
    "data": "cipher crypto csv database db deserialization hash ldap mongo nosql orm password pickle redis "
    "sql xml yaml",
    "infrastructure": "archive certificate chmod command docker dockerfile file kubernetes path permissions "
    "shell ssh ssl subprocess temp tempfile terraform tls",
}
_FOLDERS: dict[Domain, str] = {
    "web": "api controllers handlers routes static templates views web",
    "data": "data database db etl migrations models repositories storage",
    "infrastructure": "bin ci deploy deployment docker infra ops scripts",
}
_BY_WORD = {word: field for field, words in _WORDS.items() for word in words.split()}
_BY_FOLDER = {name: field for field, names in _FOLDERS.items() for name in names.split()}


def domain(case: Case) -> Domain:
    """By files that describe machines, else weakness, else words of the rule's id, else folder, else web."""
    if _MACHINES.search(case.path):
        return "infrastructure"
    signs = [_BY_WEAKNESS.get(cwe) or _BY_WEAKNESS.get(same_repair(cwe)) for cwe in case.rule.cwe]
    signs += [_BY_WORD.get(word) for word in re.split(r"[^a-z0-9]+", case.rule.id.lower())]
    signs += [_BY_FOLDER.get(folder) for folder in reversed(case.path.lower().split("/")[:-1])]
    return next((found for found in signs if found), "web")
