"""detect-secrets on single lines, without its global settings: each detector is asked by itself.

No detector goes to the network: it would only to verify, which needs a filter that is never installed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from detect_secrets.filters.heuristic import is_indirect_reference, is_potential_uuid, is_sequential_string
from detect_secrets.plugins.artifactory import ArtifactoryDetector
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.azure_storage_key import AzureStorageKeyDetector
from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector
from detect_secrets.plugins.basic_auth import BasicAuthDetector
from detect_secrets.plugins.cloudant import CloudantDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString, HexHighEntropyString
from detect_secrets.plugins.ibm_cloud_iam import IbmCloudIamDetector
from detect_secrets.plugins.ibm_cos_hmac import IbmCosHmacDetector
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.keyword import KeywordDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.npm import NpmDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.softlayer import SoftlayerDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector
from detect_secrets.plugins.telegram_token import TelegramBotTokenDetector
from detect_secrets.plugins.twilio import TwilioKeyDetector

# Formats of their own: what matches is a credential wherever it stands.
_FORMATS: tuple[RegexBasedDetector, ...] = (
    ArtifactoryDetector(), AWSKeyDetector(), AzureStorageKeyDetector(), CloudantDetector(),
    DiscordBotTokenDetector(), GitHubTokenDetector(), GitLabTokenDetector(), IbmCloudIamDetector(),
    IbmCosHmacDetector(), JwtTokenDetector(), MailchimpDetector(), NpmDetector(), OpenAIDetector(),
    PypiTokenDetector(), SendGridDetector(), SlackDetector(), SoftlayerDetector(), SquareOAuthDetector(),
    StripeDetector(), TelegramBotTokenDetector(), TwilioKeyDetector(), BasicAuthDetector(),
)  # fmt: skip
_RANDOM: tuple[BasePlugin, ...] = (Base64HighEntropyString(limit=4.3), HexHighEntropyString(limit=3.0))
_NAMED: tuple[BasePlugin, ...] = (KeywordDetector(),)

_TEMPLATE = re.compile(
    r"\$\{|\{[\w.!]*\}|^<.*>$|^%|^\$|^\*+$|EXAMPLE|^(password|passwd|pass|pwd|pw|secret|token)$",
    re.IGNORECASE,
)
# What only says where a secret is.
_REFERENCE = re.compile(
    r"[\s\"'-]*[\w.-]*(name|file|path|ref|url|field|header|length|id)[\"']?\s*[:=]", re.IGNORECASE
)
_DIGESTS = frozenset((24, 32, 40, 48, 56, 64, 96, 128))


def known_formats(path: str, line: str) -> Iterator[tuple[str, str]]:
    """Credentials of services, by their form: the kind and the value."""
    for plugin in _FORMATS:
        for kind, value in _asked((plugin,), path, line):
            # Some detectors give no more than the prefix or the password.
            matches = (match[0] for form in plugin.denylist for match in form.finditer(line))
            whole = value if len(value) >= 12 else next((text for text in matches if value in text), value)
            if not _TEMPLATE.search(value):
                yield kind, whole


def random_strings(path: str, line: str) -> Iterator[tuple[str, str]]:
    """Quoted strings that no person wrote, digests and alphabets left out: the kind and the value."""
    for kind, value in _asked(_RANDOM, path, line):
        if not _harmless(value):
            yield kind, value


def named_values(path: str, line: str) -> Iterator[tuple[str, str]]:
    """Values under a telling name, for files of which there is no syntax tree: the kind and the value."""
    if is_indirect_reference(line) or _REFERENCE.match(line):
        return
    pure = PurePosixPath(path)
    # The detector goes by the file's ending, and asks for quotes where it does not know it.
    settings = pure.name.startswith(".env") or pure.suffix in (".env", ".conf", ".properties")
    for kind, value in _asked(_NAMED, "settings.ini" if settings else path, line):
        # An unquoted value ends where the line's comment begins.
        bare = value.split(" #")[0].strip()
        words = re.fullmatch(r"[A-Za-z_.]*", bare) is not None and re.search(
            r"pass|secret|key|token", bare, re.IGNORECASE
        )
        if (
            bare
            and not _TEMPLATE.search(bare)
            and not words
            and bare.lower() not in ("null", "none", "true", "false", "string")
        ):
            yield kind, bare


def _asked(plugins: Sequence[BasePlugin], path: str, line: str) -> Iterator[tuple[str, str]]:
    for plugin in plugins:
        # `analyze_line` answers with a set; its order is not the same in every process.
        found = {secret.secret_value or "" for secret in plugin.analyze_line(filename=path, line=line)}
        yield from ((plugin.secret_type, value) for value in sorted(found))


def _harmless(value: str) -> bool:
    digest = re.fullmatch(r"[0-9a-fA-F]+", value) is not None
    if digest and (len(value) in _DIGESTS or len(value) < 20):
        return True
    steps = sum(ord(after) - ord(before) == 1 for before, after in pairwise(value))
    alphabet = steps * 2 > len(value)
    named = re.match(r"sha(1|256|384|512)[-:]", value) is not None
    words = [part for part in re.split(r"[/_+=-]", value) if part]
    readable = all(re.fullmatch(r"[A-Z]*[a-z]*\d{0,4}|([A-Z]?[a-z]+)+\d{0,4}", part) for part in words)
    return alphabet or named or readable or is_potential_uuid(value) or is_sequential_string(value)
