import jwt


def make(user):
    # ruleid: python-jwt-algorithm-none
    return jwt.encode({"sub": user}, None, algorithm="none")


def read(token, key):
    # ruleid: python-jwt-algorithm-none
    return jwt.decode(token, key, algorithms=["HS256", "none"])


def signed(user, key):
    # ok: python-jwt-algorithm-none
    return jwt.encode({"sub": user}, key, algorithm="HS256")


def checked(token, key):
    # ok: python-jwt-algorithm-none
    return jwt.decode(token, key, algorithms=["RS256"])


def configured(token, key, algorithms):
    # ok: python-jwt-algorithm-none
    return jwt.decode(token, key, algorithms=algorithms)
