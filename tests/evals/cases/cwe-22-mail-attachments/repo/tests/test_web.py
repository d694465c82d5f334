import pytest

from mailbox.web import create_app


@pytest.fixture
def client(tmp_path):
    (tmp_path / "mail/7/photos").mkdir(parents=True)
    (tmp_path / "mail/7/letter.txt").write_text("dear all")
    (tmp_path / "mail/7/photos/cat.txt").write_text("meow")
    return create_app(tmp_path / "mail").test_client()


def test_attachments_are_listed(client):
    assert client.get("/messages/7/attachments").json == ["letter.txt", "photos/cat.txt"]
    assert client.get("/messages/8/attachments").json == []


def test_an_attachment_is_sent(client):
    assert client.get("/messages/7/attachments/letter.txt").data == b"dear all"


def test_what_is_not_there_is_not_found(client):
    assert client.get("/messages/7/attachments/none.txt").status_code == 404
