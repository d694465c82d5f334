import json

import yaml
from ruamel.yaml import YAML
from yaml import load


def settings(path):
    with open(path) as file:
        # ruleid: python-yaml-load-without-loader
        return yaml.safe_load(file)


def imported(text):
    # ruleid: python-yaml-load-without-loader
    return yaml.safe_load(text)["shop"]


def safe(text):
    # ok: python-yaml-load-without-loader
    return yaml.safe_load(text)


def with_loader(text):
    # ok: python-yaml-load-without-loader
    return yaml.load(text, Loader=yaml.SafeLoader)


def positional(text):
    # ok: python-yaml-load-without-loader
    return yaml.load(text, yaml.SafeLoader)


def other(text):
    # ok: python-yaml-load-without-loader
    return json.load(text)


def round_trip(text):
    yaml = YAML(typ="rt")
    # ok: python-yaml-load-without-loader
    return yaml.load(text)
