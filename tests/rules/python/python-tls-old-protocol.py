import ssl
from ssl import PROTOCOL_TLSv1_1

import urllib3


def upstream(cafile):
    # ruleid: python-tls-old-protocol
    context = ssl.SSLContext(ssl.PROTOCOL_TLSv1)
    context.load_verify_locations(cafile)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def broker():
    # ruleid: python-tls-old-protocol
    return ssl.SSLContext(protocol=PROTOCOL_TLSv1_1)


def pool(host):
    # ruleid: python-tls-old-protocol
    return urllib3.HTTPSConnectionPool(host, ssl_version=ssl.PROTOCOL_SSLv3, maxsize=4)


def negotiated():
    # ok: python-tls-old-protocol
    return ssl.SSLContext(ssl.PROTOCOL_TLS)


def client():
    # ok: python-tls-old-protocol
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def modern():
    # ok: python-tls-old-protocol
    return ssl.SSLContext(ssl.PROTOCOL_TLSv1_2)


def described():
    # ok: python-tls-old-protocol
    return {ssl.PROTOCOL_TLSv1: "TLS 1.0"}
