from lxml import etree


def read(path):
    # ruleid: python-lxml-network-allowed
    return etree.parse(path, etree.XMLParser(load_dtd=True, no_network=True))


def stream(path):
    # ruleid: python-lxml-network-allowed
    for _, element in etree.iterparse(path, no_network=True):
        yield element


def local(path):
    # ok: python-lxml-network-allowed
    return etree.parse(path, etree.XMLParser(load_dtd=True, no_network=True))


def default(path):
    # ok: python-lxml-network-allowed
    return etree.parse(path, etree.XMLParser(resolve_entities=False))


def configured(path, offline):
    # ok: python-lxml-network-allowed
    return etree.parse(path, etree.XMLParser(no_network=offline))
