"""Finds out what lies in the inbox, several files at a time."""

import asyncio
from pathlib import Path

from media.programs import ProgramError, run_program


async def checksum(path):
    out = await run_program("sha256sum", "--", str(path))
    return out.lstrip("\\").split(" ", 1)[0]


async def size_of(path):
    """The size of a file in bytes."""
    process = await asyncio.create_subprocess_shell(
        f"wc -c < {path}", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    if process.returncode:
        raise ProgramError(err.decode().strip())
    return int(out)


async def probe(folder):
    """Name, size and checksum of every file in the folder; a file that cannot be read is left out."""
    files = sorted(path for path in Path(folder).iterdir() if path.is_file())
    found = await asyncio.gather(*(_one(path) for path in files))
    return [entry for entry in found if entry is not None]


async def _one(path):
    try:
        return {"name": path.name, "size": await size_of(path), "sha256": await checksum(path)}
    except ProgramError:
        return None
