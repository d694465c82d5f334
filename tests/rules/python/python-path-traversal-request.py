import io
import os
from pathlib import Path

from fastapi import APIRouter, Request, UploadFile
from fastapi.responses import FileResponse
from flask import Flask, abort, request, send_file, send_from_directory
from pydantic import BaseModel
from werkzeug.security import safe_join
from werkzeug.utils import secure_filename

app = Flask(__name__)
router = APIRouter()
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


class ExportBody(BaseModel):
    name: str


@router.post("/exports")
def exported(body: ExportBody, request: Request):
    # ok: python-path-traversal-request
    log = open(request.app.state.log)
    # ruleid: python-path-traversal-request
    return FileResponse(path=f"/srv/exports/{body.name}", headers={"X-Log": log.name})


@router.post("/uploads")
async def uploaded(files: list[UploadFile]):
    for file in files:
        # ruleid: python-path-traversal-request
        Path(f"/srv/uploads/{file.filename}").write_bytes(await file.read())


@app.route("/thumbnail")
def thumbnail():
    picture = request.args["picture"]
    stem = picture[:-4]
    # ruleid: python-path-traversal-request
    return open(f"/srv/thumbnails/{stem}.png", "rb").read()


@app.route("/joined")
def joined():
    parts = ["/srv/files"]
    parts.append(request.args["name"])
    # ruleid: python-path-traversal-request
    return codecs.open("/".join(parts), encoding="utf-8").read()


@app.route("/settings")
def settings_by_key():
    settings = {}
    settings["theme"] = "light"
    settings["file"] = request.args["file"]
    settings["size"] = "10"
    chosen = settings["file"]
    # ruleid: python-path-traversal-request
    return open(chosen).read()


@app.route("/theme")
def theme():
    settings = {}
    settings["theme"] = "light"
    settings["file"] = request.args["file"]
    settings["size"] = "10"
    chosen = settings["theme"]
    # ok: python-path-traversal-request
    return open(chosen).read()


@app.route("/wrapped")
def wrapped():
    form = Wrapper(request)
    # ruleid: python-path-traversal-request
    return open(form.get_form_parameter("file")).read()


@app.route("/without_dots")
def without_dots():
    name = request.args["name"]
    if ".." in name:
        return "no", 400
    # ok: python-path-traversal-request
    return open(f"/srv/files/{name}").read()


@app.route("/page/<name>")
def page_that_exists(name):
    known = [entry for entry in os.listdir(PAGES) if entry.endswith(".html")]
    if name in known:
        # ok: python-path-traversal-request
        return open(os.path.join(PAGES, name)).read()
    abort(404)


@app.route("/export")
def export():
    table = request.args["table"]
    # ok: python-path-traversal-request
    return send_file(dump_csv(name=table), as_attachment=True, download_name=f"{table}.csv")


@app.route("/book/<book_id>")
def book(book_id):
    found = library.get_book(book_id)
    # ok: python-path-traversal-request
    return send_file(os.path.join(BOOKS, found.path))


@app.route("/book/file/<name>")
def book_file(name):
    # ruleid: python-path-traversal-request
    return send_file(library.get_book_path(name))


@app.post("/backup")
def backup():
    place = (BACKUPS / request.form["name"])
    if place.resolve().parent != BACKUPS:
        abort(400)
    # ok: python-path-traversal-request
    place.write_bytes(request.files["backup"].read())


@app.post("/backup/unresolved")
def backup_unresolved():
    place = BACKUPS / request.form["name"]
    if place.absolute().parent != BACKUPS:
        abort(400)
    # ruleid: python-path-traversal-request
    shutil.rmtree(place)


@app.route("/report")
def report():
    # ruleid: python-path-traversal-request
    return send_file(os.path.join(REPORTS, request.args["name"]), download_name="report.pdf")


@app.post("/rows")
def rows():
    # ruleid: python-path-traversal-request
    return load_rows(open(os.path.join(REPORTS, request.args["name"])))


@app.post("/settings")
def from_settings():
    settings = yaml.safe_load(request.data)
    # ruleid: python-path-traversal-request
    return open(settings["path"]).read()


@app.route("/not_empty")
def not_empty():
    name = request.args["name"]
    if name not in (None, ""):
        # ruleid: python-path-traversal-request
        return open(os.path.join(PAGES, name)).read()
    abort(404)
