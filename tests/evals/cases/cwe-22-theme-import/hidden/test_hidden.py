import json
import zipfile

import pytest

from themes.install import install


def theme(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("theme.json", json.dumps({"name": "dusk", "version": "1.2"}))
        for name, text in members:
            archive.writestr(zipfile.ZipInfo(name), text)
    return path


@pytest.mark.parametrize(
    "name", ["../evil.css", "css/../../evil.css", "../theme-private/evil.css", "../../evil.css", "a/b/../../../evil.css"]
)
def test_nothing_is_written_outside(tmp_path, name):
    area = tmp_path / "area"
    (area / "theme-private").mkdir(parents=True)
    upload = theme(tmp_path / "t.zip", [("ok.css", "ok"), (name, "evil")])
    try:
        install(upload, area / "theme")
    except Exception:
        pass
    inside = area / "theme"
    stray = [path for path in tmp_path.rglob("evil.css") if inside not in path.parents]
    assert stray == []


def test_an_absolute_name_is_not_followed(tmp_path):
    victim = tmp_path / "victim.css"
    upload = theme(tmp_path / "t.zip", [(str(victim), "evil")])
    try:
        install(upload, tmp_path / "theme")
    except Exception:
        pass
    assert not victim.exists()


def test_files_that_exist_outside_stay_as_they_are(tmp_path):
    (tmp_path / "settings.py").write_text("mine")
    try:
        install(theme(tmp_path / "t.zip", [("../settings.py", "evil")]), tmp_path / "theme")
    except Exception:
        pass
    assert (tmp_path / "settings.py").read_text() == "mine"


def test_nested_folders_and_odd_names_are_unpacked_and_reported(tmp_path):
    names = ["main.css", "img/icons/up.svg", "img/a..b.svg", "fonts/My Font (1).ttf", "..well-known.txt", "img/icons/..up.svg"]
    upload = theme(tmp_path / "t.zip", [("img/", ""), *((name, name) for name in names)])
    seen = []
    assert install(upload, tmp_path / "theme", seen.append) == ("dusk", "1.2")
    assert seen == ["theme.json", *names]
    for name in names:
        assert (tmp_path / "theme" / name).read_text() == name


def test_a_relative_folder_works(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("here", "./there", "deep/down", "."):
        install(theme(tmp_path / "t.zip", [("css/x.css", "x")]), folder)
        assert (tmp_path / folder / "css/x.css").read_text() == "x"


def test_text_can_be_installed_over_an_older_version(tmp_path):
    install(theme(tmp_path / "1.zip", [("x.css", "old")]), tmp_path / "theme")
    install(theme(tmp_path / "2.zip", [("x.css", "new")]), str(tmp_path / "theme"))
    assert (tmp_path / "theme/x.css").read_text() == "new"
