from flask import make_response, redirect

FLAGS = {"httponly": True, "secure": True}


def create(response, session):
    # ruleid: python-cookie-without-httponly
    response.set_cookie("shop_session", session)
    return response


def login(token):
    resp = make_response("welcome")
    # ruleid: python-cookie-without-httponly
    resp.set_cookie("access_token", token, max_age=3600, samesite="Lax")
    return resp


def good(token):
    resp = make_response(redirect("/"))
    # ok: python-cookie-without-httponly
    resp.set_cookie("access_token", token, httponly=True)
    # ok: python-cookie-without-httponly
    resp.set_cookie("session", token, httponly=False)
    # ok: python-cookie-without-httponly
    resp.set_cookie("session", token, **FLAGS)
    # ok: python-cookie-without-httponly
    resp.set_cookie("theme", "dark")
    # ok: python-cookie-without-httponly
    resp.set_cookie("csrf_token", token)
    # ok: python-cookie-without-httponly
    resp.set_cookie("session", "", expires=0)
    return resp


def in_a_test(client, token):
    # ok: python-cookie-without-httponly
    client.set_cookie("session", token)
