import yaml
from yaml import unsafe_load


def settings(path):
    with open(path) as file:
        # ruleid: python-yaml-unsafe-load
        return yaml.unsafe_load(file)


def imported(text):
    # ruleid: python-yaml-unsafe-load
    data = unsafe_load(text)
    return data


def read(path):
    # ruleid: python-yaml-unsafe-load
    return yaml.unsafe_load(open(path).read())["shop"]


def safe(text):
    # ok: python-yaml-unsafe-load
    return yaml.safe_load(text)


def dump(data):
    # ok: python-yaml-unsafe-load
    return yaml.dump(data)


def other(yaml_module):
    yaml = yaml_module()
    # ok: python-yaml-unsafe-load
    return yaml.unsafe_load("")
