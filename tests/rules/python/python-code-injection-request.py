import ast
import json

from flask import Flask, request

app = Flask(__name__)
DISCOUNTS = {"spring": "price * 0.9"}


@app.route("/calculate")
def calculate():
    # ruleid: python-code-injection-request
    return str(eval(request.args["formula"]))


@app.route("/price", methods=["POST"])
def price():
    formula = request.form.get("formula", "").strip()
    # ruleid: python-code-injection-request
    return str(int(eval(formula, {"__builtins__": {}}, {"cost": 10})))


@app.route("/run/<source>")
def run(source):
    # ruleid: python-code-injection-request
    exec(source)
    return "done"


async def handler(request):
    body = await request.json()
    # ruleid: python-code-injection-request
    code = compile(body["rule"], "<rule>", "eval")
    return code


@app.route("/literal")
def literal():
    # ok: python-code-injection-request
    return str(ast.literal_eval(request.args["value"]))


@app.route("/json")
def parsed():
    # ok: python-code-injection-request
    return str(json.loads(request.args["value"]))


@app.route("/number")
def number():
    # ok: python-code-injection-request
    return str(eval("2 * %d" % int(request.args["n"])))


@app.route("/constant")
def constant():
    # ok: python-code-injection-request
    return str(eval(DISCOUNTS["spring"], {"price": 3})) + request.args["n"]


@app.route("/literal")
def literal():
    text = request.args["text"]
    if not text.startswith("'") or not text.endswith("'") or "'" in text[1:-1]:
        return "no", 400
    # ok: python-code-injection-request
    return str(eval(text))
