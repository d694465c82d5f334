from Crypto.PublicKey import DSA
from cryptography.hazmat.primitives.asymmetric import dsa


def signing_key():
    # ruleid: python-dsa-key-too-short
    return dsa.generate_private_key(key_size=2048)


def parameters():
    # ruleid: python-dsa-key-too-short
    return dsa.generate_parameters(2048)


def card_key():
    # ruleid: python-dsa-key-too-short
    return DSA.generate(2048)


def long_enough():
    # ok: python-dsa-key-too-short
    return dsa.generate_private_key(key_size=2048)


def longest():
    # ok: python-dsa-key-too-short
    return DSA.generate(3072)


def configured(bits):
    # ok: python-dsa-key-too-short
    return dsa.generate_private_key(key_size=bits)
