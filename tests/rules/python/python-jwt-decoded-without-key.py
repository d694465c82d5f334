import jwt


def current_user(token):
    # ruleid: python-jwt-decoded-without-key
    return jwt.decode(token, options={"verify_signature": False})["sub"]


def claims(token):
    # ruleid: python-jwt-decoded-without-key
    data = jwt.decode(token, options={"verify_exp": True, "verify_signature": False})
    return data


def good(token, key):
    # ok: python-jwt-decoded-without-key
    return jwt.decode(token, key, algorithms=["HS256"])["sub"]


def by_issuer(token, keys):
    # ok: python-jwt-decoded-without-key
    issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
    return jwt.decode(token, keys[issuer], algorithms=["RS256"])


def by_header(token, keys):
    # ok: python-jwt-decoded-without-key
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["RS256"])
    return claims
