import yaml
from ruamel.yaml import YAML
from yaml import load_all


def manifests(path):
    with open(path) as file:
        # ruleid: python-yaml-unsafe-load-all
        return list(yaml.unsafe_load_all(file))


def documents(text):
    # ruleid: python-yaml-unsafe-load-all
    return [document for document in load_all(text) if document]


def safe(text):
    # ok: python-yaml-unsafe-load-all
    return list(yaml.safe_load_all(text))


def named(text):
    # ok: python-yaml-unsafe-load-all
    return list(yaml.load_all(text, Loader=yaml.SafeLoader))


def round_trip(text):
    yaml = YAML()
    # ok: python-yaml-unsafe-load-all
    return list(yaml.load_all(text))
