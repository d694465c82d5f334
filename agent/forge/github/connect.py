"""From settings to a `GithubHost`: address, identity, and what we may do there, found out before any work."""

from __future__ import annotations

import ipaddress
import logging
import re
import time
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

import github
from github import Auth
from jwt import PyJWTError
from requests.utils import get_environ_proxies

from agent.errors import ForgeError
from agent.forge.github import graph, shapes
from agent.forge.github.api import Api
from agent.forge.github.meter import Meter
from agent.forge.github.repository import GithubHost
from agent.forge.github.trouble import ADDRESS_HINT, SIGN_IN_HINT
from agent.forge.values import Repo, Trouble, TroubleKind
from agent.settings import GithubSettings

_SLUG = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_USED = (
    "checks",
    "contents",
    "issues",
    "members",
    "metadata",
    "pull_requests",
    "security_events",
    "statuses",
    "workflows",
)
"""What an App's token is asked to allow, of all that the App may do there."""
_APP_HINT = (
    "check the App's id and private key (github.app_id, github.app_key), and that it is installed there"
)


def connect(
    settings: GithubSettings, slug: str, *, sleep: Callable[[float], None] = time.sleep
) -> GithubHost:
    """The repository `slug` (`owner/name`) as the identity that the settings name.

    Raises ForgeError when address, token, App or repository cannot be used. That the repository is archived
    or read-only is not an error here: `Repo` says so.
    """
    _check(settings, slug)
    if settings.app_id:
        return _as_app(settings, slug, sleep)
    token = token_of(settings)
    auth = Auth.Token(token)
    api = api_for(settings, auth, sleep, secret=token)
    found = _repository(api, slug)
    login = settings.login or _login(api)
    rights = found.permissions
    # What is shown of an App's rights is not what was granted: its writes will tell.
    can_push = rights is None or rights.push or login.endswith("[bot]")
    return GithubHost(api, auth, _repo(found, login, can_push), found.node_id)


def whoami(settings: GithubSettings, *, sleep: Callable[[float], None] = time.sleep) -> str:
    """Our login, without asking for any repository. Raises ForgeError as `connect` does."""
    check_address(settings)
    if settings.app_id:
        return _app_login(api_for(settings, app_of(settings), sleep), settings)
    token = token_of(settings)
    return settings.login or _login(api_for(settings, Auth.Token(token), sleep, secret=token))


def token_of(settings: GithubSettings) -> str:
    """The token of the settings. Raises ForgeError where there is none, or none that could be sent."""
    token = settings.token.get_secret_value().strip()
    if not token:
        raise ForgeError("there is no GitHub token", hint=SIGN_IN_HINT)
    if any(not "!" <= letter <= "~" for letter in token):
        raise ForgeError("the token holds a character that no token can have", hint=SIGN_IN_HINT)
    return token


def _as_app(settings: GithubSettings, slug: str, sleep: Callable[[float], None]) -> GithubHost:
    app = app_of(settings)
    seen = api_for(settings, app, sleep)
    installation = seen.get(f"/repos/{slug}/installation", shapes.Installation)
    if isinstance(installation, Trouble):
        raise _refused(installation, f"GitHub App {settings.app_id} has no access to {slug}", _APP_HINT)
    login = _app_login(seen, settings)
    api, auth = api_of_app(settings, app, seen, installation, _USED, sleep)
    found = _repository(api, slug)
    can_push = installation.permissions.get("contents") == "write"
    return GithubHost(api, auth, _repo(found, login, can_push), found.node_id)


def app_of(settings: GithubSettings) -> Auth.AppAuth:
    """The GitHub App of the settings, which can sign. Raises ForgeError where its key is none."""
    key = settings.app_key.get_secret_value()
    if not key:
        raise ForgeError("there is no private key for the GitHub App", hint=_APP_HINT)
    app = Auth.AppAuth(settings.app_id, key)
    try:
        app.create_jwt()
    except (PyJWTError, ValueError, TypeError, AttributeError):
        # `from None`: the error may quote the key.
        raise ForgeError("the GitHub App's private key is no PEM private key", hint=_APP_HINT) from None
    return app


def api_of_app(
    settings: GithubSettings,
    app: Auth.AppAuth,
    own: Api,
    installation: shapes.Installation,
    used: Collection[str],
    sleep: Callable[[float], None],
) -> tuple[Api, Auth.Auth]:
    """An App where it is installed, allowed those permissions that are used of all it has there.

    `own` is the App itself; what is asked counts with its requests.
    """
    # Named, for an empty list means everything to one forge and nothing to another.
    asked = {name: level for name, level in installation.permissions.items() if name in used}
    auth = app.get_installation_auth(installation.id, asked or None, own.requester)
    # The installation's token, which PyGithub asks for on its own.
    own.meter.tick()
    return api_for(settings, auth, sleep, meter=own.meter), auth


def _app_login(api: Api, settings: GithubSettings) -> str:
    """The login of an App, asked as the App itself."""
    if settings.login:
        return settings.login
    me = api.get("/app", shapes.App)
    if isinstance(me, Trouble):
        raise _refused(me, f"GitHub App {settings.app_id} does not tell its name", _APP_HINT)
    return f"{me.slug}[bot]"


def _check(settings: GithubSettings, slug: str) -> None:
    if not _SLUG.fullmatch(slug) or slug.endswith(("/.", "/..")):
        raise ForgeError(f"{slug!r} is no repository", hint="write it as OWNER/NAME")
    check_address(settings)


def check_address(settings: GithubSettings) -> None:
    """Raises ForgeError where a token must not be sent to the address of the settings."""
    hint = "set GITHUB_API_URL to an address like https://api.github.com or https://HOST/api/v3"
    try:
        parts = urlsplit(settings.api_url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = None
    if not usable or parts.username is not None or parts.query:
        raise ForgeError("GITHUB_API_URL is no http or https address without a user", hint=hint)
    if parts.scheme == "http" and not _loopback(parts.hostname or ""):
        raise ForgeError("GITHUB_API_URL is plain http: the token would travel in clear", hint=hint)
    if parts.scheme == "http" and not {"http", "all"}.isdisjoint(get_environ_proxies(settings.api_url)):
        raise ForgeError("a proxy would see the token in clear", hint=f"add {parts.hostname} to NO_PROXY")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _github(settings: GithubSettings, auth: Auth.Auth) -> github.Github:
    """A client without retries of its own, and without a log: PyGithub would log the tokens it is given."""
    silent = logging.Logger("suture.github", logging.CRITICAL + 1)
    github.Requester.Requester.injectLogger(silent)
    return github.Github(
        auth=auth,
        base_url=settings.api_url.rstrip("/"),
        timeout=settings.timeout,
        user_agent="suture",
        retry=None,
        seconds_between_requests=None,
        seconds_between_writes=settings.write_seconds,
    )


def api_for(
    settings: GithubSettings,
    auth: Auth.Auth,
    sleep: Callable[[float], None],
    *,
    secret: str = "",
    meter: Meter | None = None,
) -> Api:
    """The forge of the settings as one identity. `secret` is kept out of every reason; `meter` counts."""
    requester = _github(settings, auth).requester
    return Api(requester, tries=settings.tries, secret=secret, sleep=sleep, meter=meter)


def _repository(api: Api, slug: str) -> shapes.Repository:
    found = api.get(f"/repos/{slug}", shapes.Repository)
    if isinstance(found, Trouble):
        hint = "check OWNER/NAME; a token that lacks access to a private repository does not see it"
        raise _refused(found, f"{slug} cannot be read", hint)
    return found


def _repo(found: shapes.Repository, login: str, can_push: bool) -> Repo:
    return Repo(
        slug=found.full_name,
        default_branch=found.default_branch,
        private=found.private,
        archived=found.archived,
        can_push=can_push,
        login=login,
        url=found.html_url,
    )


def _login(api: Api) -> str:
    """Who we are. A workflow's own token may not ask for its user, but GraphQL tells it."""
    me = api.get("/user", shapes.User)
    if isinstance(me, shapes.User):
        return me.login
    viewer = api.query(graph.VIEWER, {}, graph.ViewerData)
    if isinstance(viewer, graph.ViewerData):
        return viewer.viewer.login
    raise _refused(me, "GitHub does not tell whose token this is", "set SUTURE_GITHUB__LOGIN to its login")


def _refused(found: Trouble, what: str, hint: str) -> ForgeError:
    """The error that ends the run: what failed, GitHub's words, and the most telling hint."""
    if found.kind is TroubleKind.UNSURE:
        hint = found.hint or ADDRESS_HINT
    elif found.kind in (TroubleKind.PERMISSION, TroubleKind.LATER) and found.hint:
        hint = found.hint
    return ForgeError(f"{what}: {found.reason}", hint=hint)
