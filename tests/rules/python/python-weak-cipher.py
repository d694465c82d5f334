import os

from Crypto.Cipher import AES, ARC4, DES3
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def encrypt(key, iv):
    # ruleid: python-weak-cipher
    return Cipher(algorithms.TripleDES(key), modes.CBC(iv)).encryptor()


def stream(key):
    # ruleid: python-weak-cipher
    return ARC4.new(key)


def card(key, iv):
    # ruleid: python-weak-cipher
    return DES3.new(key, DES3.MODE_CBC, iv)


def modern(key):
    # ok: python-weak-cipher
    return Cipher(algorithms.AES(key), modes.GCM(os.urandom(12))).encryptor()


def modern_too(key):
    # ok: python-weak-cipher
    return AES.new(key, AES.MODE_GCM)


def chacha(key, nonce):
    # ok: python-weak-cipher
    return Cipher(algorithms.ChaCha20(key, nonce), mode=None).encryptor()


from Crypto.Cipher import *


def everything_imported(key, text):
    # ruleid: python-weak-cipher
    return DES.new(key).encrypt(text)
