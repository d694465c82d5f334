"""Configuration, commands, the entry script and small helpers."""

import runpy

import pytest
from conftest import PASSWORD, settings
from flask import Flask

from shop import create_app
from shop.money import format_cents, parse_cents
from shop.urls import is_local_url


def test_the_caller_of_create_app_has_the_last_word(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOP_SECRET_KEY", "from the environment")
    app = create_app({"DATA_DIR": str(tmp_path), "SECRET_KEY": "from the caller"})
    assert app.config["SECRET_KEY"] == "from the caller"


def test_settings_can_come_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOP_SECRET_KEY", "from the environment")
    monkeypatch.setenv("SHOP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SHOP_PORT", "8123")
    app = create_app()
    assert app.config["SECRET_KEY"] == "from the environment"
    assert app.config["DATA_DIR"] == str(tmp_path)
    assert app.config["PORT"] == 8123


def test_sessions_can_be_signed_with_the_key_from_the_environment(data):
    config = settings(data)
    del config["SECRET_KEY"]
    client = create_app(config).test_client()
    client.post("/account/login", data={"email": "ada@example.com", "password": PASSWORD})
    assert "Sign out Ada" in client.get("/").text


def test_a_session_signed_with_another_key_is_worth_nothing(ada, data):
    other = create_app({**settings(data), "SECRET_KEY": "another"}).test_client()
    other.set_cookie("session", ada.get_cookie("session").value)
    assert "Sign out Ada" in ada.get("/").text
    assert "Sign out" not in other.get("/").text


def test_the_folders_are_made(tmp_path):
    create_app(settings(tmp_path / "new"))
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"uploads", "exports", "backups"}


def test_the_entry_script_serves_the_shop(tmp_path, monkeypatch, request):
    served = []

    def run(self, host=None, port=None, debug=None, load_dotenv=True, **options):
        served.append((self.name, host, port))

    monkeypatch.setattr(Flask, "run", run)
    monkeypatch.setenv("SHOP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SHOP_PORT", "8123")
    runpy.run_path(str(request.config.rootpath / "run.py"), run_name="__main__")
    assert served == [("shop", "127.0.0.1", 8123)]


def test_a_new_shop_is_set_up_with_three_commands(tmp_path):
    app = create_app(settings(tmp_path))
    runner = app.test_cli_runner()
    assert "ready" in runner.invoke(args=["init-db"]).output
    assert "5 products" in runner.invoke(args=["seed"]).output
    result = runner.invoke(args=["create-admin", "boss@example.com", "--password", PASSWORD])
    assert "boss@example.com may use the back office" in result.output
    client = app.test_client()
    client.post("/account/login", data={"email": "boss@example.com", "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
    assert "Baking stone" in client.get("/").text


def test_an_administrator_is_created_once(app):
    result = app.test_cli_runner().invoke(args=["create-admin", "admin@example.com", "--password", PASSWORD])
    assert result.exit_code == 1
    assert "has an account already" in result.output


@pytest.mark.parametrize("target", ["/", "/orders/", "/orders/?status=open", "/search?q=http://x"])
def test_paths_on_this_site_are_local(target):
    assert is_local_url(target)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "orders",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://x.example",
        "/a\nb",
        "javascript:x",
    ],
)
def test_everything_else_is_not_local(target):
    assert not is_local_url(target)


@pytest.mark.parametrize(("text", "cents"), [("12", 1200), ("12.5", 1250), ("12,50", 1250), (" 0.99 ", 99)])
def test_amounts_are_read(text, cents):
    assert parse_cents(text) == cents


@pytest.mark.parametrize("text", ["", "free", "-1", "NaN", "1.2.3"])
def test_things_that_are_no_amounts_are_refused(text):
    with pytest.raises(ValueError):
        parse_cents(text)


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "0.00 €"), (5, "0.05 €"), (1250, "12.50 €"), (-490, "-4.90 €")]
)
def test_amounts_are_written(cents, text):
    assert format_cents(cents) == text
