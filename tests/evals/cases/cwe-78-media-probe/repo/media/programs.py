"""The one place that starts other programs."""

import asyncio


class ProgramError(Exception):
    """A program ended with a status other than 0."""


async def run_program(*arguments, timeout=20):
    """Run a program with exactly these arguments, without a shell, and return what it printed."""
    process = await asyncio.create_subprocess_exec(
        *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), timeout)
    if process.returncode:
        raise ProgramError(err.decode(errors="replace").strip())
    return out.decode()
