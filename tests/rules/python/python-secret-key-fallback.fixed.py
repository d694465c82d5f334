import os
import secrets
from os import getenv

# ruleid: python-secret-key-fallback
SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]  # for development
# ruleid: python-secret-key-fallback
JWT_KEY = os.environ["JWT_SECRET_KEY"]
# ruleid: python-secret-key-fallback
SESSION_KEY = os.environ['SESSION_SECRET']

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
