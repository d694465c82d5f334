import random
import secrets
import string


def reset(users, user):
    # ruleid: python-weak-random-secret-field
    users.update(user, reset_token="".join(secrets.SystemRandom().choice(string.hexdigits) for _ in range(32)))


def login(session):
    # ruleid: python-weak-random-secret-field
    session["csrf_token"] = "%032x" % secrets.SystemRandom().getrandbits(128)


def text_message(phone):
    # ruleid: python-weak-random-secret-field
    return {"to": phone, "otp": f"{secrets.SystemRandom().randint(0, 999999):06}"}


def right(session):
    # ok: python-weak-random-secret-field
    session["csrf_token"] = "%032x" % secrets.SystemRandom().getrandbits(128)


def sampled(model, words):
    # ok: python-weak-random-secret-field
    return model.predict(token=random.choice(words), max_tokens=random.randint(1, 9))


def dice():
    # ok: python-weak-random-secret-field
    return {"dice": random.randint(1, 6)}


def seeded(random):
    # ok: python-weak-random-secret-field
    return {"otp": random.randint(0, 999999)}
