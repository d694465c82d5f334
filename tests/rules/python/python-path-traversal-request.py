import io
import os
from pathlib import Path

from flask import Flask, abort, request, send_file, send_from_directory
from werkzeug.security import safe_join
from werkzeug.utils import secure_filename

app = Flask(__name__)
UPLOADS = "/srv/uploads"
BASE = Path("/srv/reports").resolve()
TEMPLATES = {"monthly": "monthly.txt"}


@app.route("/download")
def download():
    name = request.args["name"]
    # ruleid: python-path-traversal-request
    return send_file(os.path.join(UPLOADS, name))


@app.route("/report")
def report():
    # ruleid: python-path-traversal-request
    with open(os.path.join("/srv/reports", request.args["name"])) as file:
        return file.read()


@app.route("/page/<path:name>")
def page(name):
    # ruleid: python-path-traversal-request
    return (BASE / name).read_text()


@app.route("/upload", methods=["POST"])
def upload():
    sent = request.files["file"]
    # ruleid: python-path-traversal-request
    sent.save(os.path.join(UPLOADS, sent.filename))
    return "saved"


@app.route("/files/<name>", methods=["DELETE"])
def delete(name):
    path = f"{UPLOADS}/{name}"
    # ruleid: python-path-traversal-request
    os.remove(path)
    return "gone"


async def read(request):
    # ruleid: python-path-traversal-request
    return Path("/srv", request.match_info["name"]).read_bytes()


@app.route("/unresolved")
def unresolved():
    path = BASE / request.args["name"]
    if not path.is_relative_to(BASE):
        abort(404)
    # ruleid: python-path-traversal-request
    return path.read_text()


@app.route("/prefix")
def prefix():
    path = os.path.join(UPLOADS, request.args["name"])
    if not path.startswith(UPLOADS):
        abort(404)
    # ruleid: python-path-traversal-request
    return send_file(path)


@app.route("/size")
def size():
    # ruleid: python-path-traversal-request
    return str(len(open(UPLOADS + "/" + request.args["name"]).read()))


@app.route("/directory")
def directory():
    # ok: python-path-traversal-request
    return send_from_directory(UPLOADS, request.args["name"])


@app.route("/resolved")
def resolved():
    path = (BASE / request.args["name"]).resolve()
    if not path.is_relative_to(BASE):
        abort(404)
    # ok: python-path-traversal-request
    return path.read_text()


@app.route("/resolved-later")
def resolved_later():
    path = BASE / request.args["name"]
    if not path.is_file() or not path.resolve().is_relative_to(BASE):
        abort(404)
    # ok: python-path-traversal-request
    return path.read_text()


@app.route("/relative")
def relative():
    path = (BASE / request.args["name"]).resolve()
    try:
        path.relative_to(BASE)
    except ValueError:
        abort(404)
    # ok: python-path-traversal-request
    return path.read_text()


@app.route("/realpath")
def realpath():
    path = os.path.realpath(os.path.join(UPLOADS, request.args["name"]))
    if not path.startswith(UPLOADS + os.sep):
        abort(404)
    # ok: python-path-traversal-request
    return send_file(path)


@app.route("/secured", methods=["POST"])
def secured():
    sent = request.files["file"]
    # ok: python-path-traversal-request
    sent.save(os.path.join(UPLOADS, secure_filename(sent.filename)))
    return "saved"


@app.route("/joined")
def joined():
    path = safe_join(UPLOADS, request.args["name"])
    if path is None:
        abort(404)
    # ok: python-path-traversal-request
    return send_file(path)


@app.route("/base")
def base():
    # ok: python-path-traversal-request
    return open(os.path.join(UPLOADS, os.path.basename(request.args["name"]))).read()


@app.route("/memory")
def memory():
    # ok: python-path-traversal-request
    return send_file(io.BytesIO(request.get_data()), download_name="echo.bin")


@app.route("/known")
def known():
    name = request.args["name"]
    if name not in TEMPLATES:
        abort(404)
    # ok: python-path-traversal-request
    return (BASE / name).read_text()


@app.route("/table")
def table():
    # ok: python-path-traversal-request
    return (BASE / TEMPLATES[request.args["name"]]).read_text()


@app.route("/invoice/<int:number>")
def invoice(number):
    # ok: python-path-traversal-request
    return send_file(f"/srv/invoices/{number}.pdf")
