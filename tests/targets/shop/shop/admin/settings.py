"""Settings of the shop, imported from a YAML file."""

import yaml
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop import preferences
from shop.admin.blueprint import bp


@bp.route("/settings")
def settings() -> ResponseReturnValue:
    """The present settings, and a form to import new ones."""
    values = {name: preferences.get(name) for name in preferences.DEFAULTS}
    return render_template("admin/settings.html", values=values)


@bp.route("/settings", methods=["POST"])
def import_settings() -> ResponseReturnValue:
    """Store the settings of an uploaded YAML file; settings that it does not name stay as they are."""
    upload = request.files["settings"]
    try:
        values = yaml.load(upload.stream, Loader=yaml.Loader)
    except yaml.YAMLError:
        abort(400, "This is not YAML.")
    if not isinstance(values, dict):
        abort(400, "Names and values, please.")
    try:
        preferences.put(values)
    except ValueError as problem:
        abort(400, str(problem))
    flash(f"{len(values)} settings were imported.")
    return redirect(url_for("admin.settings"))
