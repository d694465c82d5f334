import pytest

from members.model import Member
from members.web import create_app


@pytest.fixture
def client():
    return create_app({7: Member(7, "Ada")}).test_client()


ME = {"X-Member": "7"}


def test_a_member_changes_the_phone_number(client):
    assert client.patch("/me", json={"phone": "123"}, headers=ME).json["phone"] == "123"
    assert client.get("/me", headers=ME).json["phone"] == "123"


def test_unknown_fields_are_refused(client):
    assert client.patch("/me", json={"phone": "1", "shoe": 44}, headers=ME).status_code == 400
    assert client.get("/me", headers=ME).json["phone"] == ""
