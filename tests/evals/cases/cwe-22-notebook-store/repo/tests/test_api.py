import pytest

from notes.api import create_app


@pytest.fixture
def client(tmp_path):
    (tmp_path / "ada").mkdir()
    return create_app(tmp_path / "ada").test_client()


def test_a_note_is_written_and_read(client):
    assert client.post("/notes", json={"name": "todo.txt", "text": "milk"}).status_code == 201
    assert client.get("/notes/todo.txt").json["text"] == "milk"


def test_a_note_can_be_removed(client):
    client.post("/notes", json={"name": "todo.txt", "text": "milk"})
    assert client.delete("/notes/todo.txt").status_code == 204
    assert client.get("/notes/todo.txt").status_code == 404


def test_reading_outside_is_refused(client):
    assert client.get("/notes/%2e%2e/x").status_code == 400
