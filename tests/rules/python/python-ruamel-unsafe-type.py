import ruamel.yaml
from ruamel.yaml import YAML


def settings(path):
    # ruleid: python-ruamel-unsafe-type
    yaml = YAML(typ="unsafe", pure=True)
    return yaml.load(path)


def document(text):
    # ruleid: python-ruamel-unsafe-type
    return ruamel.yaml.YAML(typ='unsafe').load(text)


def plain(text):
    # ok: python-ruamel-unsafe-type
    return YAML(typ="safe").load(text)


def round_trip(text):
    # ok: python-ruamel-unsafe-type
    return YAML().load(text)


def configured(kind, text):
    # ok: python-ruamel-unsafe-type
    return YAML(typ=kind).load(text)
