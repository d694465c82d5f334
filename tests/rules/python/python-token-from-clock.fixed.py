import datetime
import hashlib
import secrets
import time


def forgotten(user):
    # ruleid: python-token-from-clock
    token = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
    user.reset_token = token


def make_api_key(user):
    # ruleid: python-token-from-clock
    return hashlib.md5(secrets.token_bytes(32)).hexdigest()


def right():
    # ok: python-token-from-clock
    token = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
    return token


def cache_name():
    # ok: python-token-from-clock
    name = hashlib.sha256(str(time.time()).encode()).hexdigest()
    return name


def one_time(secret):
    # ok: python-token-from-clock
    otp = hashlib.sha256(f"{secret}{int(time.time()) // 30}".encode()).hexdigest()
    return otp


def daily(user):
    # ok: python-token-from-clock
    token = hashlib.sha256(datetime.datetime.now().strftime("%Y-%m-%d").encode()).hexdigest()
    return token
