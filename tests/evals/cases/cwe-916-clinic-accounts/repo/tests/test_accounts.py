import pytest

from clinic.accounts import Accounts, UnknownUser


def test_an_account_is_kept(tmp_path):
    assert Accounts(tmp_path / "a.json").register("ada", "s3cret")
    again = Accounts(tmp_path / "a.json")
    assert again.check("ada", "s3cret") and not again.check("ada", "other")


def test_a_password_is_changed(tmp_path):
    accounts = Accounts(tmp_path / "a.json")
    accounts.register("ada", "one")
    assert not accounts.change("ada", "wrong", "two")
    assert accounts.change("ada", "one", "two") and accounts.check("ada", "two")
    with pytest.raises(UnknownUser):
        accounts.change("bob", "one", "two")
