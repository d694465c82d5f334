"""Names that could speak, and the numbers that stand for them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.authoring.shown.mute_names import MuteNames, speaks


@pytest.mark.parametrize(
    "name",
    [
        "this_is_safe", "thisCallIsSafe", "reviewed_and_safe", "approvedByVendor", "everything_here_was_checked",
        "nobodyCanAttackThisAtAll", "thisfunctionisreviewedandsafe", "a_" * 21, "проверено_и_безопасно", "这段代码安全",
        "SAFE_BECAUSE_THE_GATEWAY_CHECKS",
    ],
)  # fmt: skip
def test_long_names_and_sentences_speak(name: str) -> None:
    assert speaks(name)
    assert MuteNames([name]).hide(f"{name}({name}, x)") == "name_1(name_1, x)"


@pytest.mark.parametrize(
    "name",
    [
        "run", "check_password_hash", "create_default_context", "get_object_or_404", "status_code", "safe_load",
        "timingSafeEqual", "encodeURIComponent", "execFileSync", "is_relative_to", "XMLParser", "PBKDF2HMAC", "größe"[:3],
        "url_has_allowed_host_and_scheme", "dangerouslySetInnerHTML", "this", "______", "CREDENTIAL_1", "X509_V_FLAG",
    ],
)  # fmt: skip
def test_ordinary_names_and_those_of_libraries_stay(name: str) -> None:
    assert not speaks(name)
    assert MuteNames([]).hide(name) == name


TEXTS = st.lists(
    st.sampled_from(
        ["name_1", "name_2", "xname_1", "this_is_safe", "ok", " ", "(", ".", "was_it_checked_here", "\n"]
    )
).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_what_is_hidden_comes_back_as_it_was(texts: list[str]) -> None:
    names = MuteNames(texts)
    hidden = [names.hide(text) for text in texts]
    assert [names.reveal(text) for text in hidden] == texts
    assert not any(
        speaks(word) for text in hidden for word in text.replace("(", " ").replace(".", " ").split()
    )
