import pytest

from devices.encoding import pack
from devices.tokens import TokenError, Tokens

KEYS = {"2023": b"first key", "2024": b"second key"}


@pytest.mark.parametrize("head", [{"alg": "none"}, {"alg": "none", "kid": "2024"}, {"alg": "None", "kid": "2024"}, {"alg": "NONE", "kid": "2024"}, {"kid": "2024"}, {"alg": "", "kid": "2024"}, {"alg": None, "kid": "2024"}, {}, {"alg": ["none"], "kid": "2024"}])
@pytest.mark.parametrize("signature", ["", "none", "0" * 64])
def test_a_token_without_a_signature_is_refused(head, signature):
    with pytest.raises(TokenError):
        Tokens(KEYS).read(f"{pack(head)}.{pack({'device': 1, 'admin': True})}.{signature}")


def test_the_claims_of_a_good_token_cannot_be_changed():
    head, _, signature = Tokens(KEYS).issue({"device": 7}).split(".")
    for first in (head, pack({"alg": "none", "kid": "2024"}), pack({"alg": "HS256", "kid": "2024"})):
        with pytest.raises(TokenError):
            Tokens(KEYS).read(f"{first}.{pack({'device': 8})}.{signature}")


def test_a_key_of_another_is_refused():
    with pytest.raises(TokenError):
        Tokens(KEYS).read(Tokens({"2024": b"third key"}).issue({"device": 7}))


@pytest.mark.parametrize("algorithm", ["HS256", "HS512"])
@pytest.mark.parametrize("claims", [{"device": 7}, {"name": "caf\u00e9", "list": [1, None]}, {}, {"alg": "none"}])
def test_both_algorithms_and_old_keys_are_read(algorithm, claims):
    assert Tokens(KEYS).read(Tokens(KEYS).issue(claims, algorithm)) == claims
    old = Tokens({"2023": b"first key"}).issue(claims, algorithm)
    assert Tokens(KEYS).read(old) == claims


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "....", "e30.e30.", "W10.e30.x"])
def test_nonsense_is_refused(token):
    with pytest.raises(TokenError):
        Tokens(KEYS).read(token)
