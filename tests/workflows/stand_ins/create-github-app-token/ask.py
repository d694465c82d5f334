"""Sign a request as the App, ask for a token of its installation, and hand it on masked."""

import json
import os
import sys
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import jwt


def ask(method: str, path: str, bearer: str, body: dict[str, Any] | None = None) -> Any:
    """The JSON of one answer. Raises HTTPError where the server refuses."""
    headers = {
        "authorization": f"Bearer {bearer}",
        "user-agent": "stand-in",
        "content-type": "application/json",
    }
    data = json.dumps(body).encode() if body is not None else None
    with urlopen(Request(os.environ["GITHUB_API_URL"] + path, data, headers, method=method)) as answer:
        return json.load(answer)


def main() -> None:
    """The token goes into the step's outputs."""
    # The server's clock counts, as it does for GitHub's own action when the machine's is wrong.
    with urlopen(
        Request(f"{os.environ['GITHUB_API_URL']}/rate_limit", headers={"user-agent": "stand-in"})
    ) as answer:
        now = int(parsedate_to_datetime(answer.headers["date"]).timestamp())
    claims = {"iat": now - 60, "exp": now + 500, "iss": os.environ["APP"]}
    signed = jwt.encode(claims, os.environ["KEY"], "RS256")
    found = ask("GET", f"/repos/{os.environ['GITHUB_REPOSITORY']}/installation", signed)
    names = os.environ["REPOSITORIES"].replace(",", " ").split()
    pairs = (pair.split("=") for pair in os.environ["PERMISSIONS"].split())
    asked = {name: level for name, level in pairs if level}
    body: dict[str, Any] = {"repositories": names or [os.environ["GITHUB_REPOSITORY"].partition("/")[2]]}
    if asked:
        body["permissions"] = asked
    made = ask("POST", f"/app/installations/{found['id']}/access_tokens", signed, body)
    sys.stdout.write(f"::add-mask::{made['token']}\n")
    with Path(os.environ["GITHUB_OUTPUT"]).open("a") as outputs:
        outputs.write(f"token={made['token']}\napp-slug={found['app_slug']}\n")


main()
