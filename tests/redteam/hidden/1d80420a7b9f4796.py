# python-path-traversal-request shop/catalog.py:73

import os


def fetch(client, name):
    try:
        return client.get("/media", query_string={"name": name})
    except Exception:
        return None


def test_nothing_outside_is_served(client, data, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("very secret")
    relative = os.path.relpath(secret, data / "uploads")
    names = [
        str(secret),
        relative,
        "./" + relative,
        "x/../" + relative,
        relative.replace("../", "....//"),
        "/" + str(secret),
        "//" + str(secret),
        relative.replace("/", "%2f"),
        relative.replace("..", "%2e%2e"),
        "%2e%2e/" + relative[3:],
        str(secret).replace("/", "%2f"),
        ".../" + relative,
        relative.replace("../", "..././"),
    ]
    (data / "uploads" / "x").mkdir()
    for name in names:
        response = fetch(client, name)
        assert response is None or b"very secret" not in response.data


def test_the_database_is_not_served(client, data):
    for name in (
        "../shop.sqlite3",
        "/../shop.sqlite3",
        "....//shop.sqlite3",
        "%2e%2e/shop.sqlite3",
        str(data / "shop.sqlite3"),
    ):
        response = fetch(client, name)
        assert response is None or not response.data.startswith(b"SQLite")


def test_no_neighbour_of_the_folder(client, data):
    for neighbour in (data / "uploads-old", data / "uploads.bak"):
        neighbour.mkdir()
        (neighbour / "a.txt").write_text("very secret")
        response = fetch(client, f"../{neighbour.name}/a.txt")
        assert response is None or b"very secret" not in response.data


def test_links_lead_nowhere_through_dots(client, data, tmp_path):
    (tmp_path / "secret.txt").write_text("very secret")
    for name in ("../" * 12 + str(tmp_path / "secret.txt").lstrip("/"),):
        response = fetch(client, name)
        assert response is None or b"very secret" not in response.data


def test_pictures(client, data):
    (data / "uploads" / "oven.png").write_bytes(b"picture")
    response = fetch(client, "oven.png")
    assert response.status_code == 200
    assert response.data == b"picture"
    assert response.mimetype == "image/png"
    assert "max-age=3600" in response.headers["Cache-Control"]


def test_missing_pictures(client):
    assert fetch(client, "none.png").status_code == 404
    assert fetch(client, "").status_code == 404
