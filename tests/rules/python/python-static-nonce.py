import os

from Crypto.Cipher import AES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def encrypt(key):
    # ruleid: python-static-nonce
    return Cipher(algorithms.AES(key), modes.CBC(b"1234567890abcdef")).encryptor()


def lock(key, text):
    # ruleid: python-static-nonce
    return AES.new(key, AES.MODE_CBC, b"\0" * 16).encrypt(text)


def named(key, text):
    # ruleid: python-static-nonce
    return AES.new(key, AES.MODE_CTR, nonce=b"shopshop").encrypt(text)


def seal(key, text):
    box = AESGCM(key)
    # ruleid: python-static-nonce
    return box.encrypt(b"000000000000", text, None)


def right(key):
    iv = os.urandom(16)
    # ok: python-static-nonce
    return iv, Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()


def right_box(key, text):
    nonce = os.urandom(12)
    # ok: python-static-nonce
    return nonce + AESGCM(key).encrypt(nonce, text, None)


def automatic(key, text):
    # ok: python-static-nonce
    return AES.new(key, AES.MODE_GCM).encrypt_and_digest(text)


def read(key, data):
    # ok: python-static-nonce
    return AES.new(key, AES.MODE_CBC, iv=data[:16]).decrypt(data[16:])


def other(service, text):
    # ok: python-static-nonce
    return service.encrypt("name", text)


def named_vector(key, text):
    vector = b"x" * 16
    # ruleid: python-static-nonce
    return Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor().update(text)
