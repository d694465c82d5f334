from __future__ import annotations

import base64
import threading
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.credentials import Vault, conceal, concealed, find, secret_variables, without_credentials
from agent.verdict import Check, Output, Status

PASSWORD = "hunter" + "2"
PIECES = st.sampled_from(
    (
        'password = "', '"', "\n", "CREDENTIAL_", "CREDENTIAL_1", "CREDENTIAL_2", "1", "23", PASSWORD, "token: ", " ", "'",
        "postgres://app:", "@db.internal/x", "-----BEGIN RSA PRIVATE KEY-----\n", "-----END RSA PRIVATE KEY-----", "QUJDRA==",
        "Bearer ", "abc123def456", "SECRET_KEY=", "x", "é", "\udcff", "Zm9vYmFyYmF6cXV4MTIz",
    )
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join) | st.text())
@example('password = "CREDENTIAL_1"')
@example("postgres://app:\udcff@db.internal/x")
@example(f'password = "{PASSWORD}"\nx = "{PASSWORD}4" + CREDENTIAL_1')
@example(f'password = "CREDENTIAL_1{PASSWORD}"')
def test_every_text_comes_back_as_it_was(text: str) -> None:
    vault = Vault()
    assert vault.reveal(vault.hide(text)) == text


@given(st.lists(PIECES, max_size=10).map("".join))
def test_a_known_value_never_stays_in_a_text(text: str) -> None:
    known = "k3y-of-" + "this-process"
    vault = Vault((known,))
    shown = vault.hide(f"{text}{known}{text}")
    assert known not in shown
    assert vault.reveal(shown) == f"{text}{known}{text}"


def test_placeholders_are_numbered_in_the_order_of_first_appearance() -> None:
    other = "correct" + "horse1"
    text = f'password = "{PASSWORD}"\ntoken_secret = "{other}"\n'
    assert Vault().hide(text) == 'password = "CREDENTIAL_1"\ntoken_secret = "CREDENTIAL_2"\n'


def test_the_same_value_has_the_same_placeholder_everywhere_and_in_part_of_a_longer_string() -> None:
    value = "Tr0ub4dor" + "&3x"
    vault = Vault()
    first = vault.hide(f'password = "{value}"')
    assert first == 'password = "CREDENTIAL_1"'
    assert vault.hide(f"E  refused: admin/{value}/x") == "E  refused: admin/CREDENTIAL_1/x"


def test_digits_behind_a_value_do_not_change_the_number_of_its_placeholder() -> None:
    value = "Tr0ub4dor" + "&x"
    vault = Vault()
    vault.hide(f'password = "{value}"')
    text = f"{value} {value}7"
    shown = vault.hide(text)
    assert shown == "CREDENTIAL_1 CREDENTIAL_2"
    assert vault.reveal(shown) == text


def test_a_value_is_hidden_as_base64_hexadecimal_and_percent_encoded() -> None:
    value = "p/ss+w0rd" + "&more"
    vault = Vault((value,))
    spelled = (
        value.encode().hex(),
        base64.b64encode(value.encode()).decode().rstrip("="),
        quote(value, safe=""),
    )
    shown = vault.hide("\n".join(spelled))
    assert not [each for each in spelled if each in shown]
    inside = base64.b64encode(f"user:{value}:x".encode()).decode()
    start = base64.b64encode(b"user:p").decode()[:7]
    assert vault.hide(inside).startswith(f"{start}CREDENTIAL_4")


def test_a_placeholder_in_an_answer_that_is_sent_back_stays_what_it_is() -> None:
    vault = Vault()
    vault.hide(f'password = "{PASSWORD}"')
    answer = 'password = "CREDENTIAL_1"  # CREDENTIAL_1 moves'
    assert vault.hide(answer) == answer


def test_a_word_that_looks_like_a_placeholder_keeps_its_number() -> None:
    vault = Vault()
    text = f'note = CREDENTIAL_1\npassword = "{PASSWORD}"'
    assert vault.hide(text) == 'note = CREDENTIAL_1\npassword = "CREDENTIAL_2"'
    assert vault.reveal("CREDENTIAL_1 CREDENTIAL_9") == "CREDENTIAL_1 CREDENTIAL_9"


def test_a_short_word_that_is_a_password_is_hidden_only_where_it_is_the_whole_value() -> None:
    vault = Vault()
    vault.hide('password = "root"')
    assert vault.hide('tree.getroot(); root = "root"') == 'tree.getroot(); root = "CREDENTIAL_1"'


def test_a_private_key_is_hidden_as_a_whole_and_comes_back_byte_for_byte() -> None:
    body = "\r\n".join(base64.b64encode(bytes(range(n, n + 48))).decode() for n in range(6))
    key = "-----BEGIN " + f"RSA PRIVATE KEY-----\r\n{body}\r\nabcd==\r\n-----END RSA PRIVATE KEY-----"
    vault = Vault()
    text = f'KEY = """{key}"""\n'
    assert vault.hide(text) == 'KEY = """CREDENTIAL_1"""\n'
    assert vault.reveal('KEY = """CREDENTIAL_1"""\n') == text
    assert body.split("\r\n")[2] not in vault.hide(f"line 3 of it: {body.split()[2]}")


def test_half_a_private_key_is_hidden_line_by_line() -> None:
    lines = [base64.b64encode(bytes(range(n, n + 48))).decode() for n in range(4)]
    begun = "-----BEGIN " + "EC PRIVATE KEY-----\n" + "\n".join(lines)
    ended = "\n".join(lines) + "\n-----END " + "EC PRIVATE KEY-----"
    for text in (begun, ended, "\n".join(lines)):
        assert not [line for line in lines if line in conceal(text)]


def test_threads_that_hide_at_once_agree_on_the_placeholders() -> None:
    vault = Vault()
    values = [f"Tr0ub4dor&{n}x" for n in range(40)]
    threads = [
        threading.Thread(target=lambda: [vault.hide(f'password = "{value}"') for value in values])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = [vault.hide(f'password = "{value}"') for value in values]
    assert len(set(shown)) == len(values)
    assert [vault.reveal(each) for each in shown] == [f'password = "{value}"' for value in values]


@pytest.mark.parametrize(
    "text",
    [
        'password = "test"', 'password = "change-me"', 'password = "<your password>"', 'password = "${DB_PASSWORD}"',
        "password = get_password()", "def login(password: str, token: str = None) -> str: ...", "return token == password",
        'raise ValueError("Please enter your password")', '{"password": "Password"}', '<input type="password" name="password">',
        'table = "user_passwords"', 'TOKEN_URL = "https://example.org/oauth/token"', 'PASSWORD_FIELD = "password"',
        'base_sha = "3f786850e387550fdab836ed7e6dc881de23001b"', "<data-3f786850e387550f code>\nx = 1\n</data-3f786850e387550f>",
        "suture-fingerprint: 0123456789abcdef", "GET /etc/password HTTP/1.1", "https://example.org/a/b?page=2#top",
        "cursor.execute(\"SELECT * FROM users WHERE password = '\" + password + \"'\")", 'headers = {"Authorization": f"Bearer {token}"}',
        'secret_name = "billing-api"', "max_tokens = 4096", 'key = "name"', "password=args.password, token=self.token",
        "Authorization: Bearer <token>", "git@github.com:octo/shop.git", "user@example.org", 'csrf_token = "csrf_token"',
        "sha256-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)  # fmt: skip
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert conceal(text) == text


@pytest.mark.parametrize(
    "value",
    ["#Winter" + "2024", ".dot" + "ted9!", "/NCRCtO9L4z97Wf6" + "KD0L1Kl7oHoe", "pa ss" + " word phrase x9"],
)
def test_a_password_may_begin_like_an_address_or_hold_spaces(value: str) -> None:
    assert conceal(f'db_password = "{value}"') == 'db_password = "CREDENTIAL_1"'


def test_a_line_of_a_megabyte_is_searched_to_its_end() -> None:
    text = "x" * 1_000_000 + f'; password = "{PASSWORD}"'
    assert [text[start:end] for start, end in find(text)] == [PASSWORD]


def test_a_value_that_one_text_tells_is_hidden_in_all_of_them() -> None:
    check = Check(
        "proof", Status.FAILED, f"refused {PASSWORD}", outputs=(Output("run", f'password = "{PASSWORD}"'),)
    )
    shown = without_credentials((check, "x"))
    assert PASSWORD not in repr(shown)
    assert shown[0].status is Status.FAILED
    assert concealed({"a": [check]}, str)["a"][0] == check


def test_values_of_secret_variables_are_taken_from_the_environment() -> None:
    environ = {
        "OPENAI_API_KEY": "k" * 20,
        "GH_TOKEN": "t" * 20,
        "HOME": "/home/me",
        "SSH_KEY": "/home/me/key",
        "DB_PASS": "x",
    }
    assert secret_variables(environ) == ("t" * 20, "k" * 20)
