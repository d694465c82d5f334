from pathlib import Path

BASE_DIR = Path(__file__).parent
# ruleid: python-django-debug-on
DEBUG = True  # never in production
ALLOWED_HOSTS = []
INSTALLED_APPS = ["django.contrib.auth", "shop"]
ROOT_URLCONF = "shop.urls"


class Local:
    # ok: python-django-debug-on
    DEBUG = True


# ok: python-django-debug-on
TEMPLATE_DEBUG = True
# ok: python-django-debug-on
DEBUG = False


def main():
    # ruleid: python-django-debug-on
    DEBUG = True
    ROOT_URLCONF = "shop.urls"
    return DEBUG, ROOT_URLCONF


# ok: python-django-debug-on
DEBUG = True
