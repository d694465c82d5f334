import ssl
from ssl import TLSVersion

import urllib3


def context():
    made = ssl.create_default_context()
    # ruleid: python-tls-minimum-version-lowered
    made.minimum_version = ssl.TLSVersion.TLSv1
    return made


def pool():
    # ruleid: python-tls-minimum-version-lowered
    return urllib3.PoolManager(ssl_minimum_version=TLSVersion.TLSv1_1)


def strict():
    made = ssl.create_default_context()
    # ok: python-tls-minimum-version-lowered
    made.minimum_version = ssl.TLSVersion.TLSv1_3
    return made


def usual():
    made = ssl.create_default_context()
    # ok: python-tls-minimum-version-lowered
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


def scan(context):
    # ok: python-tls-minimum-version-lowered
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context
