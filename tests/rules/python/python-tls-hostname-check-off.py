import ssl

import urllib3


def connect(host, cafile):
    context = ssl.create_default_context(cafile=cafile)
    # ruleid: python-tls-hostname-check-off
    context.check_hostname = False
    return context


def pool(address):
    # ruleid: python-tls-hostname-check-off
    return urllib3.HTTPSConnectionPool(address, assert_hostname=False)


def named(address, name):
    # ok: python-tls-hostname-check-off
    return urllib3.HTTPSConnectionPool(address, assert_hostname=name)


def nothing_checked():
    context = ssl.create_default_context()
    # ok: python-tls-hostname-check-off
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def configured(context, check):
    # ok: python-tls-hostname-check-off
    context.check_hostname = check
