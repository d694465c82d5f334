from django.template import Context, Engine, Template
from starlette.templating import Jinja2Templates

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # ruleid: python-template-autoescape-off
        "OPTIONS": {"autoescape": False, "debug": False},
    }
]
# ruleid: python-template-autoescape-off
engine = Engine(dirs=["templates"], autoescape=False)


def page(values):
    # ruleid: python-template-autoescape-off
    return Template("<b>{{ name }}</b>").render(Context(values, autoescape=False))


# ruleid: python-template-autoescape-off
templates = Jinja2Templates(directory="templates", autoescape=False)

TEMPLATES = [
    # ok: python-template-autoescape-off
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"autoescape": True}}
]
# ok: python-template-autoescape-off
plain = Engine(dirs=["templates"])
# ok: python-template-autoescape-off
OPTIONS = {"autoescape": False}


def escaped(values):
    # ok: python-template-autoescape-off
    return Template("<b>{{ name }}</b>").render(Context(values))
