# python-insecure-temp-name shop/admin/exports.py:28
"""Another user of this machine must not get hold of the export through the shared folder of temporary files."""

import contextlib
import csv
import io
import os
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def shared(tmp_path, monkeypatch):
    """The folder of temporary files, which all users can write to."""
    folder = tmp_path / "shared"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def rush_in(shared, monkeypatch):
    """Call `plant(path)` between the moment a name in a shared folder is chosen and the file is opened."""
    folders = {shared.resolve(), Path("/tmp"), Path("/var/tmp")}

    def prepare(plant):
        planted = []

        def before(real):
            def open_(file, *args, **kwargs):
                # An open that must create the file cannot be led astray.
                mode = args[0] if args else kwargs.get("mode", kwargs.get("flags", "r"))
                exclusive = "x" in mode if isinstance(mode, str) else mode & os.O_EXCL
                if isinstance(file, str | os.PathLike) and not exclusive:
                    path = Path(os.path.abspath(file))
                    if path.parent in folders and not os.path.lexists(path):
                        planted.append(path)
                        plant(path)
                return real(file, *args, **kwargs)

            return open_

        monkeypatch.setattr("builtins.open", before(open))
        monkeypatch.setattr(io, "open", before(io.open))
        monkeypatch.setattr(os, "open", before(os.open))
        return planted

    return prepare


def export(admin, planted):
    """Exports may be refused. What was planted does not stay."""
    with contextlib.suppress(Exception):
        admin.get("/admin/exports/orders.csv").close()
    for path in planted:
        path.unlink(missing_ok=True)


def test_attack_a_planted_link_leads_the_export_elsewhere(admin, order, tmp_path, rush_in):
    victim = tmp_path / "victim.txt"
    victim.write_text("as it was")
    export(admin, rush_in(lambda path: path.symlink_to(victim)))
    assert victim.read_text() == "as it was"


def test_attack_a_planted_file_is_filled_with_the_export(admin, order, tmp_path, rush_in):
    kept = tmp_path / "kept.txt"
    kept.write_text("")
    export(admin, rush_in(lambda path: os.link(kept, path)))
    assert "ada@example.com" not in kept.read_text()


def test_control_the_export_holds_all_orders(admin, data, order, shared):
    for _ in range(2):
        response = admin.get("/admin/exports/orders.csv")
        assert response.mimetype == "text/csv"
        assert "orders.csv" in response.headers["Content-Disposition"]
        (row,) = csv.DictReader(io.StringIO(response.text))
        assert row.pop("placed_at")
        assert row == {"reference": order, "status": "open", "email": "ada@example.com", "total_cents": "1130"}
        assert (data / "exports" / "orders.csv").read_bytes() == response.data
        response.close()
    assert [path.name for path in (data / "exports").iterdir()] == ["orders.csv"]
