# python-flask-debug-enabled run.py:9
"""Whoever reaches the served shop must not get the interactive debugger."""

import contextlib
import runpy

import pytest
import werkzeug.serving
from werkzeug.debug import DebuggedApplication
from werkzeug.test import Client

PART_OF_THE_DEBUGGER = "/?__debugger__=yes&cmd=resource&f=debugger.js"


@pytest.fixture
def start(data, monkeypatch, request):
    """Run the entry script; the server it starts is only noted, as (host, port, options, application)."""
    monkeypatch.setenv("SHOP_DATA_DIR", str(data))
    monkeypatch.setenv("SHOP_PORT", "8123")
    monkeypatch.delenv("FLASK_DEBUG", raising=False)
    served = []

    def run_simple(hostname, port, application, **options):
        served.append((hostname, port, options, application))

    monkeypatch.setattr(werkzeug.serving, "run_simple", run_simple)

    def run():
        runpy.run_path(str(request.config.rootpath / "run.py"), run_name="__main__")
        return served

    run.served = served
    return run


def as_served(options, application):
    """A client of the application behind the same middleware that the server would put in front."""
    if options.get("use_debugger"):
        application = DebuggedApplication(application, evalex=options.get("use_evalex", True))
    return Client(application)


def test_attack_the_debugger_is_reached(start):
    with contextlib.suppress(Exception, SystemExit):
        start()
    for _host, _port, options, application in start.served:
        assert "openShell" not in as_served(options, application).get(PART_OF_THE_DEBUGGER).text


def test_control_the_script_serves_the_shop(start):
    ((host, port, options, application),) = start()
    assert (host, port) == ("127.0.0.1", 8123)
    page = as_served(options, application).get("/")
    assert page.status_code == 200
    assert "Baking stone, 38 cm" in page.text
