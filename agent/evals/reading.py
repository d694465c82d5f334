"""Read a folder of cases. What is wrong with one is said at once, before anything runs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.errors import UsageError
from agent.evals.values import EvalCase, Expect
from agent.paths import unsafe

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_CWE = re.compile(r"CWE-[1-9][0-9]{0,4}")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DOCS = "docs/evals.md shows a whole case"


class _File(BaseModel):
    """`case.toml`; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str
    language: str = Field(pattern=r"^[a-z][a-z0-9+#-]{0,30}$")
    cwe: str
    rule: str = Field(min_length=1)
    path: str
    line: int = Field(ge=1)
    expect: Literal["fixed", "false_positive", "no_fix"]
    note: str = ""
    repository: str = ""
    commit: str = ""


def read_cases(folder: Path, only: Sequence[str] = ()) -> tuple[EvalCase, ...]:
    """Every case below `folder` whose name fits one of the shell patterns `only` (none: all), by name.

    Raises UsageError for a folder without cases, and for a case that is not written as it has to be.
    """
    files = sorted(folder.glob("*/case.toml"))
    if not files:
        raise UsageError(f"{folder} holds no case", hint=f"name a folder of */case.toml; {_DOCS}")
    wanted = [f for f in files if not only or any(fnmatchcase(f.parent.name, each) for each in only)]
    if not wanted:
        raise UsageError(
            f"--only: no case of {folder} is called {' or '.join(only)}",
            hint="a case is called as its folder is",
        )
    return tuple(_read(file, folder.resolve()) for file in wanted)


def _read(file: Path, top: Path) -> EvalCase:
    folder = file.parent
    try:
        read = _File.model_validate(tomllib.loads(file.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise _wrong(folder, f"case.toml cannot be read: {error}", "mend the file") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        key = ".".join(map(str, first["loc"]))
        step = f"write `{key} = ...`" if first["type"] == "missing" else f"correct `{key}`"
        raise _wrong(folder, f"case.toml, {key}: {first['msg']}", step) from error
    fields = read.model_dump()
    case = EvalCase(folder=folder, **{**fields, "expect": Expect(read.expect)})
    reason, step = _doubt(case, top)
    if reason:
        raise _wrong(folder, reason, step)
    return case


def _wrong(folder: Path, reason: str, step: str) -> UsageError:
    return UsageError(f"case {folder.name}: {reason}", hint=f"{step}; {_DOCS}")


def _doubt(case: EvalCase, top: Path) -> tuple[str, str]:
    """What is wrong with a case on its face, and the next step; two empty words when nothing is."""
    if not _ID.fullmatch(case.id) or case.id != case.folder.name:
        return f"its id is {case.id!r}", "give the case the name of its folder as id"
    if not _CWE.fullmatch(case.cwe):
        return f"its cwe is {case.cwe!r}", "write it as CWE-89"
    if unsafe(case.path):
        return f"its path {case.path!r} {unsafe(case.path)}", "name a file relative to the repository's root"
    repo = case.folder / "repo"
    if bool(case.repository) == repo.is_dir():
        return "it needs either repo/ or `repository`, and not both", "keep one of them"
    if case.repository:
        return _remote_doubt(case, top)
    if not (repo / case.path).is_file():
        return f"repo/{case.path} is not there", "correct `path`"
    if (repo / "hidden").exists():
        return "repo/ has a folder `hidden` of its own", "rename it: hidden tests are put there"
    # An author would be shown what they lead to, wherever that is.
    link = next((path for each in ("repo", "hidden") for path in _links(case.folder / each)), None)
    return (
        (f"{link.relative_to(case.folder)} is a symlink", "put the file itself there") if link else ("", "")
    )


def _links(folder: Path) -> Sequence[Path]:
    found = [folder] if folder.is_symlink() else []
    return [*found, *(path for path in sorted(folder.rglob("*")) if path.is_symlink())]


def _remote_doubt(case: EvalCase, top: Path) -> tuple[str, str]:
    if not _COMMIT.fullmatch(case.commit):
        return f"its commit is {case.commit!r}", "write the whole name of the commit in hexadecimal"
    if "://" in case.repository:
        ours = urlsplit(case.repository).hostname in ("127.0.0.1", "localhost")
        good = case.repository.startswith("https://") or (ours and case.repository.startswith("http://"))
        return ("", "") if good else (f"{case.repository} is no https address", "give an https address")
    place = (case.folder / case.repository).resolve()
    if not place.is_relative_to(top) or Path(case.repository).is_absolute():
        # Code of that place would be sent to a model.
        return f"{case.repository} leads out of the folder of cases", "put the repository below that folder"
    if not place.is_dir():
        return f"{case.repository} is not there", "correct `repository`"
    return "", ""
