# python-unsafe-deserialization-request shop/cart.py:25

import base64
import contextlib
import os
import pickle
import subprocess
from pathlib import Path

import pytest


class Call:
    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def attacks(marker):
    return [
        Call(os.mkdir, marker),
        Call(os.system, f"mkdir {marker}"),
        Call(subprocess.check_call, ["mkdir", marker]),
        Call(eval, f"__import__('os').mkdir({marker!r})"),
        Call(exec, f"import os; os.mkdir({marker!r})"),
        Call(open, marker, "w"),
    ]


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_cookie_is_no_program(app, tmp_path, number, protocol):
    marker = str(tmp_path / "marker")
    raw = pickle.dumps(attacks(marker)[number], protocol)
    for name in ("cart", "cart2"):
        for value in (
            base64.urlsafe_b64encode(raw).decode(),
            base64.b64encode(raw).decode(),
            raw.decode("latin-1") if protocol == 0 else "x",
        ):
            client = app.test_client()
            client.set_cookie(name, value)
            try:
                client.get("/cart/")
                client.post("/cart/add", data={"sku": "STONE-38"})
            except Exception:
                pass
    assert not Path(marker).exists()


def test_evaluated_text_is_none(app, tmp_path):
    marker = tmp_path / "marker"
    for text in (f"__import__('os').mkdir({str(marker)!r})", f"open({str(marker)!r}, 'w')"):
        client = app.test_client()
        client.set_cookie("cart", base64.urlsafe_b64encode(text.encode()).decode())
        with contextlib.suppress(Exception):
            client.get("/cart/")
    assert not marker.exists()


def test_a_cart(client):
    client.post("/cart/add", data={"sku": "STONE-38", "quantity": "2"})
    client.post("/cart/add", data={"sku": "TIN-LOAF-2"})
    page = client.get("/cart/").text
    assert "Baking stone" in page and "Loaf tin" in page
    assert "94.90" in page
    client.post("/cart/update", data={"sku": "STONE-38", "quantity": "0"})
    assert "Baking stone" not in client.get("/cart/").text


@pytest.mark.parametrize("value", ["", "x", "????", "bm90aGluZw==", "W10=", "e30="])
def test_an_unreadable_cookie_is_an_empty_cart(client, value):
    client.set_cookie("cart", value)
    assert client.get("/cart/").status_code == 200


def test_the_cookie_is_kept_well(client):
    response = client.post("/cart/add", data={"sku": "STONE-38"})
    (line,) = [line for line in response.headers.getlist("Set-Cookie") if line.startswith("cart=")]
    assert "Secure" in line and "HttpOnly" in line
