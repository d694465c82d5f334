import xml.etree.ElementTree as ET
import xml.sax
from xml.dom import minidom

import defusedxml.ElementTree
from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.route("/import", methods=["POST"])
def load():
    # ruleid: python-xml-parse-request
    return ET.parse(request.files["catalog"].stream).getroot().tag


@app.route("/order", methods=["POST"])
def order():
    body = request.get_data()
    # ruleid: python-xml-parse-request
    return etree.fromstring(body).tag


@app.route("/dom", methods=["POST"])
def dom():
    # ruleid: python-xml-parse-request
    return minidom.parseString(request.form["xml"]).documentElement.tagName


@app.route("/sax", methods=["POST"])
def sax(handler):
    # ruleid: python-xml-parse-request
    xml.sax.parseString(request.get_data(), handler)
    return "done"


@app.route("/defused", methods=["POST"])
def defused():
    # ok: python-xml-parse-request
    return defusedxml.ElementTree.fromstring(request.get_data()).tag


@app.route("/careful", methods=["POST"])
def careful():
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    # ok: python-xml-parse-request
    return etree.fromstring(request.get_data(), parser).tag


@app.route("/local")
def local():
    # ok: python-xml-parse-request
    return ET.parse("catalog.xml").getroot().tag + request.args["x"]
