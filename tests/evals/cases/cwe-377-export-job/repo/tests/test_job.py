from pathlib import Path

from exports.job import export, export_all

ROWS = [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Bob"}]


def test_rows_are_delivered():
    seen = []
    assert export(ROWS, lambda path: seen.append(Path(path).read_text())) == 2
    assert seen == ["id,name\n1,Ada\n2,Bob\n"]


def test_one_failure_does_not_stop_the_rest():
    seen = []

    def deliver(name, path):
        if name == "bad":
            raise OSError("no space")
        seen.append(name)

    assert export_all({"bad": ROWS, "good": ROWS}, deliver) == {"bad": "no space"}
    assert seen == ["good"]
