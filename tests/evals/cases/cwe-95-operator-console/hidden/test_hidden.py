import pytest

from console.journal import Journal
from console.web import create_app

SOURCES = [
    ("import math\nprint(math.sqrt(16))", "4.0\n"),
    ("for key in sorted(plant):\n    print(key)", "pump\nvalve\n"),
    ("def f(n):\n    return n * 2\nplant['valve'] = f(4)\nprint(plant['valve'])", "8\n"),
    ("import os\nprint(os.path.basename('/a/b'))", "b\n"),
]


@pytest.mark.parametrize(("source", "printed"), SOURCES)
def test_operators_have_the_whole_language(source, printed):
    client = create_app({"valve": 3, "pump": 1}, Journal(), {"ada"}).test_client()
    assert client.post("/run", headers={"X-Operator": "ada"}, data={"source": source}).json == {"printed": printed}


def test_others_have_nothing():
    plant = {"valve": 3}
    client = create_app(plant, Journal(), {"ada"}).test_client()
    for headers in ({}, {"X-Operator": ""}, {"X-Operator": "eve"}):
        assert client.post("/run", headers=headers, data={"source": "plant['valve'] = 9"}).status_code == 403
    assert plant == {"valve": 3}
