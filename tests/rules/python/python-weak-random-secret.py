import random
import secrets
import string
from random import choice

ALPHABET = string.ascii_letters + string.digits


def new_token():
    # ruleid: python-weak-random-secret
    return "".join(random.choice(ALPHABET) for _ in range(40))


def start_reset(user):
    # ruleid: python-weak-random-secret
    user.reset_code = "%06d" % random.randint(0, 999999)
    # ruleid: python-weak-random-secret
    otp = random.randrange(1_000_000)
    return otp


def set_up(size):
    # ruleid: python-weak-random-secret
    temporary_password = "".join(random.choices(ALPHABET, k=size))
    secret = ""
    for _ in range(size):
        # ruleid: python-weak-random-secret
        secret += choice(ALPHABET)
    # ruleid: python-weak-random-secret
    csrf_token = str(random.random())
    return temporary_password, secret, csrf_token


def good_token():
    # ok: python-weak-random-secret
    return "".join(secrets.choice(ALPHABET) for _ in range(40))


def system_token():
    # ok: python-weak-random-secret
    return random.SystemRandom().getrandbits(128)


def sample(tokens, population):
    # ok: python-weak-random-secret
    picked_tokens = random.sample(tokens, 3)
    # ok: python-weak-random-secret
    person = random.choice(population)
    # ok: python-weak-random-secret
    delay = 1.5 * random.random()
    # ok: python-weak-random-secret
    secret_number = random.randint(1, 100)
    return picked_tokens, person, delay, secret_number


def seeded(seed):
    random = Numbers(seed)
    # ok: python-weak-random-secret
    token = random.choice(ALPHABET)
    return token


def getSessionID():
    # ruleid: python-weak-random-secret
    return random.randint(0, 2**32)
