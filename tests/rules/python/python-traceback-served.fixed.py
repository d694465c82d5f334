import cherrypy
import tornado.web

from shop.handlers import HANDLERS

# ruleid: python-traceback-served
app = tornado.web.Application(HANDLERS, serve_traceback=False, gzip=True)
# ruleid: python-traceback-served
settings = {"template_path": "templates", "serve_traceback": False}
# ruleid: python-traceback-served
more = dict(serve_traceback=False)
cherrypy.config.update(
    {
        # ruleid: python-traceback-served
        "request.show_tracebacks": False,  # to see what fails
        "server.socket_port": 8080,
    }
)

# ok: python-traceback-served
app = tornado.web.Application(HANDLERS, serve_traceback=False)
# ok: python-traceback-served
app = tornado.web.Application(HANDLERS, **settings)
# ok: python-traceback-served
cherrypy.config.update({"request.show_tracebacks": False})
# ok: python-traceback-served
log = {"traceback": True}
