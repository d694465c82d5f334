# python-flask-debug-enabled run.py:9

import os
import runpy

import pytest
from flask import Flask


def serve(tmp_path, monkeypatch, request, **environ):
    seen = []

    def run(self, host=None, port=None, debug=None, load_dotenv=True, **options):
        if debug is None:
            debug = self.debug or os.environ.get("FLASK_DEBUG", "0") not in ("", "0", "false")
        seen.append((host, port, bool(debug), options))

    monkeypatch.setattr(Flask, "run", run)
    monkeypatch.delenv("FLASK_DEBUG", raising=False)
    monkeypatch.setenv("SHOP_DATA_DIR", str(tmp_path))
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    runpy.run_path(str(request.config.rootpath / "run.py"), run_name="__main__")
    return seen


@pytest.mark.parametrize("testing", ["false", "true"])
def test_no_debugger(tmp_path, monkeypatch, request, testing):
    seen = serve(tmp_path, monkeypatch, request, SHOP_TESTING=testing)
    for _host, _port, debug, options in seen:
        assert not debug
        assert not options.get("use_debugger")
        assert not options.get("use_evalex")


def test_it_serves(tmp_path, monkeypatch, request):
    ((host, port, _, _),) = serve(tmp_path, monkeypatch, request, SHOP_PORT="8124")
    assert (host, port) == ("127.0.0.1", 8124)
