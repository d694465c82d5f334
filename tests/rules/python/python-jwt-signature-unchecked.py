import jwt


def read(token, key):
    # ruleid: python-jwt-signature-unchecked
    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_signature": False})


def read_more(token, key):
    return jwt.decode(
        token,
        key,
        algorithms=["HS256"],
        # ruleid: python-jwt-signature-unchecked
        options={"verify_exp": False, "verify_signature": False},
    )


def good(token, key):
    # ok: python-jwt-signature-unchecked
    return jwt.decode(token, key, algorithms=["HS256"])


def explicit(token, key):
    # ok: python-jwt-signature-unchecked
    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_signature": True})


def late(token, key):
    # ok: python-jwt-signature-unchecked
    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_exp": False})
