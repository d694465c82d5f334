import hashlib

from Crypto.Hash import MD5, SHA256


def receipt_number(order):
    # ruleid: python-weak-hash
    digest = hashlib.md5()
    digest.update(order.encode())
    return digest.hexdigest()


def matches(download, expected):
    # ruleid: python-weak-hash
    return hashlib.sha1(download).hexdigest() == expected


def named(data):
    # ruleid: python-weak-hash
    digest = hashlib.new("md5")
    digest.update(data)
    return digest.hexdigest()


def other_library(data):
    # ruleid: python-weak-hash
    return MD5.new(data).hexdigest()


def cache_key(url):
    # ok: python-weak-hash
    return hashlib.md5(url.encode(), usedforsecurity=False).hexdigest()


def strong(data):
    # ok: python-weak-hash
    first = hashlib.sha256(data)
    # ok: python-weak-hash
    second = hashlib.new("sha512", data)
    # ok: python-weak-hash
    return first.digest(), second.digest(), SHA256.new(data).digest()


def chosen(kind, data):
    match kind:
        case "short":
            data = data[:100]
    # ruleid: python-weak-hash
    return hashlib.new("sha1", data)
