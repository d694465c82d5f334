import hashlib

import pytest

from cameras.digest import authorization


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


@pytest.mark.parametrize(("name", "password"), [("ada", "s3cret"), ("root", ""), ("j\u00fcrgen", "p\u00e4ss:word")])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_cameras_in_the_field_are_still_reached(name, password, method):
    expected = md5(md5(f"{name}:cam-1:{password}") + ":n0nce:" + md5(f"{method}:/still?size=2"))
    answer = authorization('Digest realm="cam-1", nonce="n0nce"', name, password, method, "/still?size=2")
    assert f'response="{expected}"' in answer and 'uri="/still?size=2"' in answer
