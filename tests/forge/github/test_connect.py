from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from agent.errors import ForgeError
from agent.forge.github import GithubHost, connect
from agent.settings import GithubSettings
from tests.doubles.rest_server import Reply, RestServer, serving
from tests.forge.github.samples import BEGINNING, REPO, SLUG, TOKEN, refused, repository, settings

INSTALLED = "ghs_installationInstallationInstallation1"
ISSUE_TOKEN = "POST /app/installations/77/access_tokens"


@pytest.fixture
def server() -> Iterator[RestServer]:
    with serving(BEGINNING) as running:
        yield running


@pytest.fixture(scope="module")
def key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode()


def quickly(settings: GithubSettings, slug: str = SLUG) -> GithubHost:
    return connect(settings, slug, sleep=lambda _: None)


def refusal(settings: GithubSettings, slug: str = SLUG) -> ForgeError:
    with pytest.raises(ForgeError) as caught:
        quickly(settings, slug)
    assert TOKEN not in f"{caught.value!r} {caught.value.hint}"
    return caught.value


def test_a_token_gives_the_repository_and_who_we_are(server: RestServer) -> None:
    host = quickly(settings(server.url))
    assert (host.repo.slug, host.repo.login, host.repo.default_branch) == (SLUG, "suture-bot", "main")
    assert (host.repo.private, host.repo.archived, host.repo.can_push) == (False, False, True)
    assert host.token() == TOKEN
    assert server.requests[0].headers["authorization"] == f"token {TOKEN}"
    assert TOKEN not in repr(host)


def test_an_enterprise_server_is_reached_below_its_prefix_and_has_its_own_graphql() -> None:
    script = {
        f"GET /v3{REPO}": Reply(repository()),
        "GET /v3/user": refused(403, "Resource not accessible by integration"),
        "POST /graphql": Reply({"data": {"viewer": {"login": "github-actions[bot]"}}}),
    }
    with serving(script, prefix="/api") as server:
        host = quickly(settings(f"{server.url}/v3/"))
        assert host.repo.login == "github-actions[bot]"


def test_a_renamed_repository_is_followed_to_its_new_name(server: RestServer) -> None:
    server.say("GET /repos/acme/old", Reply({}, 301, {"location": "{url}/repositories/9"}))
    server.say("GET /repositories/9", Reply(repository()))
    assert quickly(settings(server.url), "acme/old").repo.slug == SLUG


def test_a_redirection_to_another_host_is_not_followed(server: RestServer) -> None:
    server.say(f"GET {REPO}", Reply({}, 301, {"location": "http://localhost:1/x"}))
    assert "redirects elsewhere" in str(refusal(settings(server.url)))


def test_a_temporary_redirection_is_not_followed(server: RestServer) -> None:
    server.say(f"GET {REPO}", Reply({"message": "Moved"}, 307, {"location": "{url}/x"}))
    assert "redirects elsewhere" in str(refusal(settings(server.url)))


def test_what_may_not_be_written_is_recorded_and_no_error(server: RestServer) -> None:
    server.say(f"GET {REPO}", Reply(repository(archived=True, private=True, permissions={"pull": True})))
    repo = quickly(settings(server.url)).repo
    assert (repo.archived, repo.private, repo.can_push) == (True, True, False)


def test_the_shown_rights_of_a_bot_do_not_count(server: RestServer) -> None:
    server.say(f"GET {REPO}", Reply(repository(permissions={"push": False})))
    assert quickly(settings(server.url, login="x[bot]")).repo.can_push


def test_a_login_from_the_settings_is_believed_without_asking(server: RestServer) -> None:
    assert quickly(settings(server.url, login="me")).repo.login == "me"
    assert [request.line for request in server.requests] == [f"GET {REPO}"]


def test_a_login_that_nothing_tells_has_to_be_set(server: RestServer) -> None:
    server.say("GET /user", Reply({"message": "Not Found"}, 404))
    assert "SUTURE_GITHUB__LOGIN" in refusal(settings(server.url)).hint


def test_a_wrong_token_names_the_variable(server: RestServer) -> None:
    server.say(f"GET {REPO}", refused(401, f"Bad credentials {TOKEN}"))
    error = refusal(settings(server.url))
    assert "Bad credentials [secret]" in str(error)
    assert "GITHUB_TOKEN" in error.hint


def test_an_invisible_repository_may_be_a_token_without_access(server: RestServer) -> None:
    error = refusal(settings(server.url), "acme/other")
    assert "acme/other cannot be read: Not Found" in str(error)
    assert "lacks access" in error.hint


def test_a_forge_that_does_not_answer_is_an_address_to_check(server: RestServer) -> None:
    server.say(f"GET {REPO}", Reply(drop=True))
    error = refusal(settings(server.url, tries=1))
    assert "connection broke" in str(error)
    assert "GITHUB_API_URL" in error.hint


@pytest.mark.parametrize(
    ("changes", "slug", "said"),
    [
        ({"api_url": "http://github.example"}, SLUG, "plain http"),
        ({"api_url": "http://10.0.0.1/api/v3"}, SLUG, "plain http"),
        ({"api_url": "ftp://github.example"}, SLUG, "no http or https"),
        ({"api_url": "https://me:secret@github.example"}, SLUG, "no http or https"),
        ({"api_url": "https://[::1"}, SLUG, "no http or https"),
        ({"token": SecretStr("")}, SLUG, "no GitHub token"),
        ({"token": SecretStr("ab\ncd")}, SLUG, "a character"),
        ({}, "shop", "no repository"),
        ({}, "acme/..", "no repository"),
        ({}, "acme/shop?x", "no repository"),
    ],
)
def test_what_cannot_be_right_is_refused_before_anything_is_sent(
    server: RestServer, changes: dict[str, Any], slug: str, said: str
) -> None:
    given = settings(server.url).model_copy(update=changes)
    assert said in str(refusal(given, slug))
    assert server.requests == []


def test_a_token_in_clear_never_goes_through_a_proxy(
    server: RestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    error = refusal(settings(server.url))
    assert "a proxy would see the token" in str(error)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert quickly(settings(server.url)).repo.slug == SLUG


def app(server: RestServer, key: str, **changes: Any) -> GithubSettings:
    expiry = changes.pop("expiry", "2999-01-01T00:00:00Z")
    server.say(f"GET {REPO}/installation", Reply({"id": 77, "permissions": {"contents": "write"}}))
    server.say("GET /app", Reply({"slug": "suture"}))
    server.say(ISSUE_TOKEN, Reply({"token": INSTALLED, "expires_at": expiry}, 201))
    return settings(server.url, token=SecretStr(""), app_id="12", app_key=SecretStr(key), **changes)


def test_an_app_works_as_its_installation(server: RestServer, key: str) -> None:
    server.say(f"GET {REPO}", Reply(repository(permissions={"push": False})))
    host = quickly(app(server, key))
    assert (host.repo.login, host.repo.can_push) == ("suture[bot]", True)
    assert server.asked(f"GET {REPO}/installation")[0].headers["authorization"].startswith("Bearer eyJ")
    assert server.asked(f"GET {REPO}")[0].headers["authorization"] == f"token {INSTALLED}"
    assert host.token() == INSTALLED
    assert len(server.asked(ISSUE_TOKEN)) == 1


def test_an_apps_token_is_renewed_when_it_ends(server: RestServer, key: str) -> None:
    host = quickly(app(server, key, expiry="2020-01-01T00:00:00Z"))
    again = "ghs_" + "again" * 8
    server.say(ISSUE_TOKEN, Reply({"token": again, "expires_at": "2999-01-01T00:00:00Z"}, 201))
    assert host.token() == again


def test_an_apps_token_allows_no_more_than_is_used(server: RestServer, key: str) -> None:
    given = app(server, key)
    may = {"contents": "write", "metadata": "read", "deployments": "write"}
    server.say(f"GET {REPO}/installation", Reply({"id": 77, "permissions": may}))
    quickly(given)
    assert server.asked(ISSUE_TOKEN)[0].body == {"permissions": {"contents": "write", "metadata": "read"}}


def test_an_app_that_may_only_read_cannot_push(server: RestServer, key: str) -> None:
    given = app(server, key)
    server.say(f"GET {REPO}/installation", Reply({"id": 77, "permissions": {"contents": "read"}}))
    assert not quickly(given).repo.can_push


def test_an_app_that_is_not_installed_is_told_so(server: RestServer, key: str) -> None:
    given = app(server, key)
    server.say(f"GET {REPO}/installation", refused(404, "Not Found"))
    error = refusal(given)
    assert "GitHub App 12 has no access" in str(error)
    assert "installed" in error.hint


def test_an_app_without_a_name_is_refused(server: RestServer, key: str) -> None:
    given = app(server, key)
    server.say("GET /app", refused(404, "Not Found"))
    assert "does not tell its name" in str(refusal(given))
    assert quickly(app(server, key, login="me[bot]")).repo.login == "me[bot]"


def test_an_app_that_gets_no_token_is_refused(server: RestServer, key: str) -> None:
    given = app(server, key)
    server.say(ISSUE_TOKEN, refused(401, "A JSON web token could not be decoded"))
    assert "could not be decoded" in str(refusal(given))


def test_an_app_that_later_gets_no_token_says_so(server: RestServer, key: str) -> None:
    host = quickly(app(server, key, expiry="2020-01-01T00:00:00Z"))
    server.say(ISSUE_TOKEN, refused(403, "suspended"))
    with pytest.raises(ForgeError, match="gets no token: suspended"):
        host.token()
    server.say(ISSUE_TOKEN, Reply(drop=True))
    with pytest.raises(ForgeError, match="gets no token: ConnectionError"):
        host.token()


@pytest.mark.parametrize(
    "wrong", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_an_apps_key_that_is_none_is_refused_and_not_shown(server: RestServer, wrong: str) -> None:
    error = refusal(app(server, wrong))
    said = "the GitHub App's private key is no PEM private key"
    assert str(error) == (said if wrong else "there is no private key for the GitHub App")
    assert error.__cause__ is None and (error.__suppress_context__ or error.__context__ is None)


def test_a_public_key_is_no_apps_key(server: RestServer, key: str) -> None:
    private = serialization.load_pem_private_key(key.encode(), None)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert "no PEM private key" in str(refusal(app(server, public.decode())))


def test_no_log_ever_shows_a_token_or_key(
    server: RestServer, key: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        for name in ("github", "github.Requester", "urllib3", "requests"):
            caplog.set_level(logging.DEBUG, logger=name)
        quickly(settings(server.url)).ours()
        quickly(app(server, key)).ours()
    out, err = capfd.readouterr()
    shown = caplog.text + out + err
    assert "/repos/acme/shop" in shown, "the log of the HTTP library is on"
    for secret in (TOKEN, INSTALLED, "Bearer", key.splitlines()[1]):
        assert secret not in shown
