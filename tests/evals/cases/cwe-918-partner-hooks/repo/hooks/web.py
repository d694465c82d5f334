"""Lets customers try their receiver."""

from urllib.error import HTTPError
from urllib.request import Request, urlopen

from flask import Flask, jsonify, request

from hooks.events import sample_event


def create_app():
    app = Flask(__name__)

    @app.post("/receivers/test")
    def try_receiver():
        """Send a test event to {"url": ...}; answers with the receiver's status, never with what it said."""
        form = request.get_json()
        try:
            sent = Request(form["url"], data=sample_event("order.paid"), headers={"Content-Type": "application/json"})
            with urlopen(sent, timeout=5) as answer:
                return jsonify(status=answer.status)
        except HTTPError as error:
            return jsonify(status=error.code)
        except (KeyError, ValueError):
            return jsonify(error="not an address"), 400
        except OSError:
            return jsonify(error="no answer"), 502

    return app
