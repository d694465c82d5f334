import socketio
from flask_socketio import SocketIO
from tornado.websocket import WebSocketHandler

from shop import app

# ruleid: python-websocket-any-origin
sockets = SocketIO(app, cors_allowed_origins="*")
# ruleid: python-websocket-any-origin
server = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*")


class Prices(WebSocketHandler):
    # ruleid: python-websocket-any-origin
    def check_origin(self, origin):
        return True


class Orders(WebSocketHandler):
    # ok: python-websocket-any-origin
    def check_origin(self, origin):
        return origin == "https://shop.example.org"


# ok: python-websocket-any-origin
own = SocketIO(app)
# ok: python-websocket-any-origin
listed = SocketIO(app, cors_allowed_origins=["https://shop.example.org"])


class Report:
    # ok: python-websocket-any-origin
    def check_format(self, name):
        return True
