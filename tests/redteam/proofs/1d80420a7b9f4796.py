# python-path-traversal-request shop/catalog.py:73
"""A picture's name must not lead to files outside the uploads."""

import contextlib
import io
import shutil

import pytest
from conftest import settings

from shop import create_app

SECRET = "of-the-neighbours"
PNG = b"\x89PNG\r\n\x1a\n and the rest"
HARMLESS = "tin.png"
ATTACKS = [
    "../shop.sqlite3",
    "../secret.png",
    "./../secret.png",
    "archive/../../secret.png",
    "../uploads/../secret.png",
    "../uploads-private/secret.png",
    "../../secret.png",
    "{data}/secret.png",
    "{data}/uploads-private/secret.png",
    "{data}/uploads/../secret.png",
    # leads out before and after `../` is cut out of it once: there is a folder `....`
    "....//../../secret.png",
]
LATENT = ["....//secret.png", "..././secret.png", "%2e%2e/secret.png", "%2e%2e%2fsecret.png", "..\\secret.png"]


@pytest.fixture
def folder(stocked, tmp_path):
    """The shop's data folder, with pictures in it and things that are none."""
    folder = tmp_path / "data"
    shutil.copytree(stocked, folder)
    for name in ("uploads/archive", "uploads/....", "uploads-private"):
        (folder / name).mkdir()
    (folder / "uploads" / "tin.png").write_bytes(PNG)
    (folder / "uploads" / "stone-38.b_2.jpg").write_bytes(b"stone")
    for name in ("secret.png", "uploads-private/secret.png", "../secret.png"):
        (folder / name).write_text(SECRET)
    return folder


def fetch(folder, name):
    return create_app(settings(folder)).test_client().get("/media", query_string={"name": name})


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_a_file_from_elsewhere_is_served(folder, name):
    content = b""
    with contextlib.suppress(Exception):
        content = fetch(folder, name.replace("{data}", str(folder))).data
    assert SECRET.encode() not in content
    assert not content.startswith(b"SQLite format 3")


def test_control_pictures_are_served_as_they_are(folder):
    response = fetch(folder, "tin.png")
    assert (response.status_code, response.mimetype, response.data) == (200, "image/png", PNG)
    other = fetch(folder, "stone-38.b_2.jpg")
    assert (other.status_code, other.mimetype, other.data) == (200, "image/jpeg", b"stone")
    assert fetch(folder, "nothing.png").status_code == 404


def test_control_an_uploaded_picture_is_served(admin, client):
    form = {"image": (io.BytesIO(PNG), "IMG 0042.jpeg")}
    page = admin.post("/admin/products/STONE-38/image", data=form, follow_redirects=True).text
    assert "/media?name=stone-38.png" in page
    assert client.get("/media?name=stone-38.png").data == PNG
