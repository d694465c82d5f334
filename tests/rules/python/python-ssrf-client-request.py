from urllib.parse import urlsplit

import aiohttp
import httpx
import requests
from aiohttp import web
from fastapi import APIRouter, HTTPException
from tornado.httpclient import AsyncHTTPClient
from tornado.web import RequestHandler

router = APIRouter()
client = httpx.AsyncClient(timeout=5)
HOSTS = {"images.example.org"}


@router.get("/preview")
async def preview(url: str):
    # ruleid: python-ssrf-client-request
    reply = await client.get(url)
    return {"title": reply.text[:80]}


@router.post("/fetch")
async def fetch(url: str):
    async with httpx.AsyncClient() as inner:
        # ruleid: python-ssrf-client-request
        reply = await inner.request("GET", url)
    # ruleid: python-ssrf-client-request
    return {"status": reply.status_code, "again": requests.get(timeout=5, url=url).status_code}


async def proxy(request):
    target = request.query["target"]
    # ruleid: python-ssrf-client-request
    async with aiohttp.request("GET", target) as reply:
        return web.Response(text=await reply.text())


class Proxy(RequestHandler):
    async def get(self):
        # ruleid: python-ssrf-client-request
        reply = await AsyncHTTPClient().fetch(self.get_argument("url"))
        self.write(reply.body)


@router.get("/checked")
async def checked(url: str):
    if urlsplit(url).hostname not in HOSTS:
        raise HTTPException(400)
    # ok: python-ssrf-client-request
    reply = await client.get(url)
    return {"title": reply.text[:80]}


@router.get("/fixed/{name}")
async def fixed(name: str):
    # ok: python-ssrf-client-request
    reply = await client.get(f"https://images.example.org/{name}")
    # ok: python-ssrf-client-request
    more = await client.post("https://images.example.org/search", json={"q": name})
    return {"status": [reply.status_code, more.status_code]}


async def rows(request, pool):
    # ok: python-ssrf-client-request
    return await pool.fetch("SELECT 1 WHERE $1", request.query["q"])
