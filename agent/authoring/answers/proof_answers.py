"""What a prover's answer holds: a whole test file, the word that there is none, or neither. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.authoring.prompting.quoting import visible

_LONGEST_REASON = 600
_DECLINED = re.compile(r"^[#*_`\t ]*NO PROOF:[*_`]*[ \t]*(\S.*)$", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^`]*")
# A command line to start the tests with is not the file, whatever else stands in the answer.
_NO_FILE = frozenset({"bash", "console", "shell", "sh", "shell-session", "text", "txt"})


@dataclass(frozen=True, slots=True)
class NoFile:
    """Why the answer holds no test file that could be tried, in words for its author."""

    message: str


@dataclass(frozen=True, slots=True)
class Unprovable:
    """The model's word that it has no proof."""

    reason: str


def file_of(answer: str) -> str | NoFile | Unprovable:
    """The one test file of an answer, ended by a newline."""
    blocks = _fences(answer.replace("\r\n", "\n"))
    if isinstance(blocks, NoFile):
        return blocks
    files = [lines for word, lines in blocks if word not in _NO_FILE]
    if not files:
        word = _DECLINED.search(answer)
        if word is not None:
            return Unprovable(visible(word[1].strip().removesuffix("**"))[:_LONGEST_REASON])
        return NoFile("The answer holds no code fence with the test file in it.")
    if len(files) > 1:
        return NoFile(f"The answer holds {len(files)} code fences; give the whole file in one, and no other.")
    text = "\n".join(files[0]).strip("\n")
    return f"{text}\n" if text.strip() else NoFile("The code fence is empty.")


def _fences(answer: str) -> list[tuple[str, list[str]]] | NoFile:
    """The fences of an answer: the word after each one's opening, and its lines.

    Only a line of nothing but as many of the same marks closes a fence, as in Markdown.
    """
    blocks: list[tuple[str, list[str]]] = []
    closing = ""
    for line in answer.split("\n"):
        if closing:
            bare = line.strip()
            if bare.startswith(closing) and not bare.strip(closing[0]) and len(line) - len(line.lstrip()) < 4:
                closing = ""
            else:
                blocks[-1][1].append(line)
        elif opened := _FENCE.fullmatch(line):
            closing = opened[1]
            blocks.append((opened[2].lower(), []))
    return NoFile("The code fence is not closed: the file is not whole.") if closing else blocks
