"""Users, collaborators, teams and rate limits."""

from __future__ import annotations

from . import render_git, render_said
from .records import Json
from .routing import Answer, Call, Refusal, not_found, route
from .state import stamp

REPO = "/repos/{owner}/{repo}"
TEAM = "/orgs/{org}/teams/{team_slug}"


def _full_user(call: Call, login: str) -> Json:
    when = stamp(1_600_000_000)
    return {
        **render_git.user(call, login), "name": login, "company": None, "blog": "", "location": None, "email": None,
        "hireable": None, "bio": None, "public_repos": 0, "public_gists": 0, "followers": 0, "following": 0,
        "created_at": when, "updated_at": when,
    }  # fmt: skip


@route("GET", "/user")
def get_user(call: Call) -> Answer:
    if call.token.kind != "user":
        raise Refusal(403, "Resource not accessible by integration")
    return Answer(200, _full_user(call, call.user))


@route("GET", "/users/{username}", anonymous=True)
def get_named_user(call: Call) -> Answer:
    login, state = call.params["username"], call.state
    bots = {token.login for token in state.tokens.values()} | {"github-actions[bot]", "web-flow"}
    known = next((one for one in [*state.people, *bots, state.owner] if one.lower() == login.lower()), "")
    if not known:
        raise not_found()
    return Answer(200, _full_user(call, known))


@route("GET", "/search/users")
def search_users(call: Call) -> Answer:
    words = call.query["q"].split()
    found = {login for email, login in call.state.names.items() if email in words and "in:email" in words}
    items = [{**render_git.user(call, login), "score": 1.0} for login in sorted(found)]
    return Answer(200, {"total_count": len(items), "incomplete_results": False, "items": items})


@route("GET", f"{REPO}/collaborators/{{username}}", "metadata=read")
def get_collaborator(call: Call) -> Answer:
    _may_ask(call)
    if call.state.role(call.params["username"]) == "none":
        raise not_found()
    return Answer(204)


@route("GET", f"{REPO}/collaborators/{{username}}/permission", "metadata=read")
def get_permission(call: Call) -> Answer:
    _may_ask(call)
    login, state = call.params["username"], call.state
    known = next((one for one in state.people if one.lower() == login.lower()), "")
    if not known:
        raise Refusal(404, f"{login} is not a user")
    role = state.role(known)
    if role == "none" and not state.private:
        role = "read"
    legacy = {"maintain": "write", "triage": "read"}.get(role, role)
    who = {**render_git.user(call, known), "permissions": render_git.permissions(role), "role_name": role}
    return Answer(200, {"permission": legacy, "role_name": role, "user": who})


def _may_ask(call: Call) -> None:
    if call.token.kind == "user" and not call.state.at_least(call.user, "write"):
        raise Refusal(403, "Must have push access to view collaborator permission.")


def _team(call: Call) -> str:
    slug, state = call.params["team_slug"], call.state
    call.need("members=read")
    if not state.organisation or call.params["org"].lower() != state.owner.lower() or slug not in state.teams:
        raise not_found()
    return slug


@route("GET", TEAM)
def get_team(call: Call) -> Answer:
    slug, state = _team(call), call.state
    when = stamp(1_600_000_000)
    owner = render_git.user(call, state.owner)
    names = ("login", "id", "node_id", "url", "avatar_url", "html_url")
    organisation = {name: owner[name] for name in names} | {"type": "Organization"}
    counts = {"members_count": len(state.teams[slug].members), "repos_count": 1}
    times = {"created_at": when, "updated_at": when}
    return Answer(200, {**render_said.team(call, slug), **counts, **times, "organization": organisation})


@route("GET", f"{TEAM}/members")
def team_members(call: Call) -> Answer:
    members = call.state.teams[_team(call)].members
    return call.page([render_git.user(call, login) for login in members])


@route("GET", f"{TEAM}/repos/{{owner}}/{{repo}}")
def team_repo(call: Call) -> Answer:
    role = call.state.teams[_team(call)].role
    slug = f"{call.params['owner']}/{call.params['repo']}"
    if slug.lower() != call.state.slug.lower() or role == "none":
        raise not_found()
    if "application/vnd.github.v3.repository+json" not in call.accept:
        return Answer(204)
    body = {**render_git.repository(call), "permissions": render_git.permissions(role), "role_name": role}
    return Answer(200, body)


@route("GET", "/rate_limit", anonymous=True)
def rate_limit(call: Call) -> Answer:
    state, left = call.state, call.state.remaining
    limit = {"limit": state.limit, "used": state.limit - left, "remaining": left, "reset": int(state.reset)}
    names = ("core", "search", "graphql", "integration_manifest", "code_scanning_upload")
    return Answer(200, {"resources": dict.fromkeys(names, limit), "rate": limit})
