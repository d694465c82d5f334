"""Pages of the guest book."""

from flask import Flask, redirect, request

LAYOUT = "<!doctype html><title>{title}</title><h1>{title}</h1>{body}"


def page(title, body):
    """A whole page; `body` is HTML."""
    return LAYOUT.format(title=title, body=body)


def create_app(book):
    app = Flask(__name__)

    @app.get("/")
    def index():
        return page("Guest book", "".join(f"<p>{entry}</p>" for entry in book.entries))

    @app.post("/sign")
    def sign():
        book.sign(request.form["name"], request.form["text"])
        return redirect("/")

    @app.get("/search")
    def search():
        term = request.args.get("q", "")
        body = f"<form><input name=q value='{term}'></form><p>Entries with {term}:</p>"
        body += "".join(f"<p>{entry}</p>" for entry in book.matching(term))
        return page("Search", body)

    return app
