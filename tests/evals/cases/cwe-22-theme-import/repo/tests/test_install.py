import json
import zipfile

import pytest

from themes.cli import main
from themes.install import install
from themes.manifest import ThemeError


def theme(path, **files):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("theme.json", json.dumps({"name": "dusk", "version": "1.2"}))
        for name, text in files.items():
            archive.writestr(name.replace("__", "/") + ".css", text)
    return path


def test_a_theme_is_unpacked(tmp_path):
    assert install(theme(tmp_path / "t.zip", main="a{}"), tmp_path / "out") == ("dusk", "1.2")
    assert (tmp_path / "out/main.css").read_text() == "a{}"


def test_what_is_no_theme_is_refused(tmp_path):
    (tmp_path / "t.zip").write_text("no")
    with pytest.raises(ThemeError):
        install(tmp_path / "t.zip", tmp_path / "out")


def test_the_command_reports(tmp_path, capsys):
    assert main([str(theme(tmp_path / "t.zip", main="a{}")), str(tmp_path / "out")]) == 0
    assert capsys.readouterr().out.endswith("installed dusk 1.2\n")
