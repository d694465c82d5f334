from urllib.parse import urlparse, urlsplit


def is_ours(url):
    # ruleid: python-url-host-suffix-check
    return ("." + urlparse(url).hostname).endswith(".example.com")


def allowed(url):
    parts = urlsplit(url)
    # ruleid: python-url-host-suffix-check
    return parts.scheme == "https" and ("." + parts.hostname).endswith(".example.org")


def callback(url):
    host = urlparse(url).hostname
    # ruleid: python-url-host-suffix-check
    if host and ("." + host).endswith(".example.net"):
        return url
    return None


def with_the_dot(url):
    # ok: python-url-host-suffix-check
    return ("." + urlparse(url).hostname).endswith(".example.com")


def subdomains(url):
    # ok: python-url-host-suffix-check
    return urlparse(url).hostname.endswith(".example.com")


def file_kind(url):
    # ok: python-url-host-suffix-check
    return urlparse(url).path.endswith("archive.zip")


def registry(url):
    # ok: python-url-host-suffix-check
    return urlparse(url).hostname.endswith("-docker.pkg.dev")
