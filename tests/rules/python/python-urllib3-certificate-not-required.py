import ssl

import urllib3


def pool():
    # ruleid: python-urllib3-certificate-not-required
    return urllib3.PoolManager(cert_reqs="CERT_NONE")


def one_host(host, cafile):
    # ruleid: python-urllib3-certificate-not-required
    return urllib3.HTTPSConnectionPool(host, 443, cert_reqs='NONE', ca_certs=cafile)


def checked(cafile):
    # ok: python-urllib3-certificate-not-required
    return urllib3.PoolManager(cert_reqs="CERT_REQUIRED", ca_certs=cafile)


def default():
    # ok: python-urllib3-certificate-not-required
    return urllib3.PoolManager(maxsize=4)


def with_a_constant():
    # ok: python-urllib3-certificate-not-required
    return urllib3.PoolManager(cert_reqs=ssl.CERT_REQUIRED)
