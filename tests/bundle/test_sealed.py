"""One value under a seal, whatever kind it is of: what is written comes back, and what two readers could
understand differently does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from agent.bundle.sealed import FORGED, Form, amiss, check_seal, digest, parse, read_bytes, write_sealed
from agent.errors import BundleError

FORM = Form("word", 1 << 20, "holds no word", "write it again", "say less")


def test_what_is_written_comes_back_under_its_seal(tmp_path: Path) -> None:
    file = tmp_path / "x"
    value = {"b": ["ä", "\udcff"], "a": {"n": 1.5, "none": None}}
    write_sealed(file, FORM, value)
    found = parse(file, FORM, read_bytes(file, FORM))
    check_seal(file, found)
    assert (found.value, found.seal) == (value, digest(value))
    assert file.read_bytes().isascii()


def test_a_value_that_is_too_large_is_not_written_and_the_next_step_is_told(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="1 MB are the most") as raised:
        write_sealed(tmp_path / "x", FORM, {"a": "x" * (1 << 20)})
    assert raised.value.hint == "say less" and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("raw", "said", "hint"),
    [
        (b'{"other":{},"seal":""}', "holds no word", FORM.again),
        (b'{"word":{}}', "holds no word", FORM.again),
        (b'{"word":[],"seal":""}', "holds no word", FORM.again),
        (b"\xef\xbb\xbf{}", "byte order mark", FORM.again),
        (b'{"word":{"a":1,"\\u0061":2},"seal":""}', "a key twice", FORGED),
        (b'{"word":{"a":1e999},"seal":""}', "too large", FORGED),
        (b'{"word":{"a":-NaN},"seal":""}', "not JSON", FORM.again),
        (b'{"word":{"a":Infinity},"seal":""}', "no number", FORGED),
        (b'{"word":{"a":' + b"9" * 21 + b'},"seal":""}', "too large", FORGED),
    ],
)
def test_what_two_readers_may_understand_differently_is_refused(
    tmp_path: Path, raw: bytes, said: str, hint: str
) -> None:
    with pytest.raises(BundleError, match=said) as raised:
        parse(tmp_path / "x", FORM, raw)
    assert raised.value.hint == hint


@pytest.mark.parametrize("seal", ["null", "1", '""', '"' + "0" * 64 + '"'])
def test_any_other_seal_is_told(tmp_path: Path, seal: str) -> None:
    found = parse(tmp_path / "x", FORM, f'{{"word":{{"a":1}},"seal":{seal}}}'.encode())
    with pytest.raises(BundleError, match="changed after it was sealed"):
        check_seal(tmp_path / "x", found)


def test_what_is_amiss_is_told_in_a_line_however_long_a_key_is() -> None:
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(dict[str, int]).validate_python({"k" * 1_000_000: "x"})
    assert amiss(raised.value).startswith("at .kkk") and len(amiss(raised.value)) < 300
