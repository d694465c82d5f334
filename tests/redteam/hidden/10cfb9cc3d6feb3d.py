# python-weak-password-hash shop/passwords.py:9

import hashlib
import time
import zlib

import pytest
from conftest import PASSWORD
from shop.passwords import hash_password, verify_password


def test_fast_hashes_do_not_match():
    kept = hash_password(PASSWORD).lower()
    raw = PASSWORD.encode()
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "sha3_256"):
        assert hashlib.new(name, raw).hexdigest() not in kept
    assert PASSWORD not in kept
    assert format(zlib.crc32(raw), "08x") not in kept


def test_the_same_password_is_kept_in_two_ways():
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


def test_a_guess_takes_its_time():
    begun = time.process_time()
    for _ in range(5):
        hash_password(PASSWORD)
    assert (time.process_time() - begun) / 5 > 0.004


@pytest.mark.parametrize("password", [PASSWORD, "pässwörd ünïcode", "x" * 200, "p|q$r:s", "Aa" * 10])
def test_passwords(password):
    kept = hash_password(password)
    assert verify_password(kept, password)
    for other in (
        password.upper() if password.upper() != password else password.lower(),
        password.swapcase(),
        password + "x",
        password[:-1],
        password[:8],
        "",
        password[::-1] + "!",
    ):
        if other != password:
            assert not verify_password(kept, other)


def test_signing_in(client):
    assert (
        client.post("/account/login", data={"email": "ada@example.com", "password": PASSWORD}).status_code
        == 302
    )
    assert (
        client.application.test_client()
        .post("/account/login", data={"email": "ada@example.com", "password": PASSWORD + "!"})
        .status_code
        == 401
    )


def test_no_word_opens_every_account():
    kept = hash_password(PASSWORD)
    for word in ("", "admin", "master", kept, "000000"):
        assert not verify_password(kept, word)
