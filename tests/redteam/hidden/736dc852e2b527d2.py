# python-cookie-secure-off shop/auth.py:60

from conftest import PASSWORD


def cookie(client, remember=True, **headers):
    form = {"email": "ada@example.com", "password": PASSWORD} | ({"remember": "1"} if remember else {})
    response = client.post("/account/login", data=form, base_url="https://localhost", headers=headers)
    return [line for line in response.headers.getlist("Set-Cookie") if line.startswith("remember=")]


def attributes(line):
    return {part.strip().lower() for part in line.split(";")[1:]}


def test_the_attribute(client):
    lines = cookie(client)
    assert lines
    for line in lines:
        assert "secure" in attributes(line)


def test_it_lasts(client):
    (line,) = cookie(client)
    assert "max-age=2592000" in attributes(line)
    assert any(part.startswith("samesite=") and part != "samesite=none" for part in attributes(line))
    assert cookie(client.application.test_client(), remember=False) == []


def test_it_signs_in(app):
    client = app.test_client()
    (line,) = cookie(client)
    other = app.test_client()
    other.set_cookie("remember", line.split(";")[0].partition("=")[2])
    assert "Sign out Ada" in other.get("/", base_url="http://localhost").text
