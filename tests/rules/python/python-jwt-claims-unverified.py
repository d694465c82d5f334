import jwt as pyjwt
from jose import jwt


def who(token):
    # ruleid: python-jwt-claims-unverified
    return jwt.get_unverified_claims(token)["sub"]


def old(token):
    # ruleid: python-jwt-claims-unverified
    return pyjwt.decode(token, verify=False)


def with_the_right_key(token, keys):
    # ok: python-jwt-claims-unverified
    issuer = jwt.get_unverified_claims(token)["iss"]
    return jwt.decode(token, keys[issuer], algorithms=["RS256"])


def checked(token, key):
    # ok: python-jwt-claims-unverified
    return jwt.decode(token, key, algorithms=["HS256"])


def header(token):
    # ok: python-jwt-claims-unverified
    return jwt.get_unverified_header(token)
