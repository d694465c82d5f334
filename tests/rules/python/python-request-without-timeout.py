import requests


def prices(url):
    # ruleid: python-request-without-timeout
    return requests.get(url, headers={"Accept": "application/json"}).json()


def order(url, data):
    # ruleid: python-request-without-timeout
    return requests.post(url, json=data)


def limited(url):
    # ok: python-request-without-timeout
    return requests.get(url, timeout=(3, 30))


def configured(url, options):
    # ok: python-request-without-timeout
    return requests.get(url, **options)


def session(session, url):
    # ok: python-request-without-timeout
    return session.get(url)
