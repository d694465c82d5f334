import os
import secrets
from os import getenv

# ruleid: python-secret-key-fallback
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "insecure-change-me")  # for development
# ruleid: python-secret-key-fallback
JWT_KEY = getenv("JWT_SECRET_KEY", "dev")
# ruleid: python-secret-key-fallback
SESSION_KEY = os.getenv('SESSION_SECRET', default='dev')

# ok: python-secret-key-fallback
SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
# ok: python-secret-key-fallback
SECRET_KEY = os.environ.get("SECRET_KEY")
# ok: python-secret-key-fallback
SECRET_KEY = os.environ.get("SECRET_KEY", secrets.token_hex(32))
# ok: python-secret-key-fallback
SECRET_KEY = os.environ.get("SECRET_KEY", "")
# ok: python-secret-key-fallback
MODE = os.environ.get("APP_MODE", "dev")
