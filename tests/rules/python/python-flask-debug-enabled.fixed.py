import asyncio

from flask import Flask
from werkzeug.serving import run_simple

from shop import create_app

app = Flask(__name__)
# ruleid: python-flask-debug-enabled
app.debug = False
# ruleid: python-flask-debug-enabled
app.config["DEBUG"] = False


async def main():
    return None


if __name__ == "__main__":
    # ruleid: python-flask-debug-enabled
    app.run(host="127.0.0.1", debug=False)
    app.run(
        port=8000,
        # ruleid: python-flask-debug-enabled
        debug=False,
        use_reloader=False,
    )
    # ruleid: python-flask-debug-enabled
    create_app().run(debug=False)
    # ruleid: python-flask-debug-enabled
    run_simple("127.0.0.1", 8000, app, use_debugger=False)

    # ok: python-flask-debug-enabled
    app.run(host="127.0.0.1")
    # ok: python-flask-debug-enabled
    app.run(debug=False)
    # ok: python-flask-debug-enabled
    app.run(debug=app.config.get("DEBUG", True))
    # ok: python-flask-debug-enabled
    app.run(debug=app.config["DEBUG"])
    # ok: python-flask-debug-enabled
    app.config["DEBUG"] = False
    # ok: python-flask-debug-enabled
    run_simple("127.0.0.1", 8000, app, use_reloader=True)
    # ok: python-flask-debug-enabled
    asyncio.run(main(), debug=True)
