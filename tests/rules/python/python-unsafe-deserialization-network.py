import hmac
import json
import pickle
import urllib.request

import joblib
import requests


def model(url):
    # ruleid: python-unsafe-deserialization-network
    return pickle.loads(requests.get(url, timeout=60).content)


def weights(url):
    with urllib.request.urlopen(url) as response:
        # ruleid: python-unsafe-deserialization-network
        return joblib.load(response)


def serve(sock, handle):
    connection, _ = sock.accept()
    data = connection.recv(65536)
    # ruleid: python-unsafe-deserialization-network
    return handle(pickle.loads(data))


def right(url):
    # ok: python-unsafe-deserialization-network
    return json.loads(requests.get(url, timeout=60).content)


def signed(sock, key):
    data = sock.recv(65536)
    if not hmac.compare_digest(hmac.digest(key, data[32:], "sha256"), data[:32]):
        raise PermissionError("signature")
    # ok: python-unsafe-deserialization-network
    return pickle.loads(data[32:])


def cached(path):
    # ok: python-unsafe-deserialization-network
    return pickle.loads(path.read_bytes())


def answer(url, cache):
    status = requests.get(url, timeout=60).status_code == 200
    # ok: python-unsafe-deserialization-network
    return pickle.loads(cache.read_bytes()) if status else None
