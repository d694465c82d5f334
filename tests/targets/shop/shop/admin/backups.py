"""Backups of the product pictures: make one, fetch it, put it back."""

import subprocess
import tarfile
from datetime import datetime
from pathlib import Path

from flask import abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from shop.admin.blueprint import bp
from shop.files import resolve_below


@bp.route("/backups")
def backups() -> ResponseReturnValue:
    """All backups, the latest first."""
    folder = Path(current_app.config["BACKUPS"])
    names = sorted((path.name for path in folder.glob("*.tar.gz")), reverse=True)
    return render_template("admin/backups.html", names=names)


@bp.route("/backups", methods=["POST"])
def create_backup() -> ResponseReturnValue:
    """Pack the uploads, except files whose name matches the pattern in the form."""
    pattern = request.form.get("exclude", "").strip() or "*.tmp"
    data = current_app.config["DATA_DIR"]
    name = f"uploads-{datetime.now():%Y%m%d-%H%M%S-%f}.tar.gz"
    archive = Path(current_app.config["BACKUPS"]) / name
    try:
        subprocess.run(f"tar -czf {archive} -C {data} --exclude={pattern} uploads", shell=True, check=True)
    except subprocess.CalledProcessError:
        archive.unlink(missing_ok=True)
        abort(500, "The backup could not be written.")
    flash(f"{name} is ready.")
    return redirect(url_for("admin.backups"))


@bp.route("/backups/<name>")
def download_backup(name: str) -> ResponseReturnValue:
    """One backup, to be kept elsewhere."""
    try:
        path = resolve_below(current_app.config["BACKUPS"], name)
    except ValueError:
        abort(404)
    if not path.is_file():
        abort(404)
    return send_file(path, as_attachment=True)


@bp.route("/backups/restore", methods=["POST"])
def restore_backup() -> ResponseReturnValue:
    """Put the files of an uploaded backup back in their places."""
    upload = request.files["backup"]
    try:
        with tarfile.open(fileobj=upload.stream, mode="r:gz") as archive:
            archive.extractall(current_app.config["DATA_DIR"])
    except (tarfile.TarError, EOFError, OSError):
        abort(400, "This is not a backup of ours.")
    flash("The backup was restored.")
    return redirect(url_for("admin.backups"))
