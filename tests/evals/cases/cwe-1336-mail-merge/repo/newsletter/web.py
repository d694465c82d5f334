"""Shows editors what a letter will look like."""

from flask import Flask, request
from jinja2 import Template
from markupsafe import escape

PLACEHOLDERS = ("name", "city", "email")


def create_app(directory):
    app = Flask(__name__)

    @app.get("/placeholders")
    def placeholders():
        return {"placeholders": list(PLACEHOLDERS)}

    @app.post("/preview")
    def preview():
        """The letter for the first person. {{ name }}, {{ city }} and {{ email }} stand for what is known of them."""
        person = directory.first()
        text = request.form["text"]
        letter = Template(text).render(name=person.name, city=person.city, email=person.email)
        return {"to": person.email, "letter": letter}

    @app.get("/people")
    def people():
        return "<ul>" + "".join(f"<li>{escape(person.name)}</li>" for person in directory.people) + "</ul>"

    return app
