from Crypto.PublicKey import RSA
from cryptography.hazmat.primitives.asymmetric import rsa

BITS = 1024


def new_key():
    # ruleid: python-rsa-key-too-short
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


def new_key_positional():
    # ruleid: python-rsa-key-too-short
    return rsa.generate_private_key(65537, 512)


def new_key_constant():
    # ruleid: python-rsa-key-too-short
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS)


def pycrypto():
    # ruleid: python-rsa-key-too-short
    return RSA.generate(1024)


def good_key():
    # ok: python-rsa-key-too-short
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def better_key():
    # ok: python-rsa-key-too-short
    return RSA.generate(4096)


def configured(size):
    # ok: python-rsa-key-too-short
    return rsa.generate_private_key(public_exponent=65537, key_size=size)
