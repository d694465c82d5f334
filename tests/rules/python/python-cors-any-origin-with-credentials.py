from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from flask import Flask
from flask_cors import CORS
from starlette.middleware import Middleware

api = FastAPI()
api.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    # ruleid: python-cors-any-origin-with-credentials
    allow_credentials=True,  # for the shop
    allow_methods=["*"],
)
# ruleid: python-cors-any-origin-with-credentials
middleware = [Middleware(CORSMiddleware, allow_credentials=True, allow_origins=["*"])]

origins = ["*"]
# ruleid: python-cors-any-origin-with-credentials
api.add_middleware(CORSMiddleware, allow_origins=origins, allow_credentials=True)

app = Flask(__name__)
# ruleid: python-cors-any-origin-with-credentials
CORS(app, supports_credentials=True)
# ruleid: python-cors-any-origin-with-credentials
CORS(app, origins="*", supports_credentials=True)

CORS_ALLOW_ALL_ORIGINS = True
# ruleid: python-cors-any-origin-with-credentials
CORS_ALLOW_CREDENTIALS = True

# ok: python-cors-any-origin-with-credentials
api.add_middleware(CORSMiddleware, allow_origins=["https://shop.example.org"], allow_credentials=True)
# ok: python-cors-any-origin-with-credentials
api.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=False)
# ok: python-cors-any-origin-with-credentials
api.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET"])
# ok: python-cors-any-origin-with-credentials
CORS(app, origins=["https://shop.example.org"], supports_credentials=True)
# ok: python-cors-any-origin-with-credentials
CORS(app)
