# python-hardcoded-secret-key shop/config.py:15
"""Whoever has the source must not be able to sign sessions for a shop that somebody else runs.

Each shop runs in a process of its own, as the key may be settled when a module is first loaded.
"""

import os
import subprocess
import sys

import pytest
from conftest import ADMIN, PASSWORD, settings

from shop import create_app

SHOP = """
import sys
from shop import create_app
client = create_app({"DATA_DIR": sys.argv[1], "TESTING": True}).test_client()
if len(sys.argv) > 3:
    client.set_cookie("session", sys.argv[3])
    print(client.get("/admin/").status_code)
else:
    with client.session_transaction() as session:
        session["customer_id"] = int(sys.argv[2])
    print(client.get_cookie("session").value)
"""


@pytest.fixture
def run_shop(request):
    """Run a shop on a data folder: without a cookie it makes one for the staff, with one it says the status."""

    def run(folder, *cookie, **environment):
        kept = {name: value for name, value in os.environ.items() if "SECRET" not in name}
        done = subprocess.run(
            [sys.executable, "-c", SHOP, str(folder), str(ADMIN), *cookie],
            cwd=request.config.rootpath,
            env={**kept, **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.stdout.strip()

    return run


def test_attack_a_session_is_forged_with_the_key_from_the_source(run_shop, data, tmp_path):
    forged = run_shop(tmp_path)  # the attacker's own copy; it may well refuse to start
    status = run_shop(data, forged) if forged else "no key, no cookie"
    assert status != "200"


def test_control_sessions_outlive_a_restart_with_the_key_from_the_environment(run_shop, data):
    cookie = run_shop(data, SHOP_SECRET_KEY="of-this-shop")
    assert run_shop(data, cookie, SHOP_SECRET_KEY="of-this-shop") == "200"
    assert run_shop(data, cookie, SHOP_SECRET_KEY="of-another-shop") == "403"


def test_control_customers_sign_in(data, monkeypatch):
    monkeypatch.setenv("SHOP_SECRET_KEY", "from the environment")
    config = settings(data)
    assert create_app(config).config["SECRET_KEY"] == config.pop("SECRET_KEY")
    app = create_app(config)
    assert app.config["SECRET_KEY"] == "from the environment"
    client = app.test_client()
    client.post("/account/login", data={"email": "ada@example.com", "password": PASSWORD})
    assert "Sign out Ada" in client.get("/").text
