# python-tar-extract-unfiltered shop/admin/backups.py:57

import io
import tarfile

import pytest


def packed(*members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, kind, value in members:
            member = tarfile.TarInfo(name)
            member.type = kind
            if kind == tarfile.REGTYPE:
                member.size = len(value)
                tar.addfile(member, io.BytesIO(value))
            else:
                member.linkname = value
                tar.addfile(member)
    return buffer.getvalue()


def restore(admin, content, name="backup.tar.gz"):
    try:
        return admin.post("/admin/backups/restore", data={"backup": (io.BytesIO(content), name)})
    except Exception:
        return None


def test_names_stay_inside(admin, data, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    for name in (
        "../outside.txt",
        "uploads/../../outside.txt",
        str(out / "absolute.txt"),
        "./../outside.txt",
    ):
        restore(admin, packed(("uploads/first.txt", tarfile.REGTYPE, b"1"), (name, tarfile.REGTYPE, b"x")))
    assert not (data.parent / "outside.txt").exists()
    assert not (out / "absolute.txt").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_links_lead_nowhere(admin, data, tmp_path, kind):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    target = str(secret) if kind == tarfile.SYMTYPE else "../" * 9 + str(secret).lstrip("/")
    restore(admin, packed(("uploads/peek.txt", kind, target)))
    peek = data / "uploads" / "peek.txt"
    assert not peek.exists() or peek.read_text() != "secret"


def test_no_writing_through_links(admin, data, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    restore(
        admin,
        packed(("uploads/door", tarfile.SYMTYPE, str(out)), ("uploads/door/in.txt", tarfile.REGTYPE, b"x")),
    )
    restore(admin, packed(("uploads/door2", tarfile.SYMTYPE, "../../" + out.name)))
    assert not (out / "in.txt").exists()
    door = data / "uploads" / "door2"
    assert not door.is_symlink() or door.resolve().is_relative_to(data.resolve())


def test_backups_come_back(admin, data):
    answer = restore(
        admin, packed(("uploads/a/b.txt", tarfile.REGTYPE, b"b"), ("uploads/c.txt", tarfile.REGTYPE, b"c"))
    )
    assert answer.status_code == 302
    assert (data / "uploads/a/b.txt").read_bytes() == b"b"
    assert (data / "uploads/c.txt").read_bytes() == b"c"
