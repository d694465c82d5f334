"""Signing in to the portal."""

from flask import Flask, redirect, request, session

from portal.users import known


def create_app(secret):
    app = Flask(__name__)
    app.secret_key = secret

    @app.get("/")
    def home():
        return f"Signed in: {'name' in session}"

    @app.post("/login")
    def login():
        """Sign in, and go on to the page of this site that `next` names, else to the start page."""
        if not known(request.form.get("name", ""), request.form.get("password", "")):
            return "Wrong name or password", 403
        session["name"] = request.form["name"]
        target = request.args.get("next") or "/"
        return redirect(target)

    @app.post("/logout")
    def logout():
        session.clear()
        return redirect("/")

    return app
