# python-path-traversal-request shop/admin/reports.py:50

import os

import pytest


def fetch(admin, name):
    try:
        return admin.get("/admin/reports/text", query_string={"template": name})
    except Exception:
        return None


def test_nothing_outside_is_read(admin, app, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("very secret")
    folder = app.config["REPORT_TEMPLATES"]
    relative = os.path.relpath(secret, folder)
    names = [
        str(secret),
        relative,
        "./" + relative,
        "x/../" + relative,
        relative.replace("../", "....//"),
        relative.replace("/", "%2f"),
        "/" + str(secret),
        "//" + str(secret),
        relative.replace("../", "..%2f"),
        "monthly.txt/../" + relative,
        str(secret).lstrip("/"),
        relative.replace("/", "\\"),
    ]
    for name in names:
        response = fetch(admin, name)
        assert response is None or "very secret" not in response.text


def test_no_neighbour_of_the_folder(admin, app, tmp_path, monkeypatch):
    folder, neighbour = tmp_path / "templates", tmp_path / "templates-old"
    folder.mkdir()
    neighbour.mkdir()
    (folder / "monthly.txt").write_text("fine")
    (neighbour / "monthly.txt").write_text("very secret")
    monkeypatch.setitem(app.config, "REPORT_TEMPLATES", str(folder))
    for name in ("../templates-old/monthly.txt", "../templates/../templates-old/monthly.txt"):
        response = fetch(admin, name)
        assert response is None or "very secret" not in response.text
    assert fetch(admin, "monthly.txt").text == "fine"


@pytest.mark.parametrize(
    ("name", "words"), [("monthly.txt", "Monthly report"), ("stock.txt", "Products on sale: 5")]
)
def test_reports(admin, name, words):
    assert words in fetch(admin, name).text


def test_missing_reports(admin):
    assert fetch(admin, "weekly.txt").status_code == 404
    assert fetch(admin, "x/y/z.txt").status_code in (400, 404)
