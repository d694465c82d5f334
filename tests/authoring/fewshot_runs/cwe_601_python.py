"""A redirect to anywhere: the harm, and honest use."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import flask


class User:
    id = 4


def place(code: ModuleType, target: str) -> str:
    app = flask.Flask("x")
    app.secret_key = "test"
    app.add_url_rule("/home", "home", lambda: "")
    with app.test_request_context(query_string={"next": target} if target else {}):
        response = code.finish_login(User())
        assert flask.session["user"] == 4
        return str(response.location)


def harm(code: ModuleType, folder: Path) -> bool:
    attacks = ("https://other.example", "//other.example", "/\\other.example", "/\t/other.example")
    return any(place(code, attack) != "/home" for attack in attacks)


def honest(code: ModuleType, folder: Path) -> bool:
    return place(code, "/topics?page=2") == "/topics?page=2" and place(code, "") == "/home"
