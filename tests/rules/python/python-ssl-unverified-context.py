import ssl
import urllib.request

# ruleid: python-ssl-unverified-context
context = ssl._create_unverified_context()
# ruleid: python-ssl-unverified-context
ssl._create_default_https_context = ssl._create_unverified_context


def fetch(url):
    # ruleid: python-ssl-unverified-context
    with urllib.request.urlopen(url, context=ssl._create_unverified_context(), timeout=5) as reply:
        return reply.read()


# ok: python-ssl-unverified-context
good = ssl.create_default_context()
# ok: python-ssl-unverified-context
internal = ssl.create_default_context(cafile="/etc/ssl/internal.pem")


def fetch_well(url):
    # ok: python-ssl-unverified-context
    with urllib.request.urlopen(url, context=good, timeout=5) as reply:
        return reply.read()
