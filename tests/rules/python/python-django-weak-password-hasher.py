import sys

# ruleid: python-django-weak-password-hasher
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

PASSWORD_HASHERS = [
    # ruleid: python-django-weak-password-hasher
    "django.contrib.auth.hashers.UnsaltedSHA1PasswordHasher",  # the old shop
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# ruleid: python-django-weak-password-hasher
PASSWORD_HASHERS = ('django.contrib.auth.hashers.SHA1PasswordHasher',)

PASSWORD_HASHERS = [
    # ok: python-django-weak-password-hasher
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.MD5PasswordHasher",
]
# ok: python-django-weak-password-hasher
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if "test" in sys.argv:
    # ok: python-django-weak-password-hasher
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# ok: python-django-weak-password-hasher
OLD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
