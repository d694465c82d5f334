"""A help desk's ticket list."""

from flask import Flask

from helpdesk.views import tickets


def create_app(database):
    app = Flask(__name__)
    app.config["DATABASE"] = database
    app.register_blueprint(tickets)
    return app
