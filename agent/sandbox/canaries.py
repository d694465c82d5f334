"""Run inside a sandbox, alone and with the standard library only: tries to get out, and says what worked.

The host passes what to try as JSON in CANARIES and reads {"tried": [...], "leaked": [...]} from the report.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CLONE_NEWUSER = 0x10000000
PR_SET_NAME, PR_GET_NO_NEW_PRIVS = 15, 39
OUR_VARIABLES = {"PATH", "HOME", "LANG", "TMPDIR", "SUTURE_REPORT_DIR", "CANARIES", "LC_CTYPE"}
libc = ctypes.CDLL(None, use_errno=True)


def _environment(_: dict[str, Any]) -> bool:
    return not set(os.environ) <= OUR_VARIABLES


def _other_environ(plan: dict[str, Any]) -> bool:
    names: set[str] = set()
    for pid in (1, os.getppid(), plan["pid"]):
        try:
            data = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            continue
        names |= {entry.partition(b"=")[0].decode("utf-8", "replace") for entry in data.split(b"\0") if entry}
    return not names <= OUR_VARIABLES


def _secret_file(plan: dict[str, Any]) -> bool:
    return bool(Path(plan["secret"]).read_bytes())


def _connect(family: socket.AddressFamily, address: Any) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as client:
        client.settimeout(0.2)
        client.connect(address)
    return True


def _tcp(plan: dict[str, Any]) -> bool:
    return _connect(socket.AF_INET, ("127.0.0.1", plan["port"]))


def _unix_socket(plan: dict[str, Any]) -> bool:
    return _connect(socket.AF_UNIX, plan["socket"])


def _abstract_socket(plan: dict[str, Any]) -> bool:
    return _connect(socket.AF_UNIX, "\0" + plan["token"])


def _write_outside(plan: dict[str, Any]) -> bool:
    """The host looks for the traces; here we only try everything."""
    folder = Path(plan["secret"]).parent
    attempts: tuple[Callable[[], object], ...] = (
        lambda: (folder / "written").write_text("x"),
        lambda: Path(plan["secret"]).chmod(0o777),
        lambda: os.utime(plan["secret"], (1, 1)),
        lambda: os.truncate(plan["secret"], 0),
        lambda: Path(plan["secret"]).rename(folder / "moved"),
    )
    for attempt in attempts:
        try:
            attempt()
        except OSError:
            continue
    return False


def _signal(plan: dict[str, Any]) -> bool:
    os.kill(plan["pid"], 0)
    # In its own process namespace the same number may be another process: tell them apart by their start.
    began = Path(f"/proc/{plan['pid']}/stat").read_text().rpartition(")")[2].split()[19]
    return bool(began == plan["began"])


def _privilege(_: dict[str, Any]) -> bool:
    if libc.prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 or os.geteuid() == 0:
        return True
    return bool(libc.unshare(CLONE_NEWUSER) == 0)


def _survivor(plan: dict[str, Any]) -> bool:
    """Leave a daemon behind; the host looks for its name afterwards."""
    if os.fork():
        return False
    os.setsid()
    if os.fork():
        os._exit(0)
    libc.prctl(PR_SET_NAME, plan["token"].encode(), 0, 0, 0)
    for fd in range(3):
        os.close(fd)
    time.sleep(60)
    os._exit(0)


CANARIES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "own environment": _environment,
    "environment of other processes": _other_environ,
    "file outside": _secret_file,
    "TCP to the host": _tcp,
    "UNIX socket of the host": _unix_socket,
    "abstract UNIX socket of the host": _abstract_socket,
    "write outside": _write_outside,
    "signal to the host": _signal,
    "privilege": _privilege,
    "survivor": _survivor,
}


def main() -> None:
    """Try every canary; an attempt that the system refuses is one that did not leak."""
    plan = json.loads(os.environ["CANARIES"])
    leaked = []
    for name, attempt in CANARIES.items():
        try:
            if attempt(plan):
                leaked.append(name)
        except OSError:
            continue
    report = Path(os.environ["SUTURE_REPORT_DIR"], "canaries.json")
    report.write_text(json.dumps({"tried": list(CANARIES), "leaked": leaked}))


if __name__ == "__main__":
    main()
