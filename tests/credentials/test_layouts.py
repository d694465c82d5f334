"""The same credentials in other layouts; what a cut leaves of them; and texts that are made to be slow."""

from __future__ import annotations

import time

import pytest

from agent.credentials import Vault
from tests.credentials.planted import Planted, layouts, planted

VALUE = "Zq8xK2" + "mP9wLhT4"
# What its form tells is found anywhere; these are told by their names, and are words of no PIN or sentence.
NAMED = [
    one for one in planted() if one.name not in ("setting", "url", "line", "storage", "header", "command")
]
LINES = [one for one in NAMED if one.written == one.value and "\n" not in one.value]
HOSTILE = (
    "\n", " ", "a", "0", "+", "-", '"', "\\", "(", "/", "pw:", "pw=", 'password="', "pw='", "<pw>", "token=(", "://",
    "-----BEGIN ", "mysql ", 'pw=["a1b2c3d4",', "pw=f(", "x@y:", 'pw="""a', "'a'==pw ", "key: |\n", "aA1+",
)  # fmt: skip


def test_most_named_kinds_are_laid_out() -> None:
    assert len(LINES) >= 18


@pytest.mark.parametrize("one", LINES, ids=[one.kind for one in LINES])
def test_no_layout_shows_a_planted_credential_and_each_comes_back(one: Planted) -> None:
    for place, text in layouts(one).items():
        if place in ("decoded", "cut line") and (" " in one.value or one.value.isdigit()):
            # A sentence is no code for bytes, and what is cut off has to be told by its letters.
            continue
        vault = Vault()
        hidden = vault.hide(text)
        assert one.value not in hidden, place
        assert vault.reveal(hidden) == text, place


@pytest.mark.parametrize(
    "text",
    [
        f'passwords = [\n    "{VALUE}",\n]', f'run(["tool", "--password", "{VALUE}"])', f"mysql -u root -p{VALUE} shop",
        f"sshpass -p {VALUE} ssh shop", f"<password>\n  {VALUE}\n</password>", f'{{"api_keys": ["{VALUE}"]}}',
        f'if req.password === "{VALUE}" {{', f'secret_key = base64.b64decode(\n    b"{VALUE}"\n)',
    ],
)  # fmt: skip
def test_lists_flags_and_tags_are_read(text: str) -> None:
    vault = Vault()
    hidden = vault.hide(text)
    assert VALUE not in hidden
    assert vault.reveal(hidden) == text


@pytest.mark.parametrize(
    "text",
    [
        'password = form.get("user-1-field")', 'token = x if mode == "strict-mode-2" else None', 'password = table["column-12"]',
        'add_argument("--password", "--pw-2")', "docker run -p3306:3306 mysql:8", 'password = "\' + password + \'"',
        "description: |\n  It has 8 parts\n", 'tokens = ["select", "from2"]',
    ],
)  # fmt: skip
def test_what_is_no_value_is_left_alone(text: str) -> None:
    assert Vault().hide(text) == text


@pytest.mark.parametrize("length", [6, 9, 13])
def test_what_a_cut_leaves_of_a_value_that_was_seen_whole_is_hidden(length: int) -> None:
    vault = Vault()
    vault.learn(f'password = "{VALUE}"')
    for text in (
        f"a.py:1: connect({VALUE[:length]}",
        f"a.py:1: connect({VALUE[:length]}\nb.py",
        f"refused '{VALUE[:length]}...",
        f"[... 9 characters left out ...]\n{VALUE[-length:]}' was refused",
    ):
        hidden = vault.hide(text)
        assert VALUE[:length] not in hidden and VALUE[-length:] not in hidden
        assert vault.reveal(hidden) == text


def test_the_word_that_a_value_begins_with_stays() -> None:
    vault = Vault()
    vault.learn('SECRET_KEY = "django-' + VALUE + '"')
    assert vault.hide("import django\n") == "import django\n"


def test_learning_gives_out_no_number() -> None:
    vault = Vault()
    vault.learn(f'password = "{VALUE}"')
    assert vault.hide('api_secret = "' + VALUE[::-1] + '"') == 'api_secret = "CREDENTIAL_1"'


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    def once(text: str) -> float:
        begin = time.process_time()
        Vault().hide(text)
        return time.process_time() - begin

    def seconds(size: int) -> float:
        # The best of three: a machine that others use too is slow now and then.
        return min(once((piece * size)[:size]) for _ in range(3))

    # Eight times the text: a square would take sixty-four times as long.
    assert seconds(64_000) < 32 * max(seconds(8_000), 0.01)
