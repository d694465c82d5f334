"""The operators' console."""

import contextlib
import io

from flask import Flask, abort, jsonify, request


def create_app(plant, journal, operators):
    """`plant` is what operators work on; `operators` are the names that the gateway may put into X-Operator."""
    app = Flask(__name__)

    @app.post("/run")
    def run():
        """Run the operator's Python with `plant` at hand and answer with what it printed."""
        operator = request.headers.get("X-Operator", "")
        if operator not in operators:
            abort(403)
        source = request.form["source"]
        journal.note(operator, source)
        scope = {"plant": plant}
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(source, scope)
        return jsonify(printed=out.getvalue())

    return app
