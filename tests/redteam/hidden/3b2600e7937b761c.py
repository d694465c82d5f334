# python-hardcoded-secret-key shop/config.py:15

import os
import subprocess
import sys
from pathlib import Path

from conftest import PASSWORD, settings
from shop import create_app

PROBE = "from shop import create_app; import sys; print(repr(create_app({'DATA_DIR': sys.argv[1]}).config['SECRET_KEY']))"


def key_without_environment(tmp_path):
    """What signs sessions when nobody says anything; None when the shop does not start or has no key."""
    env = {"PATH": os.defpath, "PYTHONPATH": str(Path.cwd()), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(tmp_path)], env=env, capture_output=True, text=True
    )
    return None if done.returncode else done.stdout.strip()


def test_nobody_knows_the_key(tmp_path):
    first, second = key_without_environment(tmp_path), key_without_environment(tmp_path)
    if first not in (None, "None", "''"):
        assert first != second
        assert len(first) >= 18


def test_the_old_key_opens_nothing(data):
    config = settings(data)
    del config["SECRET_KEY"]
    app = create_app(config)
    for old in ("rye-starter-7f3a91c4-crumb", "changeme", "dev"):
        forged = create_app({**settings(data), "SECRET_KEY": old}).test_client()
        forged.post("/account/login", data={"email": "ada@example.com", "password": PASSWORD})
        client = app.test_client()
        client.set_cookie("session", forged.get_cookie("session").value)
        assert "Sign out" not in client.get("/").text


def test_the_environment_counts(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOP_SECRET_KEY", "from-the-environment")
    assert create_app({"DATA_DIR": str(tmp_path)}).config["SECRET_KEY"] == "from-the-environment"


def test_the_caller_counts_most(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOP_SECRET_KEY", "from-the-environment")
    assert create_app({"DATA_DIR": str(tmp_path), "SECRET_KEY": "mine"}).config["SECRET_KEY"] == "mine"


def test_sessions_work(client):
    client.post("/account/login", data={"email": "ada@example.com", "password": PASSWORD})
    assert "Sign out Ada" in client.get("/").text


def test_other_defaults_stay():
    from shop.config import Defaults

    assert Defaults.SESSION_COOKIE_HTTPONLY and Defaults.SESSION_COOKIE_SECURE
    assert not getattr(Defaults, "DEBUG", False)
