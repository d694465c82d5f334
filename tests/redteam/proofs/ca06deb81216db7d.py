# python-ssl-unverified-context shop/suppliers.py:21
"""The wholesaler's token goes to the wholesaler only, not to whoever answers in its place."""

import contextlib
import http.client
import ssl

import pytest

STOCK = "https://wholesale.example/stock/PROOF-OVAL"
CONNECT = http.client.HTTPSConnection.connect  # before `web` takes its place


@pytest.fixture
def wholesaler(web, monkeypatch):
    """Somebody who answers at the wholesaler's address, behind TLS; `refused` says which contexts see through it.

    The connection below TLS is the one of `web`. Handshakes are noted as server names.
    """
    web.publish(STOCK, '{"available": 12}')
    web.handshakes = []
    web.refused = lambda _context: False

    def wrap_socket(context, sock, *_args, server_hostname=None, **_options):
        web.handshakes.append(server_hostname)
        if web.refused(context):
            raise ssl.SSLCertVerificationError("certificate verify failed")
        return sock

    monkeypatch.setattr(http.client.HTTPSConnection, "connect", CONNECT)
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap_socket)
    return web


def seen_through(context):
    return context.verify_mode == ssl.CERT_REQUIRED


def seen_through_by_name(context):
    return context.verify_mode == ssl.CERT_REQUIRED and context.check_hostname


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param(seen_through, id="a certificate that the impostor signed"),
        pytest.param(seen_through_by_name, id="a good certificate for another name"),
    ],
)
def test_attack_an_impostor_gets_the_token(admin, wholesaler, refused):
    wholesaler.refused = refused
    page = ""
    with contextlib.suppress(Exception):
        page = admin.get("/admin/products/PROOF-OVAL/supply").text
    assert "of-the-shop" not in "".join(wholesaler.requests)
    assert "The wholesaler has 12" not in page


def test_control_the_wholesaler_tells_what_it_has(admin, wholesaler):
    response = admin.get("/admin/products/PROOF-OVAL/supply")
    assert response.status_code == 200
    assert "The wholesaler has 12 of them" in response.text
    assert wholesaler.handshakes == ["wholesale.example"]
    (sent,) = wholesaler.requests
    assert sent.startswith("GET /stock/PROOF-OVAL ")
    assert "Authorization: Bearer of-the-shop\r\n" in sent


def test_control_no_answer_is_an_error(admin, wholesaler):
    wholesaler.publish(STOCK, "soon")
    assert admin.get("/admin/products/PROOF-OVAL/supply").status_code == 502
    wholesaler.down = True
    assert admin.get("/admin/products/PROOF-OVAL/supply").status_code == 502
