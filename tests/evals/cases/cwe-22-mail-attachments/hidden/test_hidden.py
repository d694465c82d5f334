import pytest

from mailbox.web import create_app


@pytest.fixture
def mail(tmp_path):
    (tmp_path / "mail/7/photos/2024..best").mkdir(parents=True)
    (tmp_path / "mail/7/letter.txt").write_text("dear all")
    (tmp_path / "mail/7/photos/cat.txt").write_text("meow")
    (tmp_path / "mail/7/photos/2024..best/dog..1.txt").write_text("wuff")
    (tmp_path / "mail/7/my notes (1).txt").write_text("notes")
    (tmp_path / "mail/7/.signature").write_text("sig")
    (tmp_path / "mail/70").mkdir()
    (tmp_path / "mail/70/other.txt").write_text("SECRET")
    (tmp_path / "mail/8").mkdir()
    (tmp_path / "mail/8/other.txt").write_text("SECRET")
    (tmp_path / "passwords.txt").write_text("SECRET")
    return tmp_path


@pytest.fixture
def client(mail):
    return create_app(mail / "mail").test_client()


@pytest.mark.parametrize(
    "name",
    ["../8/other.txt", "../70/other.txt", "../../passwords.txt", "photos/../../8/other.txt", "%2e%2e/8/other.txt", "photos/%2e%2e/%2e%2e/%2e%2e/passwords.txt", "..%2f8%2fother.txt"],
)
def test_nothing_outside_the_message_is_sent(client, name):
    answer = client.get(f"/messages/7/attachments/{name}")
    assert b"SECRET" not in answer.data
    assert 300 <= answer.status_code < 500


def test_an_absolute_path_is_not_sent(client, mail):
    for name in (f"/{mail}/passwords.txt", f"%2f{mail}/passwords.txt", f"{mail}/mail/8/other.txt".replace("/", "%2f")):
        answer = client.get(f"/messages/7/attachments/{name}", follow_redirects=True)
        assert b"SECRET" not in answer.data


@pytest.mark.parametrize(
    ("name", "text"),
    [("letter.txt", b"dear all"), ("photos/cat.txt", b"meow"), ("photos/2024..best/dog..1.txt", b"wuff"), ("my notes (1).txt", b"notes"), (".signature", b"sig")],
)
def test_every_listed_attachment_is_sent(client, name, text):
    assert client.get(f"/messages/7/attachments/{name}").data == text


def test_a_folder_or_nothing_is_not_found(client):
    assert client.get("/messages/7/attachments/photos").status_code == 404
    assert client.get("/messages/9/attachments/letter.txt").status_code == 404


def test_a_root_given_relative_or_with_a_link_works(mail, monkeypatch):
    monkeypatch.chdir(mail)
    (mail / "link").symlink_to(mail / "mail")
    for root in ("link", str(mail / "link")):
        answer = create_app(root if root.startswith("/") else mail / root).test_client().get("/messages/7/attachments/photos/cat.txt")
        assert answer.data == b"meow"
