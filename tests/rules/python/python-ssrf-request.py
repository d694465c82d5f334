import urllib.request
from urllib.parse import urlsplit

import aiohttp
import httpx
import requests
from flask import Flask, abort, current_app, request

app = Flask(__name__)
ALLOWED = {"feeds.example", "prices.example"}


@app.route("/preview")
def preview():
    # ruleid: python-ssrf-request
    return requests.get(request.args["url"], timeout=5).text


@app.route("/feed", methods=["POST"])
def feed():
    url = request.form["url"]
    # ruleid: python-ssrf-request
    with urllib.request.urlopen(url, timeout=5) as reply:
        return reply.read()


@app.route("/proxy/<path:host>")
def proxy(host):
    # ruleid: python-ssrf-request
    return requests.request("GET", f"https://{host}/status", timeout=5).text


@app.route("/hook", methods=["POST"])
def hook():
    body = request.get_json()
    session = requests.Session()
    # ruleid: python-ssrf-request
    return str(len(session.post(body["callback"], json={}, timeout=5).content))


async def fetch(request):
    async with aiohttp.ClientSession() as session:
        # ruleid: python-ssrf-request
        reply = await session.get(request.query["url"])
        return await reply.text()


@app.get("/mirror")
async def mirror(url: str):
    async with httpx.AsyncClient() as client:
        # ruleid: python-ssrf-request
        return (await client.get(url)).text


@app.route("/checked", methods=["POST"])
def checked():
    url = request.form["url"]
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in ALLOWED:
        abort(400)
    # ok: python-ssrf-request
    return requests.get(url, timeout=5, allow_redirects=False).text


@app.route("/host", methods=["POST"])
def host():
    url = request.form["url"]
    name = urlsplit(url).hostname
    if name not in ALLOWED:
        abort(400)
    # ok: python-ssrf-request
    return requests.get(url, timeout=5).text


@app.route("/path/<sku>")
def fixed_host(sku):
    # ok: python-ssrf-request
    return requests.get(f"https://stock.example/items/{sku}", timeout=5).text


@app.route("/parameters")
def parameters():
    # ok: python-ssrf-request
    return requests.get("https://search.example/", params={"q": request.args["q"]}, timeout=5).text


@app.route("/setting")
def setting():
    # ok: python-ssrf-request
    return requests.post(current_app.config["HOOK"], json={"q": request.args["q"]}, timeout=5).text
