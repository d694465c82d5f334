from wiki.static_pages import help_page
from wiki.views import create_app


def preview(text):
    return create_app().test_client().post("/preview", data={"text": text}).text


def test_markup():
    assert preview("a **b** and `c`") == "<p>a <strong>b</strong> and <code>c</code></p>"


def test_links_and_paragraphs():
    assert preview("[x](/y)\n\nz") == '<p><a href="/y">x</a></p><p>z</p>'


def test_help():
    assert help_page().startswith("<p>Write <strong>bold</strong>")
