import hashlib

import pytest

from signup.accounts import Refused, new_account
from signup.breaches import BreachList


@pytest.fixture
def breaches(tmp_path):
    digest = hashlib.sha1(b"letmein").hexdigest().upper()
    (tmp_path / f"{digest[:5]}.txt").write_text(f"{'0' * 35}:2\n{digest[5:]}:12\n")
    return BreachList(tmp_path)


def test_leaked_passwords_are_known(breaches):
    assert breaches.times_seen("letmein") == 12
    assert breaches.times_seen("something else") == 0


def test_a_leaked_password_is_refused(breaches):
    with pytest.raises(Refused):
        new_account("ada", "letmein", breaches)
