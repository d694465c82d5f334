"""Repositories as the forge lists them: paged, with topics and properties, as a token or as an App."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from agent.errors import ForgeError, UsageError
from agent.fleet.listing import found, read_names, wanted_properties
from agent.forge.github.fleet import FleetForge, fleet_forge
from agent.settings import GithubSettings
from tests.doubles.github import App, Fault, Hub, github
from tests.doubles.github.organisation import Other
from tests.doubles.repo import make_repo
from tests.fleet.conftest import settings


def test_every_page_of_an_organisation_is_read_once(hub: Hub, forge: FleetForge) -> None:
    listed = found(forge, ["acme"], [], properties=False)
    assert [one.slug for one in listed.repositories] == sorted([*hub.state.others, "acme/home"])
    assert forge.requests == 3 == len(hub.requests)
    assert [request.query["page"] for request in hub.requests] == ["1", "2", "3"]
    shown = {one.slug: one for one in listed.repositories}
    for slug, other in hub.state.others.items():
        one = shown[slug]
        facts = (one.private, one.archived, one.fork, one.size_kb, one.topics)
        assert facts == (other.private, other.archived, other.fork, other.size, other.topics)
        assert one.pushed_at and one.pushed_at.timestamp() == other.pushed


def test_properties_are_asked_for_only_where_they_matter(hub: Hub, forge: FleetForge) -> None:
    hub.state.others["acme/many"] = Other("acme/many", properties={"tier": ("1", "2"), "team": None})
    listed = found(forge, ["acme"], [], properties=True)
    shown = {one.slug: dict(one.properties) for one in listed.repositories}
    assert shown["acme/many"] == {"tier": "1\n2", "team": ""}
    assert forge.requests == 6


def test_named_repositories_cost_a_request_each_and_those_that_are_gone_are_counted(
    hub: Hub, forge: FleetForge
) -> None:
    names = ["acme/repo-00001", "ACME/Repo-00001", "acme/none", "acme/home"]
    listed = found(forge, [], names, properties=False)
    assert [one.slug for one in listed.repositories] == ["acme/home", "acme/repo-00001"]
    assert (listed.missing, forge.requests) == (1, 3)


def test_half_a_list_is_no_list(hub: Hub, forge: FleetForge) -> None:
    hub.fail(Fault.REFUSED_502, read=2, times=9)
    with pytest.raises(ForgeError):
        found(forge, ["acme"], [], properties=False)
    assert forge.requests == 3, "each try counts"


def test_an_unknown_organisation_and_a_name_that_is_none_are_errors(forge: FleetForge) -> None:
    with pytest.raises(ForgeError, match="cannot be listed"):
        forge.organisation("other")
    with pytest.raises(ForgeError, match="no organisation"):
        forge.organisation("../repos/acme")
    assert forge.requests == 1


def test_a_workflow_token_sees_no_other_private_repository(hub: Hub) -> None:
    with fleet_forge(settings(hub, "workflow-token"), sleep=lambda _: None) as forge:
        listed = found(forge, ["acme"], [], properties=False)
        assert {one.slug for one in listed.repositories if one.private} == {"acme/home"}
        with pytest.raises(ForgeError, match="custom properties"):
            found(forge, ["acme"], [], properties=True)


def test_an_app_reads_with_a_token_of_its_installation(tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    may = {
        "metadata": "read",
        "contents": "write",
        "members": "read",
        "organization_custom_properties": "read",
    }
    app = App(12, "suture", public.decode(), may=may)
    with github(make_repo(tmp_path / "home", {"a": "b"}), slug="acme/home", private=True, app=app) as hub:
        hub.state.others = {"acme/a": Other("acme/a")}
        given = GithubSettings(
            api_url=hub.api_url, server_url=hub.origin, app_id="12", app_key=SecretStr(pem), write_seconds=0
        )
        with fleet_forge(given, sleep=lambda _: None) as forge:
            listed = found(forge, ["acme"], [], properties=True)
            assert [one.slug for one in listed.repositories] == ["acme/a", "acme/home"]
            assert forge.requests == len(hub.requests)
            with pytest.raises(ForgeError, match="no access to other"):
                forge.organisation("other")
        (granted,) = [token for token in hub.state.tokens.values() if token.kind == "app"]
        assert granted.may == {
            "metadata": "read", "contents": "write", "organization_custom_properties": "read"
        }  # fmt: skip
        assert hub.complaints == []


def test_a_file_of_names_is_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("# ours\nacme/a\n\n  acme/b  \n")
    assert read_names(file) == ("acme/a", "acme/b")
    file.write_text("acme/a\nhttps://github.com/acme/b\n")
    with pytest.raises(UsageError, match=r"names\.txt:2"):
        read_names(file)
    with pytest.raises(UsageError):
        read_names(tmp_path / "none")


def test_properties_are_named_with_their_value() -> None:
    assert wanted_properties(["tier=1", "url=a=b", "empty="]) == (
        ("tier", "1"),
        ("url", "a=b"),
        ("empty", ""),
    )
    for wrong in ("tier", "=1", ""):
        with pytest.raises(UsageError):
            wanted_properties([wrong])
