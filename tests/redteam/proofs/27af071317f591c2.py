# python-weak-random-secret shop/resets.py:19
"""Nobody must be able to work out the token in somebody else's reset link."""

import contextlib
import itertools
import random
import re
import time

import pytest
from conftest import PASSWORD


@pytest.fixture
def new_token(client, query):
    """Ask for a reset link and return its token; nothing when none was mailed."""

    def ask():
        query("DELETE FROM mail")
        query("DELETE FROM reset_tokens")
        with contextlib.suppress(Exception):
            client.post("/account/forgot", data={"email": "ada@example.com"})
        links = [re.search(r"/account/reset/(\S+)", row["body"]) for row in query("SELECT body FROM mail")]
        return links[0].group(1) if links and links[0] else ""

    return ask


@pytest.mark.parametrize("seed", [0, 7, "ada@example.com"])
def test_attack_a_known_seed_and_time_repeat_the_token(new_token, monkeypatch, seed):
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "time_ns", lambda: 2_000_000_000_000_000_000)
    state = random.getstate()
    try:
        random.seed(seed)
        first = new_token()
        random.seed(seed)
        second = new_token()
    finally:
        random.setstate(state)
    assert not first or first != second


def test_attack_the_generator_is_predicted(new_token, monkeypatch):
    """624 outputs tell the state of a Mersenne Twister, any instance's; here it is known from the start."""

    def predicted():
        numbers = itertools.count(1)
        monkeypatch.setattr(random.Random, "getrandbits", lambda _self, k: next(numbers) * 2654435761 % 2**k)
        monkeypatch.setattr(random.Random, "random", lambda _self: next(numbers) * 2654435761 % 2**32 / 2**32)
        return new_token()

    first = predicted()
    assert not first or first != predicted()


def ask_and_read(client, query):
    assert client.post("/account/forgot", data={"email": "ada@example.com"}).status_code == 200
    body = query("SELECT body FROM mail ORDER BY id DESC LIMIT 1")[0]["body"]
    return re.search(r"https?://[^/]+(/account/reset/\S+)", body).group(1)


def test_control_a_reset_link_changes_the_password_once(client, query):
    link = ask_and_read(client, query)
    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": "a longer horse battery"}).status_code == 302
    assert client.post(link, data={"password": "yet another battery"}).status_code == 400
    form = {"email": "ada@example.com", "password": "a longer horse battery"}
    assert client.post("/account/login", data=form).status_code == 302
    assert client.post("/account/login", data={**form, "password": PASSWORD}).status_code == 401


def test_control_each_token_is_long_and_different(client, query):
    tokens = {ask_and_read(client, query).rpartition("/")[2] for _ in range(5)}
    assert len(tokens) == 5
    assert min(map(len, tokens)) >= 20


def test_control_no_place_in_a_token_is_fixed(new_token):
    tokens = {new_token() for _ in range(60)}
    assert len(tokens) == 60
    places = zip(*(token[:20] for token in tokens), strict=True)
    assert all(len(set(place)) > 4 for place in places)
