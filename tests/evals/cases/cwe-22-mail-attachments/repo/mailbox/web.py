"""The web front of the mailbox."""

from pathlib import Path

from flask import Flask, abort, jsonify, send_file

from mailbox.store import Attachments


def create_app(root):
    app = Flask(__name__)
    store = Attachments(root)

    @app.get("/messages/<int:message>/attachments")
    def attachments(message):
        return jsonify(store.listing(message))

    @app.get("/messages/<int:message>/attachments/<path:name>")
    def attachment(message, name):
        target = Path(store.root, str(message), name)
        if not target.is_file():
            abort(404)
        return send_file(target)

    return app
