# python-ssl-unverified-context shop/suppliers.py:21

import http.client
import ssl

import pytest

STOCK = "https://wholesale.example/stock/PROOF-OVAL"
PAGE = "/admin/products/PROOF-OVAL/supply"


@pytest.fixture
def contexts(monkeypatch):
    """The settings of every connection that is made."""
    seen = []
    real = http.client.HTTPSConnection.__init__

    def init(self, *args, context=None, **options):
        real(self, *args, context=context, **options)
        used = self._context
        seen.append((used.verify_mode, used.check_hostname, used.get_ca_certs() or used.cert_store_stats()))

    monkeypatch.setattr(http.client.HTTPSConnection, "__init__", init)
    return seen


@pytest.mark.parametrize("switch", [None, True, False])
def test_the_other_side_is_checked(admin, web, contexts, app, switch, monkeypatch):
    if switch is not None:
        monkeypatch.setitem(app.config, "TESTING", switch)
    web.publish(STOCK, '{"available": 12}')
    admin.get(PAGE)
    for mode, name, _ in contexts:
        assert mode == ssl.CERT_REQUIRED
        assert name


def test_the_default_of_the_process_stays(admin, web):
    web.publish(STOCK, '{"available": 12}')
    admin.get(PAGE)
    assert ssl._create_default_https_context is ssl.create_default_context


def test_the_wholesaler_is_asked(admin, web):
    web.publish(STOCK, '{"available": 12}')
    assert "has 12 of them" in admin.get(PAGE).text
    assert "Authorization: Bearer of-the-shop" in web.requests[0]


@pytest.mark.parametrize(("body", "status"), [("[]", 200), ("soon", 200), ("{}", 200), ("no", 503)])
def test_trouble(admin, web, body, status):
    web.publish(STOCK, body, status)
    assert admin.get(PAGE).status_code == 502


def test_nobody_there(admin, web):
    web.down = True
    assert admin.get(PAGE).status_code == 502
