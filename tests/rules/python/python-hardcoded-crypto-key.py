import hmac
import os

import jwt
from cryptography.fernet import Fernet
from itsdangerous import URLSafeTimedSerializer

SECRET = "MYSUPERSECRETKEY"
PUBLIC = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
-----END PUBLIC KEY-----"""


def issue(username):
    # ruleid: python-hardcoded-crypto-key
    return jwt.encode({"sub": username}, SECRET, algorithm="HS256")


def read(token):
    # ruleid: python-hardcoded-crypto-key
    return jwt.decode(token, "MYSUPERSECRETKEY", algorithms=["HS256"])


# ruleid: python-hardcoded-crypto-key
fernet = Fernet("JHtM1wEt1I1J9N_Evjwqr3yYauXIqSxYzFnRhcf0ZG0=")
# ruleid: python-hardcoded-crypto-key
serializer = URLSafeTimedSerializer("rye-starter", salt="reset")


def sign(message):
    # ruleid: python-hardcoded-crypto-key
    return hmac.new(b"rye-starter", message, "sha256").hexdigest()


def issue_well(username):
    # ok: python-hardcoded-crypto-key
    return jwt.encode({"sub": username}, os.environ["JWT_KEY"], algorithm="HS256")


def read_public(token):
    # ok: python-hardcoded-crypto-key
    return jwt.decode(token, PUBLIC, algorithms=["ES256"])


# ok: python-hardcoded-crypto-key
configured = Fernet(os.environ["FERNET_KEY"])


def sign_well(key, message):
    # ok: python-hardcoded-crypto-key
    return hmac.new(key, message, "sha256").hexdigest()
