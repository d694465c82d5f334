"""Git's smart HTTP protocol over the same bare repository, by `git http-backend`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from agent.process import run

from .objects import environment

PATH = re.compile(r"/(?P<slug>[^/]+/[^/]+?)(?:\.git)?/(?P<rest>info/refs|git-upload-pack|git-receive-pack)")
CONFIG = {
    "http.receivepack": "true",
    "safe.directory": "*",
    "transfer.unpackLimit": "1000000",
    "receive.autogc": "false",
    "uploadpack.allowFilter": "true",
    "uploadpack.allowAnySHA1InWant": "true",
}


def backend(
    bare: Path, rest: str, method: str, query: str, headers: Mapping[str, str], body: bytes, login: str
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Let git answer one request: status, headers and body."""
    env = environment(
        GIT_PROJECT_ROOT=str(bare.parent),
        GIT_HTTP_EXPORT_ALL="1",
        PATH_INFO=f"/{bare.name}/{rest}",
        REQUEST_METHOD=method,
        QUERY_STRING=query,
        CONTENT_TYPE=headers.get("content-type", ""),
        CONTENT_LENGTH=str(len(body)),
        HTTP_CONTENT_ENCODING=headers.get("content-encoding", ""),
        GIT_PROTOCOL=headers.get("git-protocol", ""),
        REMOTE_USER=login,
        REMOTE_ADDR="127.0.0.1",
        GIT_CONFIG_COUNT=str(len(CONFIG)),
        **{f"GIT_CONFIG_KEY_{place}": key for place, key in enumerate(CONFIG)},
        **{f"GIT_CONFIG_VALUE_{place}": value for place, value in enumerate(CONFIG.values())},
    )
    done = run(["git", "http-backend"], env=env, stdin=body)
    head, _, data = done.stdout.partition(b"\r\n\r\n")
    fields = [line.partition(": ") for line in head.decode().split("\r\n") if line]
    status = next((value for name, _, value in fields if name.lower() == "status"), "200")
    return (
        int(status.split(" ")[0]),
        [(name, value) for name, _, value in fields if name.lower() != "status"],
        data,
    )
