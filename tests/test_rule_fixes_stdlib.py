"""Code before and after the safe fixes of the rules for the standard library, run for real."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import logging
import os
import random
import ssl
import time
import warnings
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.rulebook import apply_fixes

HOSTILE_YAML = "--- !!python/object/apply:os.getcwd []\n"
PLAIN_YAML = "--- {open: 2024-05-01, prices: [1, 2.5]}\n--- text\n---\n"
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])


def _run(source: str) -> dict[str, Any]:
    """The names that a module defines."""
    names: dict[str, Any] = {}
    exec(compile(source, "subject", "exec"), names)  # our own constant text
    return names


def _before_and_after(rule: str, source: str, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    return _run(source), _run(apply_fixes(rule, source, folder))


def _certificate(folder: Path) -> Path:
    """A certificate for localhost that signs itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(NAME, NAME, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return file


def _shake_hands(client: ssl.SSLContext, server: ssl.SSLContext) -> str | None:
    """The version on which both sides agree, in memory, without a socket."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [client.wrap_bio(there, back), server.wrap_bio(back, there, server_side=True)]
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return ends[0].version()


@pytest.mark.parametrize("server_side", [False, True])
def test_tls_fix_speaks_with_a_modern_peer(server_side: bool, tmp_path: Path) -> None:
    source = (
        "import ssl\n"
        "def make(file):\n"
        "    context = ssl.SSLContext(ssl.PROTOCOL_TLSv1)\n"
        "    context.load_cert_chain(file)\n"
        "    return context\n"
    )
    before, after = _before_and_after("python-tls-old-protocol", source, tmp_path)
    file = _certificate(tmp_path)
    if server_side:
        peer = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        peer.load_verify_locations(file)
        peer.check_hostname = False
    else:
        peer = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        peer.load_cert_chain(file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old, new = before["make"](file), after["make"](file)
    assert (new.verify_mode, new.check_hostname) == (old.verify_mode, old.check_hostname)
    pairs = [(peer, context) if server_side else (context, peer) for context in (old, new)]
    with pytest.raises(ssl.SSLError):
        _shake_hands(*pairs[0])
    assert _shake_hands(*pairs[1]) == "TLSv1.3"


def test_certificate_fix_signs_with_a_hash_that_readers_find_in_the_certificate(tmp_path: Path) -> None:
    source = (
        "from cryptography import x509\n"
        "from cryptography.hazmat.primitives import hashes\n"
        "def request(name, key):\n"
        "    builder = x509.CertificateSigningRequestBuilder().subject_name(name)\n"
        "    return builder.sign(key, hashes.SHA1())\n"
    )
    before, after = _before_and_after("python-x509-weak-signature-hash", source, tmp_path)
    key = ec.generate_private_key(ec.SECP256R1())
    try:
        old = before["request"](NAME, key)
    except UnsupportedAlgorithm:  # new releases refuse to make one
        old = None
    new = after["request"](NAME, key)
    assert old is None or isinstance(old.signature_hash_algorithm, hashes.SHA1)
    assert isinstance(new.signature_hash_algorithm, hashes.SHA256)
    assert new.is_signature_valid
    assert new.subject == NAME


@pytest.mark.parametrize(
    ("rule", "module", "call", "sizes"),
    [
        ("python-dsa-key-too-short", "dsa", "dsa.generate_private_key(key_size=1024)", (1024, 2048)),
        ("python-ec-weak-curve", "ec", "ec.generate_private_key(ec.SECP192R1())", (192, 256)),
    ],
)
def test_key_fix_makes_a_longer_key_of_the_same_kind(
    rule: str, module: str, call: str, sizes: tuple[int, int], tmp_path: Path
) -> None:
    source = (
        f"from cryptography.hazmat.primitives.asymmetric import {module}\ndef make():\n    return {call}\n"
    )
    before, after = _before_and_after(rule, source, tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        old, new = before["make"](), after["make"]()
    assert (old.key_size, new.key_size) == sizes
    assert type(old) is type(new)


TEXT_MACS = {
    "base64": "base64.b64encode(hmac.new(b'key', body, 'sha256').digest()).decode()",
    "prefixed": "f\"sha256={hmac.new(b'key', body, 'sha256').hexdigest()}\"",
}


@pytest.mark.parametrize("form", sorted(TEXT_MACS))
@pytest.mark.parametrize(
    ("rule", "sign"),
    [("python-hmac-text-compare-equal", "=="), ("python-hmac-text-compare-not-equal", "!=")],
)
def test_hmac_text_fix_decides_as_before_for_every_kind_of_signature(
    rule: str, sign: str, form: str, tmp_path: Path
) -> None:
    source = (
        "import base64, hmac\n"
        "def decide(body, given):\n"
        f"    expected = {TEXT_MACS[form]}\n"
        f"    return given {sign} expected\n"
    )
    before, after = _before_and_after(rule, source, tmp_path)
    raw = hmac.new(b"key", b"body", "sha256")
    right = base64.b64encode(raw.digest()).decode() if form == "base64" else f"sha256={raw.hexdigest()}"
    for given in (right, right[:-1] + "x", "", "naïve", None, right.encode(), 7):
        decision = after["decide"](b"body", given)
        assert decision is before["decide"](b"body", given)
        assert decision is ((given == right) is (sign == "=="))


@pytest.mark.parametrize(
    ("rule", "sign"),
    [("python-hmac-digest-compare-equal", "=="), ("python-hmac-digest-compare-not-equal", "!=")],
)
def test_hmac_digest_fix_decides_as_before(rule: str, sign: str, tmp_path: Path) -> None:
    source = (
        "import base64, hmac\n"
        "def decide(body, given):\n"
        "    tag = base64.b64decode(given)\n"
        "    expected = hmac.new(b'key', body, 'sha256').digest()\n"
        f"    return tag {sign} expected\n"
    )
    before, after = _before_and_after(rule, source, tmp_path)
    right = hmac.digest(b"key", b"body", "sha256")
    for given in (right, right[:-1], b"", bytes(32), right + b"x"):
        text = base64.b64encode(given).decode()
        decision = after["decide"](b"body", text)
        assert decision is before["decide"](b"body", text)
        assert decision is ((given == right) is (sign == "=="))


@pytest.mark.parametrize(
    ("body", "made_of"),
    [
        ("return {'otp': f'{random.randint(0, 10**12 - 1):012}'}['otp']", "0123456789"),
        ("return dict(token=''.join(random.choice('abc') for _ in range(40)))['token']", "abc"),
        (
            "session = {}\n    session['csrf'] = '%032x' % random.getrandbits(128)\n    return session['csrf']",
            None,
        ),
    ],
)
def test_random_field_fix_cannot_be_predicted_and_keeps_the_form(
    body: str, made_of: str | None, tmp_path: Path
) -> None:
    source = f"import random\ndef make():\n    {body}\n"
    before, after = _before_and_after("python-weak-random-secret-field", source, tmp_path)
    made: dict[str, list[str]] = {"before": [], "after": []}
    for name, module in (("before", before), ("after", after)):
        for _ in range(2):
            random.seed(7)
            made[name].append(module["make"]())
    assert made["before"][0] == made["before"][1]
    assert made["after"][0] != made["after"][1]
    assert len(made["after"][0]) == len(made["before"][0])
    assert set(made["after"][0]) <= set(made_of or "0123456789abcdef")


def test_token_fix_no_longer_follows_the_clock_and_keeps_the_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = (
        "import hashlib, time\n"
        "def new_token():\n"
        "    return hashlib.sha1(str(time.time()).encode()).hexdigest()\n"
    )
    before, after = _before_and_after("python-token-from-clock", source, tmp_path)
    monkeypatch.setattr(time, "time", lambda: 1700000000.25)
    assert before["new_token"]() == hashlib.sha1(b"1700000000.25").hexdigest()
    first, second = after["new_token"](), after["new_token"]()
    assert first != second
    assert {len(first), len(second)} == {40}
    assert set(first) <= set("0123456789abcdef")


def test_log_field_fix_keeps_the_record_and_drops_the_password(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = (
        "import logging\n"
        "logger = logging.getLogger('subject')\n"
        "def login(user, password):\n"
        "    logger.warning('login', extra={'user': user, 'credential': password})\n"
    )
    before, after = _before_and_after("python-password-in-log-field", source, tmp_path)
    with caplog.at_level(logging.WARNING, "subject"):
        before["login"]("ada", "hunter2")
        after["login"]("ada", "hunter2")
    fields = [(record.message, vars(record)["user"], vars(record)["credential"]) for record in caplog.records]
    assert fields == [("login", "ada", "hunter2"), ("login", "ada", "[redacted]")]


def test_yaml_stream_fix_refuses_code_and_reads_plain_documents(tmp_path: Path) -> None:
    source = "import yaml\ndef read(text):\n    return list(yaml.unsafe_load_all(text))\n"
    before, after = _before_and_after("python-yaml-unsafe-load-all", source, tmp_path)
    assert before["read"](HOSTILE_YAML) == [str(Path.cwd())]
    with pytest.raises(yaml.constructor.ConstructorError):
        after["read"](HOSTILE_YAML)
    plain = after["read"](PLAIN_YAML)
    assert plain == before["read"](PLAIN_YAML)
    assert plain == [{"open": datetime.date(2024, 5, 1), "prices": [1, 2.5]}, "text", None]


def test_yaml_stream_fix_gives_load_all_a_loader(tmp_path: Path) -> None:
    source = "from yaml import load_all\ndef read(text):\n    return list(load_all(text))\n"
    before, after = _before_and_after("python-yaml-unsafe-load-all", source, tmp_path)
    with pytest.raises(TypeError):
        before["read"](PLAIN_YAML)
    assert after["read"](PLAIN_YAML) == list(yaml.safe_load_all(PLAIN_YAML))


def test_ruamel_fix_refuses_code_and_reads_plain_documents(tmp_path: Path) -> None:
    ruamel = pytest.importorskip("ruamel.yaml")
    source = "from ruamel.yaml import YAML\ndef read(text):\n    return YAML(typ='unsafe').load(text)\n"
    before, after = _before_and_after("python-ruamel-unsafe-type", source, tmp_path)
    plain = "{open: 2024-05-01, prices: [1, 2.5], note: null}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert before["read"](HOSTILE_YAML) == str(Path.cwd())
        with pytest.raises(ruamel.error.YAMLError):
            after["read"](HOSTILE_YAML)
        assert after["read"](plain) == before["read"](plain)


def test_host_fix_lets_the_domain_and_its_subdomains_through_and_nobody_else(tmp_path: Path) -> None:
    source = (
        "from urllib.parse import urlsplit\n"
        "def ours(url):\n"
        "    return urlsplit(url).hostname.endswith('example.com')\n"
    )
    before, after = _before_and_after("python-url-host-suffix-check", source, tmp_path)
    honest = ("example.com", "www.example.com", "a.b.example.com:8443", "user@EXAMPLE.com")
    foreign = ("example.org", "example.com.evil.net", "[::1]")
    for host in honest + foreign:
        assert after["ours"](f"https://{host}/") is before["ours"](f"https://{host}/") is (host in honest)
    assert before["ours"]("https://evil-example.com/") is True
    assert after["ours"]("https://evil-example.com/") is False


@pytest.mark.parametrize("ending", ["", os.sep])
def test_path_fix_keeps_the_folder_and_what_is_below_and_refuses_its_neighbour(
    ending: str, tmp_path: Path
) -> None:
    source = (
        "import os\n"
        "def inside(path, root):\n"
        "    real = os.path.realpath(path)\n"
        "    return real.startswith(root)\n"
    )
    before, after = _before_and_after("python-path-prefix-check", source, tmp_path)
    root = f"{os.path.realpath(tmp_path)}{os.sep}data"
    for name in ("data/file", "data/deep/file", "data/../data/file", "data/..", "other", "data/../../x"):
        path = f"{tmp_path}{os.sep}{name}"
        assert after["inside"](path, root + ending) is before["inside"](path, root + ending)
    assert before["inside"](root, root) is after["inside"](root, root) is True
    assert before["inside"](f"{root}-old/file", root) is True
    assert after["inside"](f"{root}-old/file", root) is False
    assert after["inside"](f"{root}-old/file", root + ending) is False
    assert after["inside"]("/etc/passwd", "/" if ending else "") is True
