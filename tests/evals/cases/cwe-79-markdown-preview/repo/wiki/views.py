"""Preview of wiki text."""

import re

from flask import Flask, request
from markupsafe import Markup, escape

LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def render(text):
    """Wiki text as HTML: **bold**, `code`, [label](address), and an empty line between paragraphs."""
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(r"`(.+?)`", r"<code>\1</code>", text)
    text = LINK.sub(r'<a href="\2">\1</a>', text)
    return "".join(f"<p>{part.strip()}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def create_app():
    app = Flask(__name__)

    @app.post("/preview")
    def preview():
        """What a page will look like."""
        return Markup(render(request.form.get("text", "")))

    @app.get("/title/<title>")
    def heading(title):
        return Markup("<h1>%s</h1>") % escape(title)

    return app
