import pytest

from notes.api import create_app


@pytest.fixture
def home(tmp_path):
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada2").mkdir()
    (tmp_path / "config.txt").write_text("mine")
    return tmp_path


@pytest.fixture
def client(home):
    return create_app(home / "ada").test_client()


def tree(home):
    return {path.relative_to(home).as_posix() for path in home.rglob("*") if "ada/" not in path.as_posix() + "/"}


@pytest.mark.parametrize("name", ["../config.txt", "../ada2/x.txt", "a/../../config.txt", "../new/folder/x.txt", "../ada2x/x.txt"])
def test_nothing_is_written_outside(client, home, name):
    before = {path for path in home.rglob("*") if (home / "ada") not in path.parents}
    answer = client.post("/notes", json={"name": name, "text": "evil"})
    assert {path for path in home.rglob("*") if (home / "ada") not in path.parents} == before
    assert (home / "config.txt").read_text() == "mine"
    assert answer.status_code < 500


def test_an_absolute_name_is_not_followed(client, home):
    client.post("/notes", json={"name": str(home / "config.txt"), "text": "evil"})
    assert (home / "config.txt").read_text() == "mine"


def test_a_link_is_not_followed(client, home):
    (home / "ada/out").symlink_to(home)
    client.post("/notes", json={"name": "out/config.txt", "text": "evil"})
    assert (home / "config.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["todo.txt", "work/2024/plan.txt", "a..b.txt", "my note (2).txt", "caf\u00e9/x.txt", ".hidden"])
def test_honest_notes_are_written(client, home, name):
    assert client.post("/notes", json={"name": name, "text": "gr\u00fc\u00df"}).json == {"name": name}
    assert (home / "ada" / name).read_text(encoding="utf-8") == "gr\u00fc\u00df"
    assert client.get(f"/notes/{name}").json == {"name": name, "text": "gr\u00fc\u00df"}


def test_a_note_is_overwritten(client):
    for text in ("one", "two"):
        assert client.post("/notes", json={"name": "w/t.txt", "text": text}).status_code == 201
    assert client.get("/notes/w/t.txt").json["text"] == "two"
