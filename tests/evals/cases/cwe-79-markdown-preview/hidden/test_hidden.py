from html.parser import HTMLParser

import pytest

from wiki.static_pages import help_page
from wiki.views import create_app


class Seen(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def preview(text):
    return create_app().test_client().post("/preview", data={"text": text})


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "**<img src=x onerror=alert(1)>**",
        "`<svg onload=alert(1)>`",
        "[<b onclick=alert(1)>x</b>](/y)",
        '[x](/y"onclick="alert(1))',
        '[x](/y"onmouseover=alert(1)//)',
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:msgbox(1))",
    ],
)
def test_no_script_gets_in(text):
    answer = preview(text)
    if answer.status_code != 200:
        assert answer.status_code < 500
        return
    for tag, attributes in Seen(answer.text).tags:
        assert tag in {"p", "strong", "code", "a", "br"}, answer.text
        assert set(attributes) <= {"href", "rel"}, answer.text
        address = (attributes.get("href") or "").strip().lower()
        assert not address.startswith(("javascript:", "data:", "vbscript:")), answer.text


def test_own_markup_still_works():
    assert preview("a **b** and `c`").text == "<p>a <strong>b</strong> and <code>c</code></p>"
    assert "<strong>bold</strong>" in help_page() and '<a href="/manual">manual</a>' in help_page()


@pytest.mark.parametrize("address", ["/y", "https://example.org/a?b=1&c=2", "http://example.org/", "/search?q=a&page=2", "#top"])
def test_honest_links_still_work(address):
    seen = Seen(preview(f"see [the **label**]({address}) there").text)
    assert [tag for tag, _ in seen.tags] == ["p", "a", "strong"]
    assert seen.tags[1][1]["href"] == address
    assert seen.text == "see the label there"


@pytest.mark.parametrize("text", ["1 < 2 & 3 > 2", "if (a<b) \"quote\"", "AT&T's <name>"])
def test_signs_are_shown_as_typed(text):
    assert Seen(preview(text).text).text == text
    assert Seen(preview(f"`{text}`").text).text == text
