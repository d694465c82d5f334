import os

from werkzeug.security import check_password_hash


def is_admin(password):
    # ruleid: python-password-compared-with-literal
    return password == "winter2019"


def log_in(request):
    # ruleid: python-password-compared-with-literal
    if request.POST["password"] != "s3cr3t-door":
        return None
    return "welcome"


def by_hash(password, user):
    # ok: python-password-compared-with-literal
    return check_password_hash(user.password_hash, password)


def from_settings(password):
    # ok: python-password-compared-with-literal
    return password == os.environ["ADMIN_PASSWORD"]


def asked(password):
    # ok: python-password-compared-with-literal
    return password == "prompt" or password == ""


def kind(password_field):
    # ok: python-password-compared-with-literal
    return password_field == "current_password"
