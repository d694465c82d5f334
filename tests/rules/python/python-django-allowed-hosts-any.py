import os

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

app = FastAPI()
# ruleid: python-django-allowed-hosts-any
ALLOWED_HOSTS = ["*"]
# ruleid: python-django-allowed-hosts-any
ALLOWED_HOSTS = ["shop.example.org", "*"]
# ruleid: python-django-allowed-hosts-any
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["*"])

# ok: python-django-allowed-hosts-any
ALLOWED_HOSTS = ["shop.example.org", ".example.org"]
# ok: python-django-allowed-hosts-any
ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")
# ok: python-django-allowed-hosts-any
ALLOWED_HOSTS = []
# ok: python-django-allowed-hosts-any
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["*.example.org"])
# ok: python-django-allowed-hosts-any
ALLOWED_METHODS = ["*"]
