import pytest

from console.journal import Journal
from console.web import create_app


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture
def client(journal):
    return create_app({"valve": 3}, journal, {"ada"}).test_client()


def test_operators_run_python(client, journal):
    answer = client.post("/run", headers={"X-Operator": "ada"}, data={"source": "print(plant['valve'] + 1)"})
    assert answer.json == {"printed": "4\n"}
    assert journal.entries == [("ada", "print(plant['valve'] + 1)")]


def test_others_do_not(client, journal):
    assert client.post("/run", data={"source": "print(1)"}).status_code == 403
    assert journal.entries == []
