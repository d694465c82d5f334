"""GitHub Apps and code scanning: signed requests, installation tokens, alerts and SARIF uploads."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import secrets

import jwt

from . import render_git
from .records import Json
from .routing import Answer, Call, Refusal, invalid, not_found, route
from .state import App, State, Token, stamp

REPO = "/repos/{owner}/{repo}"
SCANNING = f"{REPO}/code-scanning"


def signed_by_app(state: State, secret: str) -> Token:
    """The App that signed a JSON web token; 401 in GitHub's words when it did not, or not rightly."""
    if state.app is None:
        raise Refusal(401, "A JSON web token could not be decoded")
    try:
        claims = jwt.decode(
            secret,
            state.app.public_key,
            algorithms=["RS256"],
            options={"verify_exp": False, "verify_iat": False},
        )
    except jwt.InvalidTokenError:
        raise Refusal(401, "A JSON web token could not be decoded") from None
    now = state.now()
    issued, expires = claims.get("iat"), claims.get("exp")
    if str(claims.get("iss")) != str(state.app.id):
        raise Refusal(401, "Integration not found")
    if not isinstance(expires, int) or expires <= now or expires > now + 600:
        raise Refusal(401, "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires.")  # fmt: skip
    if not isinstance(issued, int) or issued > now:
        raise Refusal(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued.")  # fmt: skip
    return Token(state.app.slug, "jwt")


def _app(call: Call) -> App:
    if call.token.kind != "jwt" or call.state.app is None:
        raise Refusal(401, "A JSON web token could not be decoded")
    return call.state.app


@route("GET", "/app")
def get_app(call: Call) -> Answer:
    app = _app(call)
    body = {
        "id": app.id, "slug": app.slug, "node_id": f"A_{app.id}", "owner": render_git.user(call, call.state.owner),
        "name": app.slug, "description": "", "external_url": call.site, "html_url": f"{call.site}/apps/{app.slug}",
        "created_at": stamp(1_600_000_000), "updated_at": stamp(1_600_000_000), "permissions": dict(app.may), "events": [],
    }  # fmt: skip
    return Answer(200, body)


def _installation(call: Call, app: App) -> Json:
    url = f"{call.root}/app/installations/{app.installation}"
    when = stamp(1_600_000_000)
    return {
        "id": app.installation, "account": render_git.user(call, call.state.owner), "app_id": app.id,
        "app_slug": app.slug, "target_id": 1, "target_type": "Organization", "permissions": dict(app.may),
        "events": [], "repository_selection": "selected", "access_tokens_url": f"{url}/access_tokens",
        "repositories_url": f"{call.root}/installation/repositories", "single_file_name": None,
        "html_url": f"{call.site}/settings/installations/{app.installation}", "created_at": when, "updated_at": when,
        "suspended_by": None, "suspended_at": None,
    }  # fmt: skip


@route("GET", f"{REPO}/installation")
def get_installation(call: Call) -> Answer:
    return Answer(200, _installation(call, _app(call)))


@route("GET", "/app/installations")
def list_installations(call: Call) -> Answer:
    return call.page([_installation(call, _app(call))])


@route("GET", "/app/installations/{installation_id}")
def get_installation_by_id(call: Call) -> Answer:
    app = _app(call)
    if call.params["installation_id"] != str(app.installation):
        raise not_found()
    return Answer(200, _installation(call, app))


@route("POST", "/app/installations/{installation_id}/access_tokens")
def create_token(call: Call) -> Answer:
    app, body = _app(call), call.body or {}
    if call.params["installation_id"] != str(app.installation):
        raise not_found()
    asked = body.get("permissions") or dict(app.may)
    for name, level in asked.items():
        if not Token("", "app", app.may).allows(f"{name}={level}"):
            raise Refusal(422, "The permissions requested are not granted to this installation.")
    if any(name != call.state.name for name in body.get("repositories", [])):
        raise Refusal(422, "There is at least one repository that does not exist or is not accessible to the parent installation.")  # fmt: skip
    secret, expires = f"ghs_{secrets.token_hex(18)}", call.state.now() + 3600
    call.state.tokens[secret] = Token(f"{app.slug}[bot]", "app", {"metadata": "read", **asked}, expires)
    answer = {
        "token": secret,
        "expires_at": stamp(expires),
        "permissions": asked,
        "repository_selection": "selected",
    }
    return Answer(201, answer)


@route("GET", f"{SCANNING}/alerts", "security_events=read")
def list_alerts(call: Call) -> Answer:
    found = call.state.alerts
    if state := call.query.get("state"):
        found = [alert for alert in found if alert["state"] == state]
    if tool := call.query.get("tool_name"):
        found = [alert for alert in found if alert["tool"]["name"] == tool]
    if ref := call.query.get("ref"):
        found = [
            alert for alert in found if alert["most_recent_instance"]["ref"] in {ref, f"refs/heads/{ref}"}
        ]
    return call.page(found)


@route("POST", f"{SCANNING}/sarifs", "security_events=write", "write")
def upload_sarif(call: Call) -> Answer:
    body = call.body
    if not call.state.store.commit(body["commit_sha"]):
        raise invalid(resource="Sarif", field="commit_sha", code="invalid", message="commit not found")
    try:
        packed = base64.b64decode(body["sarif"], validate=True)
        sarif = json.loads(gzip.decompress(packed))
    except (binascii.Error, OSError, EOFError, ValueError):
        raise Refusal(
            400, "Invalid SARIF. The file must be a gzip-compressed, Base64-encoded JSON."
        ) from None
    if len(packed) > 10 * 1024 * 1024:
        raise Refusal(413, "Payload Too Large")
    if (
        not isinstance(sarif, dict)
        or sarif.get("version") != "2.1.0"
        or not isinstance(sarif.get("runs"), list)
    ):
        raise Refusal(400, "Invalid SARIF. Missing version 2.1.0 or runs.")
    if not body["ref"].startswith(("refs/heads/", "refs/pull/", "refs/tags/")):
        raise invalid(resource="Sarif", field="ref", code="invalid")
    name = f"00000000-0000-0000-0000-{call.state.next_id():012d}"
    call.state.sarifs.append(
        {"id": name, "commit_sha": body["commit_sha"], "ref": body["ref"], "sarif": sarif}
    )
    return Answer(202, {"id": name, "url": f"{call.repo_url}/code-scanning/sarifs/{name}"})


@route("GET", f"{SCANNING}/sarifs/{{sarif_id}}", "security_events=read")
def get_sarif(call: Call) -> Answer:
    if call.params["sarif_id"] not in {sarif["id"] for sarif in call.state.sarifs}:
        raise not_found()
    url = f"{call.repo_url}/code-scanning/analyses?sarif_id={call.params['sarif_id']}"
    return Answer(200, {"processing_status": "complete", "analyses_url": url, "errors": None})
