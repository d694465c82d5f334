from django.conf import settings

# ruleid: python-django-pickle-session
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"  # dates in the session

settings.configure(
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    # ruleid: python-django-pickle-session
    SESSION_SERIALIZER="django.contrib.sessions.serializers.JSONSerializer",
)

# ok: python-django-pickle-session
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
# ok: python-django-pickle-session
SESSION_SERIALIZER = "shop.sessions.DateSerializer"
# ok: python-django-pickle-session
OLD_SERIALIZER = "django.contrib.sessions.serializers.PickleSerializer"
