import requests
from aiohttp import web
from django.http import HttpResponse
from django.utils.safestring import mark_safe
from flask import Flask, Response, jsonify, make_response, redirect, render_template, request, url_for
from markupsafe import Markup, escape

app = Flask(__name__)


@app.route("/hello")
def hello():
    name = request.args.get("name", "")
    # ruleid: python-xss-request
    return f"<h1>Hello {name}</h1>"


@app.route("/bye", methods=["POST"])
def bye():
    # ruleid: python-xss-request
    return "<p>Goodbye " + request.form["name"] + "</p>", 200


@app.route("/people/<name>")
def person(name):
    # ruleid: python-xss-request
    return "<b>%s</b>" % name


@app.errorhandler(404)
def missing(error):
    # ruleid: python-xss-request
    return "<p>No {} here</p>".format(request.args["page"]), 404


@app.route("/response")
def response():
    # ruleid: python-xss-request
    return make_response("<i>" + request.args["word"] + "</i>")


@app.route("/raw")
def raw():
    # ruleid: python-xss-request
    return Response(request.args["html"])


@app.route("/label")
def label():
    # ruleid: python-xss-request
    badge = Markup(f"<span>{request.args['label']}</span>")
    return render_template("label.html", badge=badge)


@app.route("/nested")
def nested():
    # ruleid: python-xss-request
    return render_template("label.html", badge=Markup(request.args["label"]))


def django_view(request):
    # ruleid: python-xss-request
    return HttpResponse("<p>" + request.GET["q"] + "</p>")


def django_label(request):
    # ruleid: python-xss-request
    return mark_safe("<b>%s</b>" % request.GET["q"])


async def aiohttp_view(request):
    name = request.match_info["name"]
    # ruleid: python-xss-request
    return web.Response(text=f"<p>{name}</p>", content_type="text/html")


@app.route("/escaped")
def escaped():
    # ok: python-xss-request
    return f"<h1>Hello {escape(request.args['name'])}</h1>"


@app.route("/template")
def template():
    # ok: python-xss-request
    return render_template("hello.html", name=request.args["name"])


@app.route("/formatted")
def formatted():
    # ok: python-xss-request
    return Markup("<b>{}</b>").format(request.args["name"])


@app.route("/json")
def as_json():
    # ok: python-xss-request
    return jsonify(greeting=f"Hello {request.args['name']}")


@app.route("/dict")
def as_dict():
    # ok: python-xss-request
    return {"greeting": f"Hello {request.args['name']}"}


@app.route("/redirect")
def moved():
    # ok: python-xss-request
    return redirect(url_for("hello", name="to " + request.args["name"]))


@app.route("/text")
def text():
    # ok: python-xss-request
    return f"Hello {request.args['name']}", 200, {"Content-Type": "text/plain"}


@app.route("/plain")
def plain():
    # ok: python-xss-request
    return Response(f"Hello {request.args['name']}", mimetype="text/plain")


@app.route("/count")
def count():
    number = int(request.args["n"])
    # ok: python-xss-request
    return f"<p>{number} items</p>"


async def aiohttp_text(request):
    # ok: python-xss-request
    return web.Response(text="Hello " + request.match_info["name"])


@app.route("/stock/<sku>")
def stock(sku):
    # ok: python-xss-request
    return requests.get(f"https://stock.example/items/{sku}", timeout=5).text


@app.route("/decoded")
def decoded():
    name = base64.b64decode(request.args["name"]).decode()
    page = ""
    page += f"<p>Hello {name}</p>"
    # ruleid: python-xss-request
    return page


@app.route("/filled")
def filled():
    fields = {}
    fields["name"] = request.args["name"]
    fields["kind"] = "guest"
    # ruleid: python-xss-request
    return "<p>{0[kind]}: {0[name]}</p>".format(fields)


@app.route("/fields", methods=["POST"])
def fields():
    page = ""
    for name in request.form.keys():
        page += f"<li>{name}</li>"
    # ruleid: python-xss-request
    return page
