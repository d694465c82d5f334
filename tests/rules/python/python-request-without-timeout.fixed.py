import requests


def prices(url):
    # ruleid: python-request-without-timeout
    return requests.get(url, headers={"Accept": "application/json"}, timeout=30).json()


def order(url, data):
    # ruleid: python-request-without-timeout
    return requests.post(url, json=data, timeout=30)


def limited(url):
    # ok: python-request-without-timeout
    return requests.get(url, timeout=(3, 30))


def configured(url, options):
    # ok: python-request-without-timeout
    return requests.get(url, **options)


def session(session, url):
    # ok: python-request-without-timeout
    return session.get(url)
