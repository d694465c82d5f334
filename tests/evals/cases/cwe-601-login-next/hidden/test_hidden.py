from urllib.parse import urljoin, urlsplit

import pytest

from portal.web import create_app

HERE = "https://portal.example/login"


@pytest.fixture
def client():
    app = create_app("for tests")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


def login(client, target):
    return client.post(
        "/login", base_url="https://portal.example", query_string={"next": target}, data={"name": "ada", "password": "lovelace-1815"}
    )


def followed(location):
    """Where a browser goes: it reads a backslash as a slash, and drops tabs, line ends and blanks at the start."""
    text = "".join(sign for sign in location.strip() if sign not in "\t\r\n").replace("\\", "/")
    if urlsplit(text).scheme in ("http", "https") and not text.split(":", 1)[1].startswith("//"):
        scheme, rest = text.split(":", 1)
        text = f"{scheme}://{rest.lstrip('/')}"
    if text.startswith("///"):
        text = "//" + text.lstrip("/")
    return urlsplit(urljoin(HERE, text))


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/x", "///evil.example", "/\\evil.example", "\\\\evil.example", "http:evil.example",
        "https:///evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example", "https://portal.example@evil.example/",
        "https://portal.example.evil.example/", "/\t/evil.example", "HTTPS://EVIL.example",
    ],
)
def test_people_stay_on_the_site(client, target):
    answer = login(client, target)
    if answer.status_code in (301, 302, 303, 307):
        reached = followed(answer.location)
        assert (reached.scheme, reached.netloc) == ("https", "portal.example"), answer.location
    else:
        assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "target", ["/reports", "/reports?year=2024&q=a%20b", "/a/b/c", "/search?next=https://other.example/", "/team/ada@example.org", "/x?y=1#part", "/"]
)
def test_pages_of_the_site_are_reached(client, target):
    answer = login(client, target)
    assert answer.status_code == 302
    reached = followed(answer.location)
    assert (reached.scheme, reached.netloc) == ("https", "portal.example")
    assert answer.location.removeprefix("https://portal.example") == target


def test_the_sign_in_itself_works(client):
    login(client, "/reports")
    assert client.get("/", base_url="https://portal.example").text == "Signed in: True"
    answer = client.post("/login", base_url="https://portal.example", data={"name": "ada", "password": "lovelace-1815"})
    assert urljoin(HERE, answer.location) == "https://portal.example/"
