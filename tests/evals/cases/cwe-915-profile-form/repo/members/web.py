"""The members' own pages."""

from flask import Flask, jsonify, request

from members.model import Member


def create_app(members):
    """`members` maps a member's number to the Member; signing in happens in front of this service."""
    app = Flask(__name__)

    def me():
        return members[int(request.headers["X-Member"])]

    @app.get("/me")
    def show():
        return jsonify(vars(me()))

    @app.patch("/me")
    def change():
        """Change what the JSON object names. Unknown names are answered with 400, and then nothing is changed."""
        member = me()
        changes = request.get_json()
        known = Member.__dataclass_fields__
        if not isinstance(changes, dict) or any(name not in known for name in changes):
            return jsonify(error="unknown field"), 400
        for name, value in changes.items():
            setattr(member, name, value)
        return jsonify(vars(member))

    @app.get("/card")
    def card():
        member = me()
        return jsonify(number=member.number, valid=member.paid_until)

    return app
