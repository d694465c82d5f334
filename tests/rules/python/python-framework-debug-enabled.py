import bottle
from bottle import route, run
from litestar import Litestar
from starlette.middleware.errors import ServerErrorMiddleware

from shop import app, handlers


@route("/")
def index():
    return "open"


def main(debug):
    # ruleid: python-framework-debug-enabled
    run(host="0.0.0.0", port=8080, debug=True)
    # ruleid: python-framework-debug-enabled
    bottle.debug(True)
    # ruleid: python-framework-debug-enabled
    site = Litestar(handlers, debug=True)  # for now
    # ruleid: python-framework-debug-enabled
    wrapped = ServerErrorMiddleware(app, debug=True)
    # ok: python-framework-debug-enabled
    run(host="0.0.0.0", port=8080, debug=debug)
    # ok: python-framework-debug-enabled
    run(host="0.0.0.0", port=8080, reloader=True)
    # ok: python-framework-debug-enabled
    bottle.debug(False)
    # ok: python-framework-debug-enabled
    wrapped = ServerErrorMiddleware(app, debug=False)
    # ok: python-framework-debug-enabled
    return site, wrapped, handlers.run(debug=True)
