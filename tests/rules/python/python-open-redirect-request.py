from typing import Annotated
from urllib.parse import urlsplit

from aiohttp.web import HTTPFound
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from fastapi import APIRouter, Depends, Query
from fastapi.responses import RedirectResponse
from flask import Flask, abort, redirect, request, url_for
from tornado.web import RequestHandler

router = APIRouter()
app = Flask(__name__)
PAGES = {"home": "/", "cart": "/cart"}


def is_local_url(target: str) -> bool:
    return target.startswith("/") and not target.startswith(("//", "/\\"))


@app.route("/login", methods=["POST"])
def login():
    # ruleid: python-open-redirect-request
    return redirect(request.args["next"])


@app.route("/logout")
def logout():
    target = request.args.get("next") or url_for("index")
    # ruleid: python-open-redirect-request
    return redirect(target, code=303)


@app.route("/go/<path:target>")
def go(target):
    # ruleid: python-open-redirect-request
    return redirect("https://" + target)


def django_view(request):
    # ruleid: python-open-redirect-request
    return HttpResponseRedirect(request.GET["next"])


async def aiohttp_view(request):
    # ruleid: python-open-redirect-request
    raise HTTPFound(request.query["next"])


@app.route("/prefix")
def prefix():
    target = request.args["next"]
    if not target.startswith("/"):
        abort(400)
    # ruleid: python-open-redirect-request
    return redirect(target)


@app.route("/checked")
def checked():
    target = request.args.get("next", "")
    if not is_local_url(target):
        abort(400)
    # ok: python-open-redirect-request
    return redirect(target)


@app.route("/either")
def either():
    target = request.form.get("back", "")
    # ok: python-open-redirect-request
    return redirect(target if is_local_url(target) else url_for("index"))


@app.route("/both")
def both():
    target = request.args.get("next")
    if target and is_local_url(target):
        # ok: python-open-redirect-request
        return redirect(target)
    return redirect(url_for("index"))


@app.route("/django")
def django_checked(request):
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    # ok: python-open-redirect-request
    return HttpResponseRedirect(target)


@app.route("/host")
def host():
    target = request.args["next"]
    if urlsplit(target).netloc not in ("", "shop.example"):
        abort(400)
    # ok: python-open-redirect-request
    return redirect(target)


@app.route("/course/<name>")
def course(name):
    # ok: python-open-redirect-request
    return redirect(f"/courses/{name}")


@app.route("/fixed")
def fixed():
    # ok: python-open-redirect-request
    return redirect(url_for("search", q=request.args["q"]))


@app.route("/table")
def table():
    # ok: python-open-redirect-request
    return redirect(PAGES.get(request.args["page"], "/"))


@app.route("/search")
def search():
    # ok: python-open-redirect-request
    return redirect("https://search.example/?q=" + request.args["q"])


@router.get("/continue")
async def continued(next_url: Annotated[str, Query()] = "/"):
    # ruleid: python-open-redirect-request
    return RedirectResponse(url=next_url, status_code=303)


@router.get("/profile")
async def profile(home: str = Depends(home_of_user)):
    # ok: python-open-redirect-request
    return RedirectResponse(url=home, status_code=303)


class LoginHandler(RequestHandler):
    def post(self):
        # ruleid: python-open-redirect-request
        self.redirect(self.get_argument("next", "/"))


@app.route("/checked_in_try")
def checked_in_try():
    target = request.args["next"]
    try:
        parts = urllib.parse.urlparse(target)
        if parts.netloc not in ["example.com"] or parts.scheme != "https":
            return "no", 400
    except ValueError:
        return "no", 400
    # ok: python-open-redirect-request
    return redirect(target)


@app.route("/checked_by_helper")
def checked_by_helper():
    next_path = get_next_path(request.args.get("next", "/"))
    # ok: python-open-redirect-request
    return redirect(next_path)


@app.route("/subscribe")
def subscribe():
    back = url_for("done", query={"plan": request.args["plan"]})
    # ok: python-open-redirect-request
    return redirect(app.config["SUBSCRIPTIONS"] + "?" + urllib.parse.urlencode({"back": back, "p": request.args["plan"]}))


@app.route("/checked_by_name")
def checked_by_name():
    # ok: python-open-redirect-request
    return redirect(get_safe_return_url(request.args.get("return_url"), "/"))


@app.route("/cover/<book>")
def cover(book):
    # ok: python-open-redirect-request
    return redirect(COVERS + "/{}/image.jpg".format(book))


@app.route("/checked_by_keyword")
def checked_by_keyword():
    target = request.args["next"]
    if not url_has_allowed_host_and_scheme(url=target, allowed_hosts={"shop.example"}):
        target = "/"
    # ok: python-open-redirect-request
    return redirect(target)


@app.route("/not_empty")
def not_empty():
    target = request.args.get("next")
    if target not in (None, ""):
        # ruleid: python-open-redirect-request
        return redirect(target)
    return redirect("/")
