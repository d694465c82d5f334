import hashlib

import pytest

from signup.accounts import Refused, new_account
from signup.breaches import BreachList

LEAKED = ["letmein", "p\u00e4ssword", "123456"]


@pytest.fixture
def folder(tmp_path):
    for number, password in enumerate(LEAKED, 1):
        digest = hashlib.sha1(password.encode()).hexdigest().upper()
        (tmp_path / f"{digest[:5]}.txt").write_text(f"{digest[5:]}:{number}\n")
    return tmp_path


def test_the_published_list_is_understood(folder):
    assert [BreachList(folder).times_seen(password) for password in LEAKED] == [1, 2, 3]
    for password in LEAKED:
        with pytest.raises(Refused):
            new_account("ada", password, BreachList(folder))


def test_nothing_of_a_password_is_kept(folder):
    before = sorted(path.name for path in folder.iterdir())
    account = new_account("ada", "a good one", BreachList(folder))
    assert hashlib.sha1(b"a good one").hexdigest() not in repr(account).lower()
    assert account["key"] != new_account("ada", "a good one", BreachList(folder))["key"]
    assert sorted(path.name for path in folder.iterdir()) == before
