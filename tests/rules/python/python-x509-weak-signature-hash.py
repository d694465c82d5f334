import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding


def request(name, key):
    # ruleid: python-x509-weak-signature-hash
    return x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA1())


def issue(name, issuer, public_key, ca_key):
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder(issuer, name, public_key, x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=90))
    # ruleid: python-x509-weak-signature-hash
    return builder.sign(ca_key, hashes.MD5(), None)


def named(builder, ca_key):
    # ruleid: python-x509-weak-signature-hash
    return builder.sign(private_key=ca_key, algorithm=hashes.SHA1())


def modern(builder, ca_key):
    # ok: python-x509-weak-signature-hash
    return builder.sign(ca_key, hashes.SHA256())


def message(key, data):
    # ok: python-x509-weak-signature-hash
    return key.sign(data, padding.PKCS1v15(), hashes.SHA1())


def dsa_message(key, data):
    # ok: python-x509-weak-signature-hash
    return key.sign(data, hashes.SHA1())


def fingerprint(cert):
    # ok: python-x509-weak-signature-hash
    return cert.fingerprint(hashes.SHA1())
