# python-template-injection-request shop/admin/reports.py:65

import pytest


def page(admin, heading):
    return admin.get("/admin/reports/sales", query_string={"heading": heading})


@pytest.mark.parametrize(
    "heading",
    [
        "{{ 7*191 }}",
        "{{7*191}}",
        "{% print 7*191 %}",
        "{%print(7*191)%}",
        "{% if 7*191 == 1337 %}1337{% endif %}",
        "{{ 7*7*191//7 }}",
        "{% set x = 7*191 %}{{ x }}",
        "{{{ 7*191 }}}",
        "{{ '13' ~ '37' }}",
        "{{ config.SECRET_KEY }}",
        "{{config['SECRET_KEY']}}",
        "{% print config['SECRET' ~ '_KEY'] %}",
        "{%for k, v in config.items()%}{%print v%}{%endfor%}",
        "{% raw %}{{ 7*191 }}",
        "{{ co{# #}nfig }}",
        "{% endraw %}{{ 7*191 }}{% raw %}",
        "{{ request.application }}",
        "{{ coconfignfig.SECRET_KEY }}",
    ],
)
def test_a_heading_is_text(admin, heading):
    try:
        text = page(admin, heading).text
    except Exception:
        return
    assert "of-the-tests" not in text
    shown = text.replace("&#39;", "'").replace("&#123;", "{").replace("&#125;", "}")
    if "1337" not in heading:
        assert "1337" not in shown


@pytest.mark.parametrize("heading", ["Sales in May", "Sales", "Summer (first half)"])
def test_headings(admin, order, heading):
    text = page(admin, heading).text
    assert f"{heading}</h1>" in text
    assert "<td>Rye flour, 1 kg</td><td>2</td>" in text
    assert "Turnover: 11.30" in text


def test_a_heading_is_no_markup(admin):
    assert "<script>" not in page(admin, "<script>alert(1)</script>").text.lower()
