# python-command-injection-request shop/admin/backups.py:31

import contextlib
import tarfile

import pytest


def backup(admin, data, pattern):
    for name in ("a.png", "b.bak", "c.tmp", "d e.txt"):
        (data / "uploads" / name).write_text(name)
    return admin.post("/admin/backups", data={"exclude": pattern})


@pytest.mark.parametrize(
    "pattern",
    [
        "x; touch {0};",
        "x && touch {0} #",
        "x | touch {0} ;",
        "$(touch {0})",
        "`touch {0}`",
        "x\ntouch {0}\n",
        "x' ; touch {0} ; '",
        'x" ; touch {0} ; "',
        "x & touch {0} &",
        "x --checkpoint=1 --checkpoint-action=exec=touch\\ {0}",
        "'$(touch {0})'",
        "x --checkpoint=1 '--checkpoint-action=exec=touch {0}'",
        "--checkpoint=1 --checkpoint-action=exec=touch${{IFS}}{0}",
        "x --use-compress-program='touch {0}'",
        "x>{0}",
        "x --to-command=touch --index-file={0} -v",
    ],
)
def test_nothing_else_is_run(admin, data, tmp_path, pattern):
    marker = tmp_path / "marker"
    with contextlib.suppress(Exception):
        backup(admin, data, pattern.format(marker))
    assert not marker.exists()


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("*.bak", {"a.png", "c.tmp", "d e.txt"}),
        ("", {"a.png", "b.bak", "d e.txt"}),
        ("[ab]*", {"c.tmp", "d e.txt"}),
    ],
)
def test_the_pattern_works(admin, data, pattern, left):
    assert backup(admin, data, pattern).status_code == 302
    (archive,) = (data / "backups").iterdir()
    with tarfile.open(archive) as tar:
        assert {m.name.rpartition("/")[2] for m in tar if m.isfile()} == left
