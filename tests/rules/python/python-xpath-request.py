from xml.etree import ElementTree

from flask import Blueprint, request
from lxml import etree

bp = Blueprint("catalogue", __name__)
tree = etree.parse("catalogue.xml")
FIND = etree.XPath("//book[@isbn=$isbn]")


@bp.route("/login", methods=["POST"])
def login():
    query = "//user[name='" + request.form["name"] + "' and secret='" + request.form["secret"] + "']"
    # ruleid: python-xpath-request
    return {"found": bool(tree.xpath(query))}


@bp.route("/books/<title>")
def book(title):
    # ruleid: python-xpath-request
    return {"found": len(tree.xpath(f"//book[@title='{title}']/price/text()"))}


@bp.route("/plain")
def plain():
    root = ElementTree.parse("catalogue.xml").getroot()
    # ruleid: python-xpath-request
    return {"found": root.findtext("./book[@isbn='%s']" % request.args["isbn"])}


@bp.route("/variables")
def variables():
    # ok: python-xpath-request
    books = tree.xpath("//book[@title=$title]", title=request.args["title"])
    # ok: python-xpath-request
    books += FIND(tree, isbn=request.args["isbn"])
    return {"found": len(books)}


@bp.route("/number")
def number():
    # ok: python-xpath-request
    return {"title": tree.xpath(f"//book[{int(request.args['n'])}]/@title")}


@bp.route("/text")
def text():
    page = open("page.html").read()
    # ok: python-xpath-request
    return {"at": page.find(request.args["word"])}


@app.route("/quotes")
def quotes():
    name = request.args["name"]
    if "'" in name:
        return "no", 400
    # ok: python-xpath-request
    return str(tree.xpath(f"//user[@name='{name}']"))


@app.route("/replaced")
def replaced():
    name = request.args["name"].strip()
    # ok: python-xpath-request
    return str(tree.xpath("//user[@name='" + name.replace("'", "&apos;") + "']"))


@app.route("/buffered")
def buffered():
    query = io.StringIO()
    query.write("//user[@name='")
    query.write(request.args["name"])
    query.write("']")
    text = query.getvalue()
    # ruleid: python-xpath-request
    return str(tree.xpath(text))
