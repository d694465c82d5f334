import os

import tornado.web
from aiohttp import web
from fastapi import FastAPI
from starlette.applications import Starlette

# ruleid: python-web-app-debug-enabled
api = FastAPI(title="shop", debug=True)
# ruleid: python-web-app-debug-enabled
site = Starlette(debug=True, routes=[])
app = web.Application(
    # ruleid: python-web-app-debug-enabled
    debug=True,
    middlewares=[],
)
# ruleid: python-web-app-debug-enabled
old = tornado.web.Application([], debug=True)

# ok: python-web-app-debug-enabled
plain = FastAPI(title="shop")
# ok: python-web-app-debug-enabled
off = Starlette(debug=False)
# ok: python-web-app-debug-enabled
configured = FastAPI(debug=os.environ.get("DEBUG") == "1")
