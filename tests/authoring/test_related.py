"""Existing tests, cut to what can be learnt from them."""

from __future__ import annotations

from agent.authoring.shown.related import example_shown

HEAD = "import pytest\n\nfrom shop import files\n\n\n"


def test_the_method_of_a_large_class_that_names_the_code_is_shown_under_its_class() -> None:
    others = "".join(f"    def test_{n}(self):\n        assert other({n})\n\n" for n in range(40))
    source = f"{HEAD}class TestFiles:\n{others}    def test_get(self):\n        assert files.get('a')\n"
    shown = example_shown("tests/test_files.py", source, ["files.get"], 300)
    assert not shown.whole
    assert shown.text == (
        f"{HEAD.rstrip()}\n\n\nclass TestFiles:\n[...]\n    def test_get(self):\n        assert files.get('a')"
    )


def test_a_long_beginning_leaves_room_for_the_test() -> None:
    head = "".join(f"from shop.parts import part_{n}\n" for n in range(30))
    source = (
        f"{head}\n\ndef test_other():\n    assert 1 == 1\n\n\ndef test_get():\n    assert get('a')\n"
        + "# x\n" * 90
    )
    shown = example_shown("tests/test_files.py", source, ["get("], 500)
    assert len(shown.text) <= 500
    assert "def test_get():\n    assert get('a')" in shown.text
    assert "part_0" in shown.text
    assert "part_29" not in shown.text
