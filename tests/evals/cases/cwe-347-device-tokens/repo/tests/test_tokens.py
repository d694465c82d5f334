import pytest

from devices.tokens import TokenError, Tokens

KEYS = {"2023": b"first key", "2024": b"second key"}


def test_a_token_is_read():
    tokens = Tokens(KEYS)
    assert tokens.read(tokens.issue({"device": 7})) == {"device": 7}


def test_a_changed_token_is_refused():
    token = Tokens(KEYS).issue({"device": 7})
    with pytest.raises(TokenError):
        Tokens(KEYS).read(token[:-1] + ("0" if token[-1] != "0" else "1"))
