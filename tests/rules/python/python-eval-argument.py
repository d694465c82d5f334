import ast

from flask import Flask

app = Flask(__name__)


def compute(formula, values):
    # ruleid: python-eval-argument
    return eval(formula, {}, values)


def setting(line):
    name, _, value = line.partition("=")
    # ruleid: python-eval-argument
    return name, eval(value)


def literal(text):
    # ok: python-eval-argument
    return ast.literal_eval(text)


def constant():
    # ok: python-eval-argument
    return eval("1 + 1")


def numbered(text):
    # ok: python-eval-argument
    return eval(f"0x{int(text)}")


@app.get("/<text>")
def handler(text):
    # ok: python-eval-argument
    return str(eval(text))


def method(model, x):
    # ok: python-eval-argument
    return model.eval(x)
