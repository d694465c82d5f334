import urllib.parse

import requests
from flask import Flask, request

app = Flask(__name__)


@app.route("/profile")
def profile():
    name = request.args["name"]
    url = "https://api.example.com/users/" + name
    # ruleid: python-url-path-request
    return requests.get(url, timeout=10).text


@app.route("/orders")
def orders():
    # ruleid: python-url-path-request
    return requests.get(f"https://api.example.com/orders/{request.args['order']}", timeout=10).json()


@app.route("/quoted")
def quoted():
    name = urllib.parse.quote(request.args["name"], safe="")
    # ok: python-url-path-request
    return requests.get(f"https://api.example.com/users/{name}", timeout=10).text


@app.route("/number")
def number():
    order = int(request.args["order"])
    # ok: python-url-path-request
    return requests.get(f"https://api.example.com/orders/{order}", timeout=10).json()


@app.route("/search")
def search():
    # ok: python-url-path-request
    return requests.get("https://api.example.com/search", params={"q": request.args["q"]}, timeout=10).json()
