# python-template-injection-request shop/admin/reports.py:65
"""The heading of the sales report is text, and no part of a template or of the page's code."""

import contextlib
import html

import pytest

HARMLESS = "Sales in May"
ATTACKS = [
    "{{ 7 * 191 }}",
    "{{7*191}}",
    "{% print(7 * 191) %}",
    "{%- if true -%}{{- 7 * 191 -}}{%- endif -%}",
    "{% set x = 7 * 191 %}{{ x }}",
    "{{ config['SECRET_KEY'] }}",
    "{{ config }}",
    "{{ cycler.__init__.__globals__.os.popen('touch pwned').read() }}",
    "{% if lipsum.__globals__['os'].system('touch pwned') %}{% endif %}",
    "{{ ''|attr('__class__') }}",
    "Sales</h1>{% for x in [7 * 191] %}{{ x }}{% endfor %}",
]


@pytest.mark.parametrize("heading", ATTACKS)
def test_attack_the_heading_is_run_as_a_template(admin, tmp_path, monkeypatch, heading):
    monkeypatch.chdir(tmp_path)  # commands would run here
    page = ""
    with contextlib.suppress(Exception):
        page = html.unescape(admin.get("/admin/reports/sales", query_string={"heading": heading}).text)
    assert list(tmp_path.iterdir()) == []
    assert "1337" not in page
    assert "of-the-tests" not in page  # the secret key
    assert "<class 'str'>" not in page


@pytest.mark.parametrize("heading", ["Sales in May", "Bread & rolls", "Summer 2031, first half: 50 %"])
def test_control_the_report_has_the_heading_that_was_asked_for(admin, ada, order, heading):
    ada.post("/cart/add", data={"sku": "TIN-LOAF-2"})
    ada.post("/orders/checkout")
    response = admin.get("/admin/reports/sales", query_string={"heading": heading})
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert f"<h1>{heading}</h1>" in html.unescape(response.text)
    assert "<td>Rye flour, 1 kg</td><td>2</td>" in response.text
    assert "<td>Loaf tin, 2 lb</td><td>1</td>" in response.text
    assert "Turnover: 33.10 €" in response.text


def test_control_the_report_has_a_heading_of_its_own(admin):
    page = admin.get("/admin/reports/sales").text
    assert "Sales</h1>" in page
    assert "Turnover: 0.00 €" in page
