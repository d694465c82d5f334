import _pickle
import base64
import json
import pickle

import pandas as pd


def load(path):
    with open(path, "rb") as file:
        # ruleid: python-unsafe-deserialization-argument
        return pickle.load(file)


def table(filename: str):
    # ruleid: python-unsafe-deserialization-argument
    return pd.read_pickle(filename)


def plain(path):
    with open(path) as file:
        # ok: python-unsafe-deserialization-argument
        return json.load(file)


def own_cache():
    with open("/var/cache/shop/prices.pickle", "rb") as file:
        # ok: python-unsafe-deserialization-argument
        return pickle.load(file)


def save(value, path):
    with open(path, "wb") as file:
        # ok: python-unsafe-deserialization-argument
        pickle.dump(value, file)


def copy(value):
    # ok: python-unsafe-deserialization-argument
    return pickle.loads(pickle.dumps(value))


def session_of(headers):
    # ruleid: python-unsafe-deserialization-argument
    return _pickle.loads(base64.b64decode(headers["Session"]))
