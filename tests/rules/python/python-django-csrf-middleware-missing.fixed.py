MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # ruleid: python-django-csrf-middleware-missing
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.common.CommonMiddleware",
    # "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

MIDDLEWARE_CLASSES = (
    # ruleid: python-django-csrf-middleware-missing
    'django.contrib.sessions.middleware.SessionMiddleware', "django.middleware.csrf.CsrfViewMiddleware",
    'django.contrib.auth.middleware.AuthenticationMiddleware',
)

MIDDLEWARE = [
    # ok: python-django-csrf-middleware-missing
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

MIDDLEWARE = [
    # ok: python-django-csrf-middleware-missing
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shop.middleware.OwnCsrfMiddleware",
]

# ok: python-django-csrf-middleware-missing
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]

# ok: python-django-csrf-middleware-missing
SESSION_PARTS = ["django.contrib.sessions.middleware.SessionMiddleware"]
