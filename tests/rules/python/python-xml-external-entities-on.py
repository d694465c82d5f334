import xml.sax
import xml.sax.handler
from xml.sax.handler import feature_external_ges

from lxml import etree


def read(path):
    # ruleid: python-xml-external-entities-on
    parser = etree.XMLParser(resolve_entities=True, no_network=False)
    return etree.parse(path, parser)


def stream(path):
    # ruleid: python-xml-external-entities-on
    return etree.iterparse(path, resolve_entities=True)


def sax(handler):
    parser = xml.sax.make_parser()
    # ruleid: python-xml-external-entities-on
    parser.setFeature(xml.sax.handler.feature_external_ges, True)
    # ruleid: python-xml-external-entities-on
    parser.setFeature(feature_external_ges, 1)
    parser.setContentHandler(handler)
    return parser


def good(path):
    # ok: python-xml-external-entities-on
    parser = etree.XMLParser(resolve_entities=False)
    return etree.parse(path, parser)


def good_sax(handler):
    parser = xml.sax.make_parser()
    # ok: python-xml-external-entities-on
    parser.setFeature(xml.sax.handler.feature_external_ges, False)
    # ok: python-xml-external-entities-on
    parser.setFeature(xml.sax.handler.feature_namespaces, True)
    parser.setContentHandler(handler)
    return parser
