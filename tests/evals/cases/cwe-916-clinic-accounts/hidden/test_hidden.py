import hashlib
import json
import time

import pytest

from clinic.accounts import Accounts

PASSWORDS = ["s3cret", "", "p\u00e4ssw\u00f6rd \u2713", "x" * 300, "a:b$c|d", "s3cret "]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "accounts.json"


def test_equal_passwords_are_kept_differently(path):
    accounts = Accounts(path)
    for name in ("ada", "bob", "cleo"):
        accounts.register(name, "s3cret")
    kept = json.loads(path.read_text())
    assert len({json.dumps(value) for value in kept.values()}) == 3


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b"])
def test_no_bare_digest_is_kept(path, algorithm):
    Accounts(path).register("ada", "s3cret")
    text = path.read_text()
    assert hashlib.new(algorithm, b"s3cret").hexdigest() not in text and "s3cret" not in text


def test_a_guess_costs_time(path):
    accounts = Accounts(path)
    accounts.register("ada", "s3cret")
    started = time.process_time()
    for guess in range(5):
        assert not accounts.check("ada", f"guess {guess}")
    # Five digests take some microseconds; the weakest parameters that anybody recommends, tens of milliseconds.
    assert time.process_time() - started > 0.025


@pytest.mark.parametrize("password", PASSWORDS)
def test_every_password_works_after_a_restart(path, password):
    assert Accounts(path).register("ada", password)
    again = Accounts(path)
    assert again.check("ada", password)
    assert not any(again.check("ada", other) for other in ("other", password + "x"))


def test_registering_and_changing_work_as_before(path):
    accounts = Accounts(path)
    assert accounts.register("ada", "one") and not accounts.register("ada", "two")
    assert accounts.check("ada", "one") and not accounts.check("bob", "one")
    assert not accounts.change("ada", "two", "three") and accounts.check("ada", "one")
    assert accounts.change("ada", "one", "three")
    again = Accounts(path)
    assert again.check("ada", "three") and not again.check("ada", "one")
    assert list(json.loads(path.read_text())) == ["ada"]
