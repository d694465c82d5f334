# python-tar-extract-unfiltered shop/admin/backups.py:57
"""Restoring a backup must write and show nothing outside the data folder."""

import contextlib
import io
import shutil
import tarfile

import pytest
from conftest import ADMIN, settings

from shop import create_app

# An archive's entries in their order: `file`, `symlink -> target`, `hardlink => target`.
HARMLESS = "uploads/basket.png; uploads/large/basket.png"
ATTACKS = [
    "../pwned.txt",
    "uploads/../../pwned.txt",
    "{outside}/pwned.txt",
    "../data-private/pwned.txt",
    "../secret.txt",
    "uploads/way -> ../..; uploads/way/pwned.txt",
    "uploads/way -> {outside}; uploads/way/pwned.txt",
    "uploads/one -> ..; uploads/two -> one/..; uploads/two/pwned.txt",
    "uploads/way -> ../../secret.txt; uploads/way",
    "uploads/leak -> ../../secret.txt",
    "uploads/leak -> {outside}/secret.txt",
    "uploads/leak => ../secret.txt",
    "uploads/leak => ../secret.txt; uploads/leak",
]
SECRET = "of-the-neighbours"


@pytest.fixture
def outside(stocked, tmp_path):
    """A folder that holds the shop's data folder and things that are none of the shop's business."""
    shutil.copytree(stocked, tmp_path / "data")
    (tmp_path / "data-private").mkdir()
    (tmp_path / "secret.txt").write_text(SECRET)
    return tmp_path


def sign_in(outside):
    client = create_app(settings(outside / "data")).test_client()
    with client.session_transaction() as session:
        session["customer_id"] = ADMIN
    return client


def packed(entries):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for entry in entries.split("; "):
            name, kind, target = entry, tarfile.REGTYPE, ""
            for arrow, link in ((" -> ", tarfile.SYMTYPE), (" => ", tarfile.LNKTYPE)):
                if arrow in entry:
                    name, _, target = entry.partition(arrow)
                    kind = link
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            content = b"" if target else name.encode()
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def restore(client, content):
    form = {"backup": (io.BytesIO(content), "backup.tar.gz")}
    return client.post("/admin/backups/restore", data=form, follow_redirects=True)


@pytest.mark.parametrize("entries", ATTACKS)
def test_attack_an_archive_reaches_outside(outside, entries):
    client = sign_in(outside)
    with contextlib.suppress(Exception):
        restore(client, packed(entries.replace("{outside}", str(outside))))
    leaked = b""
    with contextlib.suppress(Exception):
        leaked = client.get("/media?name=leak").data
    assert SECRET.encode() not in leaked
    assert (outside / "secret.txt").read_text() == SECRET
    assert sorted(path.name for path in outside.iterdir()) == ["data", "data-private", "secret.txt"]
    assert list((outside / "data-private").iterdir()) == []


def test_control_a_backup_is_put_back(outside):
    uploads = outside / "data" / "uploads"
    (uploads / "tin.png").write_text("tin")
    (uploads / "spoilt.png").write_text("good")
    client = sign_in(outside)
    client.post("/admin/backups")
    (archive,) = (outside / "data" / "backups").iterdir()
    content = archive.read_bytes()
    (uploads / "tin.png").unlink()
    (uploads / "spoilt.png").write_text("spoilt")
    (uploads / "new.png").write_text("new")
    response = restore(client, content)
    assert response.status_code == 200
    assert "The backup was restored" in response.text
    assert {path.name: path.read_text() for path in uploads.iterdir()} == {
        "tin.png": "tin",
        "spoilt.png": "good",
        "new.png": "new",
    }


def test_control_a_backup_may_have_folders(outside):
    assert restore(sign_in(outside), packed(HARMLESS)).status_code == 200
    uploads = outside / "data" / "uploads"
    assert (uploads / "basket.png").read_text() == "uploads/basket.png"
    assert (uploads / "large" / "basket.png").read_text() == "uploads/large/basket.png"
