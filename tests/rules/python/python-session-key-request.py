from flask import Flask, request, session

app = Flask(__name__)
KEYS = {"lang": "language", "tz": "zone"}


@app.route("/set", methods=["POST"])
def set_anything():
    # ruleid: python-session-key-request
    session[request.form["key"]] = "1"
    return "", 204


@app.route("/set/<name>")
def set_named(name):
    # ruleid: python-session-key-request
    session[name] = True
    return "", 204


@app.route("/language")
def language():
    # ok: python-session-key-request
    session["language"] = request.args["language"]
    return "", 204


@app.route("/known")
def known():
    name = request.args["name"]
    if name not in KEYS:
        return "no", 400
    # ok: python-session-key-request
    session[name] = "1"
    return "", 204


@app.route("/mapped")
def mapped():
    # ok: python-session-key-request
    session[KEYS.get(request.args["name"])] = "1"
    return "", 204


@app.route("/inner")
def inner():
    choices = {}
    choices[request.args["name"]] = "1"
    # ok: python-session-key-request
    session["choices"] = choices
    return "", 204
