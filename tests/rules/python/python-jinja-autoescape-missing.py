import jinja2
from flask import Flask, render_template, request
from jinja2 import Environment, FileSystemLoader, select_autoescape

app = Flask(__name__)
# ruleid: python-jinja-autoescape-missing
pages = jinja2.Environment(loader=FileSystemLoader("pages"))
# ok: python-jinja-autoescape-missing
escaped = jinja2.Environment(loader=FileSystemLoader("pages"), autoescape=True)
# ok: python-jinja-autoescape-missing
mixed = Environment(loader=FileSystemLoader("pages"), autoescape=select_autoescape())


@app.route("/hello")
def hello():
    # ruleid: python-jinja-autoescape-missing
    env = Environment(loader=FileSystemLoader("pages"))
    return env.get_template("hello.html").render(name=request.args["name"])


@app.route("/well")
def well():
    # ok: python-jinja-autoescape-missing
    return render_template("hello.html", name=request.args["name"])
