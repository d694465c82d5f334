"""A bundle comes back from its file as it was, and a file that nobody wrote so is refused before it is used."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from agent.bundle.store import LARGEST, read_bundle, write_bundle
from agent.bundle.values import Bundle, Stage
from agent.errors import BundleError
from tests.bundle.hostile import canonical, refused, resealed
from tests.bundle.samples import BUNDLES, bundle_of_sample


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_bundle(tmp_path / "proposed.json", bundle_of_sample())
    return tmp_path / "proposed.json"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bundle=BUNDLES)
def test_any_bundle_comes_back_as_it_was(bundle: Bundle, tmp_path: Path) -> None:
    digest = write_bundle(tmp_path / "b.json", bundle)
    assert read_bundle(tmp_path / "b.json", sha256=digest, stage=Stage.PROPOSED) == bundle
    assert (tmp_path / "b.json").read_bytes().isascii()
    assert digest == hashlib.sha256((tmp_path / "b.json").read_bytes()).hexdigest()


def test_equal_bundles_have_equal_files(file: Path) -> None:
    assert (
        write_bundle(file.with_name("again.json"), bundle_of_sample())
        == hashlib.sha256(file.read_bytes()).hexdigest()
    )
    assert read_bundle(file) == bundle_of_sample()


def test_white_space_is_not_what_a_seal_is_about(file: Path) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()), indent=4))
    assert read_bundle(file) == bundle_of_sample()


def test_a_symlink_in_place_of_the_output_is_replaced_and_its_target_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("precious")
    (tmp_path / "b.json").symlink_to("other")
    write_bundle(tmp_path / "b.json", bundle_of_sample())
    assert (tmp_path / "other").read_text() == "precious"
    assert read_bundle(tmp_path / "b.json") == bundle_of_sample()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="cannot be written: No such file"):
        write_bundle(tmp_path / "none" / "b.json", bundle_of_sample())


def test_the_other_stage_is_refused_and_the_order_is_told(file: Path) -> None:
    with pytest.raises(BundleError, match="is proposed, not verified") as caught:
        read_bundle(file, stage=Stage.VERIFIED)
    assert "publish" in caught.value.hint


def test_an_edit_breaks_the_seal(file: Path) -> None:
    text = file.read_text()
    file.write_text(text.replace('"patch":"aaaa', '"patch":"abaa'))
    assert file.read_text() != text
    assert "changed after it was sealed" in refused(file)


def test_another_seal_alone_is_refused(file: Path) -> None:
    read = json.loads(file.read_text())
    file.write_text(canonical({**read, "seal": "0" * 64}))
    assert "changed after it was sealed" in refused(file)


def test_who_seals_an_edit_anew_is_caught_by_the_digest_that_came_another_way(file: Path) -> None:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    resealed(file, lambda bundle: bundle["fixes"][0].update(summary="Nothing to see."))
    assert read_bundle(file).fixes[0].summary == "Nothing to see."
    assert "is not the file with the digest" in refused(file, sha256=digest)


@pytest.mark.parametrize("digest", ["a" * 63, "A" * 64, "g" * 64, "sha256:" + "a" * 64, " "])
def test_an_expected_digest_that_is_none_is_told(file: Path, digest: str) -> None:
    assert "no SHA-256" in refused(file, sha256=digest)


def test_a_file_of_a_gigabyte_is_refused_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "b.json").open("wb") as stream:
        stream.truncate(1 << 30)
    begun = time.monotonic()
    assert "larger than 32 MB" in refused(tmp_path / "b.json")
    assert time.monotonic() - begun < 0.5


def test_the_largest_file_that_is_read_is_read_and_one_byte_more_is_not(file: Path) -> None:
    text = file.read_text()
    file.write_text(text + " " * (LARGEST - len(text)))
    assert read_bundle(file) == bundle_of_sample()
    with file.open("a") as stream:
        stream.write(" ")
    assert "larger than 32 MB" in refused(file)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "b.json")
    assert "no regular file" in refused(tmp_path / "b.json")


@pytest.mark.parametrize("path", ["/dev/zero", "/"])
def test_devices_and_folders_are_refused(path: str) -> None:
    assert "no regular file" in refused(Path(path))


def test_a_symlink_is_refused_even_to_a_good_bundle(file: Path, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(file)
    assert "is a symlink" in refused(tmp_path / "link.json")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "none.json cannot be read: No such file" in refused(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not JSON, or not all of it"),
        (b"null", "holds no sealed bundle"),
        (b'[{"bundle":{},"seal":""}]', "holds no sealed bundle"),
        (b'{"bundle":[],"seal":""}', "holds no sealed bundle"),
        (b'{"bundle":{"version":1},"seal":"","more":1}', "holds no sealed bundle"),
        (b'{"bundle":{"version":1},"seal":null}', "changed after it was sealed"),
        (b'\xef\xbb\xbf{"bundle":{},"seal":""}', "byte order mark"),
        (b'{"bundle":{"suture":"\xff"},"seal":""}', "not UTF-8"),
        ('{"bundle":{},"seal":""}'.encode("utf-16"), "not UTF-8"),
        (b'{"bundle":{},"seal":""}\0', "not JSON, or not all of it"),
        (b'{"bundle":{},"seal":"","seal":""}', "has a key twice"),
        (b'{"bundle":{"version":1,"\\u0076ersion":1},"seal":""}', "has a key twice"),
        (b'{"bundle":{"version":NaN},"seal":""}', "NaN is no number"),
        (b'{"bundle":{"version":-Infinity},"seal":""}', "-Infinity is no number"),
        (b'{"bundle":{"version":1e999},"seal":""}', "a number is too large"),
        (b'{"bundle":{"version":' + b"9" * 5000 + b'},"seal":""}', "a number is too large"),
        (b'{"bundle":{"version":2},"seal":""}', "is not of version 1"),
        (b'{"bundle":{"version":true},"seal":""}', "is not of version 1"),
        (b'{"bundle":{"version":1.0},"seal":""}', "is not of version 1"),
        (b'{"bundle":{"version":"1"},"seal":""}', "is not of version 1"),
        (b'{"bundle":{},"seal":""}', "is not of version 1"),
        (b"[" * 10_000_000, "nested too deeply"),
        (b'{"bundle":' * 200_000, "nested too deeply"),
        (b'{"bundle":{"version":1,"x":' + b"[" * 900 + b"]" * 900 + b'},"seal":""}', "sealed|deeply"),
    ],
    ids=range(24),
)  # fmt: skip
def test_a_file_that_is_no_bundle_is_refused_with_its_reason(tmp_path: Path, raw: bytes, said: str) -> None:
    (tmp_path / "b.json").write_bytes(raw)
    message = refused(tmp_path / "b.json")
    assert any(word in message for word in said.split("|")), message


def test_a_file_that_was_cut_off_anywhere_is_refused(file: Path) -> None:
    raw = file.read_bytes()
    for length in range(1, len(raw) - 1, len(raw) // 40):
        file.write_bytes(raw[:length])
        assert "not JSON, or not all of it" in refused(file)


def test_nesting_below_what_python_refuses_is_still_no_bundle(file: Path) -> None:
    nested: list[Any] = []
    for _ in range(300):
        nested = [nested]
    resealed(file, lambda bundle: bundle.update(rules=nested))
    assert "holds no bundle: at .rules.0" in refused(file)
