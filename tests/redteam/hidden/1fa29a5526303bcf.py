# python-insecure-temp-name shop/admin/exports.py:28

import contextlib
import csv
import io
import os
import tempfile
from pathlib import Path


def export(admin):
    response = admin.get("/admin/exports/orders.csv")
    return list(csv.DictReader(io.StringIO(response.text)))


def test_a_planted_link_is_not_followed(admin, data, order, tmp_path, monkeypatch):
    """Whatever name is foreseen or met, a file that another account put there is not written to."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / "shared"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for name in (
        f"orders-{os.getpid()}.csv",
        "orders.csv",
        "orders-draft.csv",
        f"export-{os.getpid()}.csv",
        "export.csv",
    ):
        (folder / name).symlink_to(victim)
    export(admin)
    assert victim.read_text() == "precious"


def test_files_are_made_anew(admin, data, order, tmp_path, monkeypatch):
    """Between choosing a name and opening it somebody plants a link of that name."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    folder = tmp_path / "shared"
    folder.mkdir()
    usual = Path(tempfile.gettempdir())
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    real_open, real_path = open, Path.open

    def plant(file, mode):
        shared = isinstance(file, (str, Path)) and Path(file).parent in (folder, usual)
        if shared and ("w" in mode or "a" in mode) and not os.path.lexists(file):
            Path(file).symlink_to(victim)

    def racing(file, mode="r", *args, **kwargs):
        plant(file, mode)
        return real_open(file, mode, *args, **kwargs)

    def racing_path(self, mode="r", *args, **kwargs):
        plant(self, mode)
        return real_path(self, mode, *args, **kwargs)

    from shop.admin import exports

    monkeypatch.setattr(exports, "open", racing, raising=False)
    monkeypatch.setattr(Path, "open", racing_path)
    with contextlib.suppress(OSError):
        export(admin)
    assert victim.read_text() == "precious"


def test_the_export_is_whole(admin, data, order):
    (row,) = export(admin)
    assert row["reference"] == order
    assert row["email"] == "ada@example.com"
    assert (data / "exports" / "orders.csv").is_file()
    assert [path.name for path in (data / "exports").iterdir()] == ["orders.csv"]


def test_it_is_not_for_everybody(admin, data, order):
    export(admin)
    assert not (data / "exports" / "orders.csv").stat().st_mode & 0o022
