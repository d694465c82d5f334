"""Commands for a shell: each value in their text is quoted as one word. Pure."""

from __future__ import annotations

import ast
import re

from agent.authoring.recipes.place import Edit, Place, Recipe
from agent.authoring.recipes.texts import Piece, call_name, pieces, rewritten

_ALWAYS = (
    "asyncio.create_subprocess_shell", "asyncio.subprocess.create_subprocess_shell", "os.popen", "os.system",
    "subprocess.getoutput", "subprocess.getstatusoutput",
)  # fmt: skip
_BY_FLAG = tuple(f"subprocess.{name}" for name in ("Popen", "call", "check_call", "check_output", "run"))
# Where quotes mean something else, and programs that hand a word to another shell.
_STRANGE = re.compile(
    r"[`\\#\n\0]|\$[({'\"]|<<|\(\(|\[\[|\b(?:eval|parallel|source|ssh|su|watch|xargs)\b"
    r"|\b(?:ba|da|k|z)?sh\b|\b(?:g?awk|node|perl|php|python[\d.]*|ruby|sed)\b"
)
# In front of a value: the place of a program's name, of code, or where a quote would change the meaning.
_NO_WORD = re.compile(
    r"(?:(?:^|[|&;({!]|\b(?:command|do|else|env|exec|nice|nohup|sudo|then|time)\b)\s*|\s-\w*[ce]\s+)\S*$|[~$]$"
)
_SEVERAL = re.compile(
    r"(?:^|_)(?:arg|argument|cmd|command|extra|flag|opt|option|param|switch)s?$|argv$", re.IGNORECASE
)
_MADE = re.compile(r"quote|join|format|escape", re.IGNORECASE)


def quoted(place: Place) -> Recipe | None:
    """Quote every value in the text of a shell command as one word."""
    edits: list[Edit] = []
    for call in place.calls():
        if not _shell(place, call) or not call.args:
            continue
        text = call.args[0]
        if isinstance(text, ast.Name):
            made = place.assigned(text.id)
            text = made.value if made else text
        words = _words(place, text) if isinstance(text, ast.JoinedStr) else None
        if not words:
            return None
        edits += words
    if not edits or not place.may_import("import shlex"):
        return None
    return Recipe(
        tuple(edits),
        "Quotes each value of the shell command with `shlex.quote`, so that it stays one word.",
        ("import shlex",),
        assumptions=(
            "The shell is a POSIX one.",
            "Each value is meant to be one word: no list of words, and nothing that the shell expands.",
        ),
    )


def _shell(place: Place, call: ast.Call) -> bool:
    words = {word.arg: word.value for word in call.keywords}
    flag = words.get("shell")
    if None in words or "executable" in words:
        return False
    by_flag = isinstance(flag, ast.Constant) and flag.value is True
    return place.origin(call.func) in (_BY_FLAG if by_flag else _ALWAYS)


def _words(place: Place, text: ast.JoinedStr) -> list[Edit] | None:
    """The edits that quote all values of a command."""
    found = pieces(place, text)
    constant = " ".join(str(part.value) for part in text.values if isinstance(part, ast.Constant))
    if not found or _STRANGE.search(constant):
        return None
    values: list[tuple[Piece, str, bool]] = []
    for piece in found:
        inner = _open_quote(piece.before)
        # Between quotes of its own a value is a word; anywhere else in quotes it is a part of a longer one.
        bare = bool(inner) and piece.behind.startswith(inner) and not _open_quote(piece.before[:-1])
        before = piece.before[:-1] if bare else piece.before
        if (inner and not bare) or _NO_WORD.search(before) or not _one_word(place, piece.value):
            return None
        values.append((piece, f"shlex.quote(str({place.text(piece.value)}))", bare))
    return rewritten(place, text, values)


def _one_word(place: Place, value: ast.expr) -> bool:
    """Whether a value may be one word: no option, no text that was put together, or quoted already."""
    match value:
        case ast.Attribute(attr=name):
            return not _SEVERAL.search(name)
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return not _SEVERAL.search(name)
        case ast.Call():
            name = call_name(value)
            return place.origin(value.func) == "os.path.join" or not (
                _MADE.search(name) or _SEVERAL.search(name)
            )
        case ast.Name(id=name):
            return not _SEVERAL.search(name) and _one_word_name(place, name)
        case _:
            return False


def _one_word_name(place: Place, name: str) -> bool:
    made, given, binders = place.assigned(name), place.parameter(name), place.binders(name)
    if len(binders) != 1:
        return False
    if made is not None:
        return not isinstance(made.value, ast.Name) and _one_word(place, made.value)
    if given is not None:
        return not _text_by_default(place.function.args, given)
    looped = (
        node.target
        for node in ast.walk(place.function)
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension)
    )
    return any(binders[0] is each for target in looped for each in ast.walk(target))


def _text_by_default(given: ast.arguments, one: ast.arg) -> bool:
    """Whether a parameter is a text if nothing is given: that may be empty, or several words."""
    plain = [*given.posonlyargs, *given.args]
    pairs = [*zip(reversed(plain), reversed(given.defaults), strict=False)]
    pairs += [(arg, value) for arg, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value]
    starred = one in (given.vararg, given.kwarg)
    return starred or any(
        arg is one and not (isinstance(value, ast.Constant) and not isinstance(value.value, str))
        for arg, value in pairs
    )


def _open_quote(text: str) -> str:
    """The quote that is open at the end of a piece of shell, or nothing."""
    opened = ""
    for char in text:
        if opened:
            opened = "" if char == opened else opened
        elif char in "'\"":
            opened = char
    return opened
