import bcrypt

ROUNDS = 6


def register(password: bytes) -> bytes:
    # ruleid: python-bcrypt-low-cost
    return bcrypt.hashpw(password, bcrypt.gensalt(12))


def register_named(password: bytes) -> bytes:
    # ruleid: python-bcrypt-low-cost
    return bcrypt.hashpw(password, bcrypt.gensalt(rounds=12, prefix=b"2b"))


def register_constant(password: bytes) -> bytes:
    # ruleid: python-bcrypt-low-cost
    return bcrypt.hashpw(password, bcrypt.gensalt(12))


def register_default(password: bytes) -> bytes:
    # ok: python-bcrypt-low-cost
    return bcrypt.hashpw(password, bcrypt.gensalt())


def register_well(password: bytes) -> bytes:
    # ok: python-bcrypt-low-cost
    return bcrypt.hashpw(password, bcrypt.gensalt(12))


def register_configured(password: bytes, rounds: int) -> bytes:
    # ok: python-bcrypt-low-cost
    return bcrypt.hashpw(password, bcrypt.gensalt(rounds))
