import pytest

from cameras.challenge import parse
from cameras.digest import authorization

HEADER = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'


def test_a_challenge_is_answered():
    answer = authorization(HEADER, "Mufasa", "Circle Of Life", "GET", "/dir/index.html")
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in answer


def test_other_challenges_are_refused():
    with pytest.raises(ValueError):
        parse('Basic realm="x"')
