# python-weak-random-secret shop/resets.py:19

import random
import re
import time
import uuid

from conftest import PASSWORD
from shop.resets import new_token


def make(app):
    with app.app_context():
        return new_token()


def test_it_cannot_be_foreseen(app, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1_900_000_000.0)
    random.seed(7)
    first = make(app)
    random.seed(7)
    assert make(app) != first


def test_there_are_many(app):
    made = {make(app) for _ in range(3000)}
    assert len(made) == 3000


def test_every_place_varies(app):
    made = [make(app) for _ in range(200)]
    length = min(map(len, made))
    varying = sum(len({token[at] for token in made}) > 4 for at in range(length))
    assert varying >= 24


def test_no_small_seed(app):
    import string

    letters = string.ascii_letters + string.digits
    token = make(app)
    for seed in range(65536):
        generator = random.Random(seed)
        if (
            generator.choice(letters) == token[0]
            and "".join([token[0], *(generator.choice(letters) for _ in range(7))]) == token[:8]
        ):
            raise AssertionError("a seed of 16 bits makes it")


def test_it_is_not_made_of_the_machine(app):
    assert format(uuid.getnode(), "012x") not in make(app)


def test_it_fits_a_link(app):
    assert re.fullmatch(r"[A-Za-z0-9_-]{32,}", make(app))


def test_resets(client, query):
    client.post("/account/forgot", data={"email": "ada@example.com"})
    (mail,) = query("SELECT body FROM mail")
    token = re.search(r"/account/reset/(\S+)", mail["body"])[1]
    page = f"/account/reset/{token}"
    assert client.post(page, data={"password": "another long word"}).status_code == 302
    assert client.post(page, data={"password": "another long word"}).status_code == 400
    assert (
        client.post("/account/login", data={"email": "ada@example.com", "password": PASSWORD}).status_code
        == 401
    )
    assert (
        client.post(
            "/account/login", data={"email": "ada@example.com", "password": "another long word"}
        ).status_code
        == 302
    )


def test_links_expire(client, query, monkeypatch):
    client.post("/account/forgot", data={"email": "ada@example.com"})
    (mail,) = query("SELECT body FROM mail")
    token = re.search(r"/account/reset/(\S+)", mail["body"])[1]
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 2 * 3600)
    assert client.post(f"/account/reset/{token}", data={"password": "another long word"}).status_code == 400
