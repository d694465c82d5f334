import os
from pathlib import Path

from flask import Flask, request

app = Flask(__name__)
FILES = Path("/srv/files").resolve()


@app.route("/has")
def has():
    name = request.args["name"]
    # ruleid: python-path-probe-request
    if os.path.exists(f"/srv/files/{name}"):
        return "yes"
    return "no"


@app.route("/size")
def size():
    path = FILES / request.args["name"]
    # ruleid: python-path-probe-request
    if path.exists():
        return "yes"
    return "no"


@app.route("/below")
def below():
    path = (FILES / request.args["name"]).resolve()
    if not path.is_relative_to(FILES):
        return "no"
    # ok: python-path-probe-request
    return "yes" if path.exists() else "no"


@app.route("/base")
def base():
    name = os.path.basename(request.args["name"])
    # ok: python-path-probe-request
    return "yes" if os.path.isfile(os.path.join("/srv/files", name)) else "no"


@app.route("/user")
def user():
    found = User.objects.filter(name=request.args["name"])
    # ok: python-path-probe-request
    return "yes" if found.exists() else "no"
