"""Notes over HTTP: a note is a text file in the user's folder, which may have subfolders."""

from pathlib import Path

from flask import Flask, jsonify, request

from notes.folders import OutsideFolder, path_inside


def create_app(root):
    app = Flask(__name__)
    folder = Path(root)

    @app.errorhandler(OutsideFolder)
    def outside(error):
        return jsonify(error="bad name"), 400

    @app.get("/notes/<path:name>")
    def read(name):
        path = path_inside(folder, name)
        if not path.is_file():
            return jsonify(error="no such note"), 404
        return jsonify(name=name, text=path.read_text(encoding="utf-8"))

    @app.delete("/notes/<path:name>")
    def remove(name):
        path_inside(folder, name).unlink(missing_ok=True)
        return "", 204

    @app.post("/notes")
    def write():
        """Write a note: {"name": "folder/name.txt", "text": ...}. Folders are made."""
        form = request.get_json()
        body = form.get("text", "")
        target = folder / form["name"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(body, encoding="utf-8")
        return jsonify(name=form["name"]), 201

    return app
