"""Previews of the links that people post."""

from urllib.request import urlopen

from flask import Flask, jsonify, request

from chat import settings
from chat.pages import title_of


def create_app(preview_hosts=settings.PREVIEW_HOSTS):
    """The chat's web front; `preview_hosts` are the hosts (`name` or `name:port`) that previews may come from."""
    app = Flask(__name__)
    app.config["PREVIEW_HOSTS"] = frozenset(preview_hosts)

    @app.get("/preview")
    def preview():
        """The title of the page at `?url=`; 400 for what cannot be shown, 502 when the page cannot be had."""
        url = request.args.get("url", "")
        try:
            with urlopen(url, timeout=5) as answer:
                page = answer.read(100_000).decode("utf-8", "replace")
        except ValueError:
            return jsonify(error="not an address"), 400
        except OSError:
            return jsonify(error="the page cannot be had"), 502
        return jsonify(title=title_of(page))

    return app
