import asyncio
import hashlib

import pytest

from media.probe import probe, size_of
from media.programs import ProgramError


def test_every_file_is_listed(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"abc")
    (tmp_path / "b.mp4").write_bytes(b"")
    first, second = asyncio.run(probe(tmp_path))
    assert first == {"name": "a.mp4", "size": 3, "sha256": hashlib.sha256(b"abc").hexdigest()}
    assert second["size"] == 0


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(ProgramError):
        asyncio.run(size_of(tmp_path / "none"))
