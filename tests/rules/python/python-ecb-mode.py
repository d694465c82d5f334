from Crypto.Cipher import AES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def encrypt(key, text):
    # ruleid: python-ecb-mode
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(text) + encryptor.finalize()


def lock(key, text):
    # ruleid: python-ecb-mode
    return AES.new(key, AES.MODE_ECB).encrypt(text)


def right(key, text):
    # ok: python-ecb-mode
    cipher = AES.new(key, AES.MODE_GCM)
    return cipher.nonce, *cipher.encrypt_and_digest(text)


def counter(key, nonce):
    # ok: python-ecb-mode
    return Cipher(algorithms.AES(key), modes.CTR(nonce)).encryptor()


def configured(key, mode):
    # ok: python-ecb-mode
    return AES.new(key, mode)
