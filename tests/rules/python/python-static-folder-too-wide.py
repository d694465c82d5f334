import os

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from flask import Flask, send_from_directory

api = FastAPI()
# ruleid: python-static-folder-too-wide
api.mount("/files", StaticFiles(directory="."), name="files")
# ruleid: python-static-folder-too-wide
api.mount("/all", StaticFiles(directory=os.getcwd(), html=True))
# ruleid: python-static-folder-too-wide
app = Flask(__name__, static_url_path="", static_folder="./")


@app.route("/<path:name>")
def file(name):
    # ruleid: python-static-folder-too-wide
    return send_from_directory(".", name)


@app.route("/favicon.ico")
def icon():
    # ok: python-static-folder-too-wide
    return send_from_directory(".", "favicon.ico")


# ok: python-static-folder-too-wide
api.mount("/static", StaticFiles(directory="static"), name="static")
# ok: python-static-folder-too-wide
shop = Flask(__name__, static_folder="public")
# ok: python-static-folder-too-wide
plain = Flask(__name__)
