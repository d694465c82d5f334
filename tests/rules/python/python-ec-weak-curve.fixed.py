from cryptography.hazmat.backends import default_backend
from cryptography.hazmat.primitives.asymmetric import ec


def device_key():
    # ruleid: python-ec-weak-curve
    return ec.generate_private_key(ec.SECP256R1())


def old_device_key():
    # ruleid: python-ec-weak-curve
    return ec.generate_private_key(curve=ec.SECP256R1(), backend=default_backend())


def usual():
    # ok: python-ec-weak-curve
    return ec.generate_private_key(ec.SECP256R1())


def strongest():
    # ok: python-ec-weak-curve
    return ec.generate_private_key(ec.SECP521R1(), default_backend())


def read_old(number):
    # ok: python-ec-weak-curve
    return ec.derive_private_key(number, ec.SECP192R1())
