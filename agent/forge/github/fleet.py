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
from agent.forge.github.api import Api
from agent.forge.github.connect import api_for, api_of_app, app_of, check_address, token_of
from agent.forge.github.meter import Meter
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


class FleetForge:
    """Reads what a fleet run needs, with a token, or as a GitHub App where that is installed.

    Its methods raise ForgeError where the forge refuses.
    """

    def __init__(self, settings: GithubSettings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Nothing is asked yet. Raises ForgeError when address, token or App cannot be used."""
        check_address(settings)
        self._settings = settings
        self._sleep = sleep
        self._by_owner: dict[str, Api] = {}
        self._open: list[Api] = []
        self._meter = Meter()
        self._app = app_of(settings) if settings.app_id else None
        self._all = None if self._app else self._with_token(token_of(settings))

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self._meter.count

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
        made = api_for(self._settings, Auth.Token(token), self._sleep, secret=token, meter=self._meter)
        return self._kept(made)

    def _installed(self, owner: str) -> Api:
        assert self._app is not None
        own = self._kept(api_for(self._settings, self._app, self._sleep, meter=self._meter))
        installation = own.get(f"/orgs/{owner}/installation", shapes.Installation)
        if isinstance(installation, Trouble) and installation.kind is TroubleKind.MISSING:
            installation = own.get(f"/users/{owner}/installation", shapes.Installation)
        if isinstance(installation, Trouble):
            raise _refused(installation, f"the GitHub App has no access to {owner}", _APP_HINT)
        api, _ = api_of_app(self._settings, self._app, own, installation, _USED, self._sleep)
        return self._kept(api)

    def _kept(self, api: Api) -> Api:
        self._open.append(api)
        return api


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
