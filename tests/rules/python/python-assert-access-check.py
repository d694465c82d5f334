import hmac


def remove(user, article):
    # ruleid: python-assert-access-check
    assert user.is_admin, "only for administrators"
    article.delete()


def receive(key, body, given):
    # ruleid: python-assert-access-check
    assert hmac.compare_digest(hmac.digest(key, body, "sha256"), given)
    return body


def refused(user, article):
    # ok: python-assert-access-check
    if not user.is_admin:
        raise PermissionError("only for administrators")
    article.delete()


def invariant(items):
    # ok: python-assert-access-check
    assert len(items) > 0
    return items[0]


def test_login(user):
    # ok: python-assert-access-check
    assert user.is_authenticated
