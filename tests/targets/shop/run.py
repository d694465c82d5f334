"""Serves the shop on this machine: `python run.py`, then open http://127.0.0.1:8000/."""

from shop import create_app


def main() -> None:
    """Start the web server on the configured port and block until it is stopped."""
    app = create_app()
    app.run(host="127.0.0.1", port=app.config["PORT"], debug=True)


if __name__ == "__main__":
    main()
