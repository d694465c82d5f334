"""Ticket list as JSON."""

from flask import Blueprint, current_app, jsonify, request

tickets = Blueprint("tickets", __name__)


def db():
    return current_app.config["DATABASE"]


@tickets.get("/tickets")
def ticket_list():
    """Open tickets; `?tag=` may be given many times and asks for tickets with any of the tags."""
    tags = request.args.getlist("tag")
    query = "SELECT id, title, tag FROM tickets WHERE internal = 0"
    if tags:
        query += " AND tag IN ('" + "','".join(tags) + "')"
    query += " ORDER BY id"
    rows = db().execute(query)
    return jsonify([{"id": row[0], "title": row[1], "tag": row[2]} for row in rows])


@tickets.get("/tickets/<int:number>")
def ticket(number):
    row = db().execute("SELECT id, title, tag FROM tickets WHERE internal = 0 AND id = ?", (number,)).fetchone()
    if row is None:
        return jsonify(error="no such ticket"), 404
    return jsonify(id=row[0], title=row[1], tag=row[2])
