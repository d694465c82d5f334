import random
import secrets

import flask


def remember(response, user):
    value = str(random.random())[2:]
    # ruleid: python-weak-random-session-value
    response.set_cookie("remember_me", value, secure=True)


def log_in(user):
    # ruleid: python-weak-random-session-value
    flask.session["login_id"] = random.getrandbits(64)


def reset(reset_tokens, user):
    code = "".join(random.choices("0123456789abcdef", k=32))
    # ruleid: python-weak-random-session-value
    reset_tokens[user] = code


def remember_well(response, user):
    value = secrets.token_urlsafe(32)
    # ok: python-weak-random-session-value
    response.set_cookie("remember_me", value, secure=True, httponly=True)


def system(response):
    # ok: python-weak-random-session-value
    response.set_cookie("remember_me", str(random.SystemRandom().getrandbits(128)))


def page_variant(response):
    # ok: python-weak-random-session-value
    response.set_cookie("variant", random.choice(["a", "b"]))
    # ok: python-weak-random-session-value
    response.set_cookie("ab_test_bucket", str(random.randint(0, 99)))


def dice(scores, player):
    # ok: python-weak-random-session-value
    scores[player] = random.randint(1, 6)


def start_game():
    # ok: python-weak-random-session-value
    flask.session["number"] = random.randint(1, 100)
