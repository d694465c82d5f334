import yaml
from yaml import UnsafeLoader, load


def settings(path):
    with open(path) as file:
        # ruleid: python-yaml-load-unsafe-loader
        return yaml.load(file, Loader=yaml.SafeLoader)


def positional(text):
    # ruleid: python-yaml-load-unsafe-loader
    return yaml.load(text, yaml.SafeLoader)


def imported(text):
    # ruleid: python-yaml-load-unsafe-loader
    return load(text, Loader=yaml.SafeLoader)


def every(stream):
    # ruleid: python-yaml-load-unsafe-loader
    return list(yaml.load_all(stream, Loader=yaml.SafeLoader))


def safe(text):
    # ok: python-yaml-load-unsafe-loader
    return yaml.load(text, Loader=yaml.SafeLoader)


def fast(text):
    # ok: python-yaml-load-unsafe-loader
    return yaml.load(text, Loader=yaml.CSafeLoader)


def full(text):
    # ok: python-yaml-load-unsafe-loader
    return yaml.load(text, Loader=yaml.FullLoader)


class Loader(yaml.SafeLoader):
    pass


def own(text):
    # ok: python-yaml-load-unsafe-loader
    return yaml.load(text, Loader=Loader)
