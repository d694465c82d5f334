"""Organisations: their repositories, custom properties of those, and where an App is installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from . import render_git as render
from .api_apps import get_installation
from .organisation import Other
from .records import Json
from .render_git import number_of
from .routing import Answer, Call, Raw, forbidden, not_found, route
from .state import State, stamp

KINDS: dict[str, Callable[[Other], bool]] = {
    "all": lambda one: True,
    "public": lambda one: not one.private,
    "private": lambda one: one.private,
    "forks": lambda one: one.fork,
    "sources": lambda one: not one.fork,
    "member": lambda one: True,
}


def own(state: State) -> Other:
    """The served repository as one of the list."""
    return Other(
        state.slug, state.private, state.archived, state.disabled, size=1, topics=state.topics,
        properties=state.properties, default_branch=state.default_branch, pushed=1_600_000_000.0,
    )  # fmt: skip


def _organisation(call: Call) -> None:
    if not call.state.organisation or call.params["org"].lower() != call.state.owner.lower():
        raise not_found()


def visible(call: Call) -> list[Other]:
    """The repositories that the asker sees: a workflow's own token no other private one."""
    seen = [own(call.state), *call.state.others.values()]
    if call.token.kind == "actions":
        return [one for one in seen if not one.private or one.slug == call.state.slug]
    return seen


def described(call: Call, one: Other) -> Json:
    """A repository as lists and its own address show it."""
    alone = replace(
        call.state, slug=one.slug, private=one.private, archived=one.archived, disabled=one.disabled,
        default_branch=one.default_branch,
    )  # fmt: skip
    body = render.repository(replace(call, state=alone))
    facts = {"fork": one.fork, "size": one.size, "topics": list(one.topics), "pushed_at": stamp(one.pushed)}
    return {**body, **facts}


@route("GET", "/orgs/{org}/repos", anonymous=True)
def list_repositories(call: Call) -> Answer:
    _organisation(call)
    fits = KINDS.get(call.query.get("type", "all"), KINDS["all"])
    shown = [one for one in visible(call) if fits(one)]

    def write(one: Other) -> Raw:
        return call.written(("listed", one.slug), (one, call.user), lambda: described(call, one))

    return call.page(shown, write)


@route("GET", "/orgs/{org}/properties/values")
def list_properties(call: Call) -> Answer:
    _organisation(call)
    if call.token.kind == "actions":
        raise forbidden(call.token, "organization_custom_properties=read")
    call.need("organization_custom_properties=read")
    page = call.page(visible(call))
    return Answer(200, [_properties(one) for one in page.body], page.headers)


def _properties(one: Other) -> Json:
    values = [
        {"property_name": name, "value": list(value) if isinstance(value, tuple) else value}
        for name, value in one.properties.items()
    ]
    return {
        "repository_id": number_of(one.slug),
        "repository_name": one.slug.partition("/")[2],
        "repository_full_name": one.slug,
        "properties": values,
    }


@route("GET", "/orgs/{org}/installation")
def get_organisation_installation(call: Call) -> Answer:
    _organisation(call)
    return get_installation(call)


@route("GET", "/users/{username}/installation")
def get_user_installation(call: Call) -> Answer:
    if call.state.organisation or call.params["username"].lower() != call.state.owner.lower():
        raise not_found()
    return get_installation(call)
