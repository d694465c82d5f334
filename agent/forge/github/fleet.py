"""Many repositories as one identity: lists of organisations, and how many requests all of it has cost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from github import Auth

from agent.errors import ForgeError
from agent.forge.github import shapes
from agent.forge.github.api import Answer, Api, Failure, Query
from agent.forge.github.connect import _api, _app, _check_address, _token
from agent.forge.values import Trouble, TroubleKind
from agent.settings import GithubSettings

MOST_LISTED = 100_000
_ORGANISATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_USED = ("contents", "metadata", "organization_custom_properties", "repository_custom_properties")
"""What an App's token is asked to allow, of all that the App may do there."""
_LIST_HINT = "check the organisation's name; private repositories need a token that may read them"
_APP_HINT = "install the GitHub App for this organisation or user"


class Listed(shapes.Shape):
    """A repository in a list. `size` is in KB; `pushed_at` is null where nothing was ever pushed."""

    full_name: str
    private: bool = True
    archived: bool = False
    disabled: bool = False
    fork: bool = False
    size: int = 0
    pushed_at: datetime | None = None
    topics: tuple[str, ...] = ()
    default_branch: str = ""


class PropertyValue(shapes.Shape):
    """One custom property of a repository: text, a choice of several, or not set."""

    property_name: str
    value: str | tuple[str, ...] | None = None


class Properties(shapes.Shape):
    """A repository's custom properties."""

    repository_full_name: str
    properties: tuple[PropertyValue, ...] = ()


class CountedApi(Api):
    """One identity, which tells of each request that it makes."""

    def __init__(
        self, made: Api, tick: Callable[[], None], *, tries: int, secret: str, sleep: Callable[[float], None]
    ) -> None:
        """`tick` is called once for each request, those that are tried again included."""
        super().__init__(made._requester, tries=tries, secret=secret, sleep=sleep)
        self._tick = tick

    def _once(self, verb: str, path: str, query: Query, body: object, media: str) -> Answer | Failure:
        self._tick()
        return super()._once(verb, path, query, body, media)


class FleetForge:
    """Reads what a fleet run needs, with a token, or as a GitHub App where that is installed.

    Its methods raise ForgeError where the forge refuses.
    """

    def __init__(self, settings: GithubSettings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Nothing is asked yet. Raises ForgeError when address, token or App cannot be used."""
        _check_address(settings)
        self._settings = settings
        self._sleep = sleep
        self._by_owner: dict[str, Api] = {}
        self._open: list[Api] = []
        self.requests = 0
        """How many requests were made."""
        self._app = _app(settings) if settings.app_id else None
        self._all = None if self._app else self._with_token(_token(settings))

    def organisation(self, name: str) -> tuple[Listed, ...]:
        """Every repository of an organisation, in the forge's order, a hundred a request."""
        path = f"/orgs/{_organisation(name)}/repos"
        found = self.of_owner(name).pages(path, Listed, {"type": "all"}, limit=MOST_LISTED)
        if isinstance(found, Trouble):
            raise _refused(found, f"the repositories of {name} cannot be listed", _LIST_HINT)
        return found

    def properties(self, name: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Custom properties of an organisation's repositories, by `owner/name`; of several choices each on
        a line."""
        path = f"/orgs/{_organisation(name)}/properties/values"
        found = self.of_owner(name).pages(path, Properties, limit=MOST_LISTED)
        if isinstance(found, Trouble):
            hint = "give the token read access to custom properties of the organisation"
            raise _refused(found, f"the custom properties of {name} cannot be read", hint)
        return {one.repository_full_name: tuple(map(_pair, one.properties)) for one in found}

    def repository(self, slug: str) -> Listed | Trouble:
        """One repository. MISSING where there is none of that name that we may see."""
        try:
            api = self.of_owner(slug.partition("/")[0])
        except ForgeError as error:
            return Trouble(TroubleKind.MISSING, str(error), error.hint)
        return api.get(f"/repos/{slug}", Listed)

    def is_public(self, slug: str) -> bool:
        """Whether everybody can read a repository, which has to be there."""
        answer = self.of_owner(slug.partition("/")[0]).get(f"/repos/{slug}", Listed)
        if isinstance(answer, Trouble):
            hint = "check OWNER/NAME; a token that lacks access to a private repository does not see it"
            raise _refused(answer, f"{slug} cannot be read", hint)
        return not answer.private

    def of_owner(self, owner: str) -> Api:
        """Who we are for an organisation or user: an App has a token for each of them."""
        if self._all is not None:
            return self._all
        key = owner.casefold()
        if key not in self._by_owner:
            self._by_owner[key] = self._installed(_organisation(owner))
        return self._by_owner[key]

    def close(self) -> None:
        """Give the connections back."""
        for api in self._open:
            api.close()

    def _with_token(self, token: str) -> Api:
        return self._counted(_api(self._settings, Auth.Token(token), self._sleep), token)

    def _installed(self, owner: str) -> Api:
        assert self._app is not None
        own = self._counted(_api(self._settings, self._app, self._sleep))
        installation = own.get(f"/orgs/{owner}/installation", shapes.Installation)
        if isinstance(installation, Trouble) and installation.kind is TroubleKind.MISSING:
            installation = own.get(f"/users/{owner}/installation", shapes.Installation)
        if isinstance(installation, Trouble):
            raise _refused(installation, f"the GitHub App has no access to {owner}", _APP_HINT)
        used = {name: level for name, level in installation.permissions.items() if name in _USED}
        auth = self._app.get_installation_auth(installation.id, used or None, own._requester)
        self._tick()
        return self._counted(_api(self._settings, auth, self._sleep))

    def _counted(self, api: Api, secret: str = "") -> Api:
        made = CountedApi(api, self._tick, tries=self._settings.tries, secret=secret, sleep=self._sleep)
        self._open.append(made)
        return made

    def _tick(self) -> None:
        self.requests += 1


@contextmanager
def fleet_forge(
    settings: GithubSettings, *, sleep: Callable[[float], None] = time.sleep
) -> Iterator[FleetForge]:
    """The forge for as long as it is needed. Raises ForgeError when it cannot be used."""
    forge = FleetForge(settings, sleep=sleep)
    try:
        yield forge
    finally:
        forge.close()


def _organisation(name: str) -> str:
    if not _ORGANISATION.fullmatch(name):
        raise ForgeError(f"{name!r} is no organisation", hint="write its name as in its address")
    return name


def _pair(one: PropertyValue) -> tuple[str, str]:
    value = one.value or ""
    return one.property_name, value if isinstance(value, str) else "\n".join(value)


def _refused(found: Trouble, what: str, hint: str) -> ForgeError:
    return ForgeError(f"{what}: {found.reason}", hint=found.hint or hint)
