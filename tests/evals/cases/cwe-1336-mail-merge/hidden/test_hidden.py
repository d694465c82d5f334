import pytest

from newsletter.people import Directory, Person
from newsletter.web import create_app


@pytest.fixture
def client():
    app = create_app(Directory([Person("Ada {{ 6*7 }}", "Saint-Mal\u00f4 & <co>", "ada@example.org")]))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


def letter(client, text):
    answer = client.post("/preview", data={"text": text})
    return answer.json["letter"] if answer.status_code == 200 else ""


@pytest.mark.parametrize(
    ("text", "harm"),
    [
        ("{{ name.__class__.__mro__ }}", "<class"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "<class"),
        ("{{ name|attr('_' ~ '_class_' ~ '_') }}", "<class"),
        ("{{ '{0._%sclass_%s}'|format('_', '_') }}{{ ('{0._' ~ '_class_' ~ '_}').format(name) }}", "<class"),
        ("{{ cycler.__init__.__globals__.os.environ }}", "PATH"),
        ("{{ self._TemplateReference__context.keys() }}", "range"),
    ],
)
def test_nothing_of_the_program_is_reached(client, text, harm):
    assert harm not in letter(client, text)


def test_nothing_is_started(client, tmp_path):
    mark = tmp_path / "came-in"
    letter(client, "{{ cycler.__init__.__globals__.os.popen('touch %s').read() }}" % mark)
    assert not mark.exists()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dear {{ name }},", "Dear Ada {{ 6*7 }},"),
        ("{{name}}/{{  city  }}/{{ email}}", "Ada {{ 6*7 }}/Saint-Mal\u00f4 & <co>/ada@example.org"),
        ("100 % {of} it: $name, {name}", "100 % {of} it: $name, {name}"),
        ("two\nlines \\1 \\g<0> {{ city }}", "two\nlines \\1 \\g<0> Saint-Mal\u00f4 & <co>"),
        ("{{ name }} {{ name }}", "Ada {{ 6*7 }} Ada {{ 6*7 }}"),
    ],
)
def test_honest_letters_come_out_as_before(client, text, shown):
    assert letter(client, text) == shown
