import pytest

from carts.web import create_app


@pytest.fixture
def client():
    return create_app().test_client()


def test_a_cart_moves_by_token(client):
    client.post("/carts/1/lines", json={"article": "a-1", "count": 2})
    token = client.get("/carts/1/token").json["token"]
    assert client.post("/carts/2/token", data={"token": token}).json == {"total": 2}
    assert client.get("/carts/2").json == {"a-1": 2}


def test_nonsense_is_answered_with_400(client):
    assert client.post("/carts/2/token", data={"token": "AAAA"}).status_code == 400
