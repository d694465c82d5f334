from http.server import HTTPServer, SimpleHTTPRequestHandler, ThreadingHTTPServer
from wsgiref.simple_server import make_server


def serve():
    # ruleid: python-development-server-public
    HTTPServer(("127.0.0.1", 8000), SimpleHTTPRequestHandler).serve_forever()


def serve_app(app):
    # ruleid: python-development-server-public
    make_server("127.0.0.1", 8000, app).serve_forever()


def local():
    # ok: python-development-server-public
    ThreadingHTTPServer(("127.0.0.1", 8000), SimpleHTTPRequestHandler).serve_forever()


def configured(host, port):
    # ok: python-development-server-public
    return HTTPServer((host, port), SimpleHTTPRequestHandler)


def named(app):
    # ok: python-development-server-public
    return make_server("localhost", 8000, app)
