import jwt


def user(token, key):
    # ruleid: python-jwt-expiry-unchecked
    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_exp": False})["sub"]


def device(token, key):
    # ruleid: python-jwt-expiry-unchecked
    return jwt.decode(token, key, ["RS256"], options={"verify_aud": False, "verify_exp": False})


def checked(token, key):
    # ok: python-jwt-expiry-unchecked
    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_exp": True})


def required(token, key):
    # ok: python-jwt-expiry-unchecked
    return jwt.decode(token, key, algorithms=["HS256"], options={"require": ["exp"]})


def other(token, key):
    # ok: python-jwt-expiry-unchecked
    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_aud": False})
