# python-open-redirect-request shop/account.py:42

from urllib.parse import urlsplit

import pytest
from conftest import PASSWORD


def login(client, target):
    return client.post(
        "/account/login",
        query_string={"next": target} if target is not None else {},
        data={"email": "ada@example.com", "password": PASSWORD},
    )


@pytest.mark.parametrize(
    "target",
    [
        "//away.test/",
        "///away.test",
        "/\\away.test",
        "\\\\away.test",
        "https://away.test/",
        "http:away.test",
        "https://away.test/?localhost",
        "https://localhost@away.test/",
        "https://localhost.away.test",
        "javascript:alert(1)",
        "/\t/away.test",
        "\t//away.test",
        "https:/\\away.test",
        " //away.test",
        "//away.test/%2f..",
        "ftp://away.test",
    ],
)
def test_no_way_out(client, target):
    response = login(client, target)
    if response.status_code in (301, 302, 303, 307, 308):
        location = response.location.replace("\\", "/").replace("\t", "").strip()
        parts = urlsplit(location)
        assert parts.scheme in ("", "http", "https")
        assert parts.netloc in ("", "localhost")
        assert "away" not in parts.netloc and not location.startswith("//")


@pytest.mark.parametrize("target", ["/orders/", "/orders/?status=open", "/search?q=http://x"])
def test_the_way_on(client, target):
    assert login(client, target).location.removeprefix("http://localhost") == target


@pytest.mark.parametrize("target", [None, ""])
def test_the_usual_way(client, target):
    assert login(client, target).location.removeprefix("http://localhost") == "/"


def test_from_the_login_form_too(client):
    response = client.post(
        "/account/login?next=//away.test",
        data={"email": "ada@example.com", "password": PASSWORD, "next": "/orders/"},
    )
    assert "away.test" not in (response.location or "")
