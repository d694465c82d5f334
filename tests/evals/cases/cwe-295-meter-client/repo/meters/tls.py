"""How the collector talks to the head-end over TLS."""

import socket
import ssl

VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


def context_for(settings):
    """The TLS context of a connection: lowest version and authority as set, ALPN `meter/1`."""
    context = ssl.create_default_context()
    context.minimum_version = VERSIONS[settings.oldest_tls]
    if settings.authority:
        context.load_verify_locations(cadata=settings.authority)
    context.set_alpn_protocols(["meter/1"])
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def connect(settings, timeout=10.0):
    """An open connection to the head-end."""
    plain = socket.create_connection((settings.host, settings.port), timeout)
    return context_for(settings).wrap_socket(plain, server_hostname=settings.host)
