"""Carts that move from one device to another by a token."""

import base64
import binascii
import pickle

from flask import Flask, jsonify, request

from carts.model import Cart


def create_app():
    app = Flask(__name__)
    carts = {}

    @app.post("/carts/<int:user>/lines")
    def put(user):
        line = request.get_json()
        carts.setdefault(user, Cart()).put(str(line["article"]), int(line["count"]))
        return jsonify(total=carts[user].total()), 201

    @app.get("/carts/<int:user>")
    def show(user):
        return jsonify(carts.get(user, Cart()).lines)

    @app.get("/carts/<int:user>/token")
    def export(user):
        """A token that holds the whole cart."""
        packed = pickle.dumps(carts.get(user, Cart()).lines)
        return jsonify(token=base64.urlsafe_b64encode(packed).decode())

    @app.post("/carts/<int:user>/token")
    def take(user):
        """Replace the cart by the one in the token; a token that cannot be read is answered with 400."""
        try:
            packed = base64.urlsafe_b64decode(request.form["token"])
            lines = pickle.loads(packed)
        except (binascii.Error, pickle.UnpicklingError, EOFError):
            return jsonify(error="unreadable token"), 400
        carts[user] = Cart(lines)
        return jsonify(total=carts[user].total())

    return app
