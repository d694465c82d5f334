import pytest

from members.model import Member
from members.web import create_app

ME = {"X-Member": "7"}


@pytest.fixture
def members():
    return {7: Member(7, "Ada"), 8: Member(8, "Bob")}


@pytest.fixture
def client(members):
    app = create_app(members)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@pytest.mark.parametrize("changes", [{"role": "admin"}, {"paid_until": "2999-01-01"}, {"number": 8}, {"role": "admin", "name": "Ada L."}, {"name": "Ada L.", "paid_until": "2999-01-01"}])
def test_what_is_the_offices_stays(client, members, changes):
    answer = client.patch("/me", json=changes, headers=ME)
    assert (members[7].role, members[7].paid_until, members[7].number) == ("member", "2024-12-31", 7)
    assert answer.status_code < 500


@pytest.mark.parametrize("changes", [{"__class__": "x"}, {"__dict__": {}}, {"shoe": 44}, {"name": "x", "shoe": 44}, ["role"], "role"])
def test_unknown_names_change_nothing(client, members, changes):
    assert client.patch("/me", json=changes, headers=ME).status_code == 400
    assert members[7] == Member(7, "Ada")


@pytest.mark.parametrize(
    "changes", [{"name": "Ada Lovelace"}, {"phone": "+44 1"}, {"newsletter": False}, {"name": "A", "phone": "2", "newsletter": False}, {}]
)
def test_members_change_what_is_theirs(client, members, changes):
    answer = client.patch("/me", json=changes, headers=ME)
    assert answer.status_code == 200
    assert vars(members[7]) == answer.json == {**vars(Member(7, "Ada")), **changes}
    assert members[8] == Member(8, "Bob")


def test_the_card_is_shown(client):
    assert client.get("/card", headers=ME).json == {"number": 7, "valid": "2024-12-31"}
