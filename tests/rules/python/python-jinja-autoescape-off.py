import aiohttp_jinja2
import jinja2
from flask import Flask
from jinja2 import Environment, FileSystemLoader, select_autoescape

app = Flask(__name__)
# ruleid: python-jinja-autoescape-off
environment = Environment(loader=FileSystemLoader("pages"), autoescape=False)
# ruleid: python-jinja-autoescape-off
template = jinja2.Template("<p>{{ name }}</p>", autoescape=False)
# ruleid: python-jinja-autoescape-off
app.jinja_env.autoescape = False


def set_up(web_app):
    # ruleid: python-jinja-autoescape-off
    aiohttp_jinja2.setup(web_app, loader=FileSystemLoader("pages"), autoescape=False)


# ok: python-jinja-autoescape-off
escaping = Environment(loader=FileSystemLoader("pages"), autoescape=True)
# ok: python-jinja-autoescape-off
selecting = Environment(loader=FileSystemLoader("pages"), autoescape=select_autoescape())
# ok: python-jinja-autoescape-off
app.jinja_env.trim_blocks = False
