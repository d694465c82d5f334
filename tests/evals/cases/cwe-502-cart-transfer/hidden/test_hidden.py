import base64
import os
import pickle

import pytest

from carts.web import create_app


@pytest.fixture
def client():
    app = create_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


class Touch:
    def __init__(self, path, call):
        self.path, self.call = str(path), call

    def __reduce__(self):
        if self.call == "system":
            return os.system, (f"touch {self.path}",)
        if self.call == "eval":
            return eval, (f"open({self.path!r}, 'w').close() or {{}}",)
        return open, (self.path, "w")


@pytest.mark.parametrize("call", ["system", "eval", "open"])
@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_token_runs_nothing(client, tmp_path, call, protocol):
    mark = tmp_path / "came-in"
    for value in (Touch(mark, call), {"a": Touch(mark, call)}):
        token = base64.urlsafe_b64encode(pickle.dumps(value, protocol)).decode()
        client.post("/carts/2/token", data={"token": token})
        assert not mark.exists()


def test_carts_still_move(client):
    for article, count in (("a-1", 2), ("\u00e4pfel & birnen", 40), ("", 1), ("7", 3)):
        client.post("/carts/1/lines", json={"article": article, "count": count})
    client.post("/carts/2/lines", json={"article": "old", "count": 1})
    token = client.get("/carts/1/token").json["token"]
    assert client.post("/carts/2/token", data={"token": token}).json == {"total": 46}
    assert client.get("/carts/2").json == client.get("/carts/1").json == {"a-1": 2, "\u00e4pfel & birnen": 40, "": 1, "7": 3}
    client.post("/carts/2/lines", json={"article": "a-1", "count": 1})
    assert client.get("/carts/2").json["a-1"] == 3


def test_an_empty_cart_moves(client):
    token = client.get("/carts/5/token").json["token"]
    assert client.post("/carts/6/token", data={"token": token}).json == {"total": 0}


@pytest.mark.parametrize("token", ["AAAA", "%%%", "e30", "", "W10=x"])
def test_nonsense_is_refused_and_leaves_the_cart(client, token):
    client.post("/carts/2/lines", json={"article": "old", "count": 1})
    client.post("/carts/2/token", data={"token": token})
    assert client.get("/carts/2").status_code == 200


def test_a_short_token_is_answered_with_400(client):
    assert client.post("/carts/2/token", data={"token": "AAAA"}).status_code == 400
