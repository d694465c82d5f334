from werkzeug.security import check_password_hash, generate_password_hash


def register(password):
    # ruleid: python-werkzeug-weak-password-method
    return generate_password_hash(password, method="pbkdf2:sha256")


def register_salted(password):
    # ruleid: python-werkzeug-weak-password-method
    return generate_password_hash(password, method="pbkdf2:sha256", salt_length=8)


def register_positional(password):
    # ruleid: python-werkzeug-weak-password-method
    return generate_password_hash(password, "pbkdf2:sha256")


def register_default(password):
    # ok: python-werkzeug-weak-password-method
    return generate_password_hash(password)


def register_scrypt(password):
    # ok: python-werkzeug-weak-password-method
    return generate_password_hash(password, method="scrypt")


def register_pbkdf2(password):
    # ok: python-werkzeug-weak-password-method
    return generate_password_hash(password, method="pbkdf2:sha256:600000")


def login(stored, password):
    # ok: python-werkzeug-weak-password-method
    return check_password_hash(stored, password)
