from flask import Flask, request, session

app = Flask(__name__)
LANGUAGES = {"en", "de"}


@app.route("/switch", methods=["POST"])
def switch():
    # ruleid: python-session-from-request
    session["user_id"] = request.form["user"]
    return "", 204


@app.route("/keep", methods=["POST"])
def keep():
    # ruleid: python-session-from-request
    session["name"] = request.form["name"].strip()
    return "", 204


@app.route("/language", methods=["POST"])
def language():
    wanted = request.form["language"]
    if wanted not in LANGUAGES:
        return "", 400
    # ok: python-session-from-request
    session["language"] = wanted
    return "", 204


@app.route("/page", methods=["POST"])
def page():
    # ok: python-session-from-request
    session["page"] = int(request.form["page"])
    # ok: python-session-from-request
    session["seen"] = True
    return "", 204


@app.route("/login", methods=["POST"])
def login():
    user = users.authenticate(request.form["name"], request.form["password"])
    # ok: python-session-from-request
    session["user_id"] = user.id
    return "", 204
