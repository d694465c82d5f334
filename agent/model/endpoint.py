"""Address and key of an endpoint: checked before the first request, and never shown with a secret in them."""

from __future__ import annotations

import base64
from urllib.parse import SplitResult, urlsplit

from agent.errors import ModelError
from agent.settings import ModelSettings

DEFAULT_BASE_URL = "https://api.openai.com/v1"


class Endpoint:
    """Where requests go and with which key."""

    def __init__(self, settings: ModelSettings) -> None:
        """Raises ModelError when the model has no name, or when address or key cannot be right."""
        if not settings.name:
            raise ModelError("no model is named", hint="name one: --model, SUTURE_MODEL or model.name")
        self.model = settings.name
        self.url = (settings.base_url or DEFAULT_BASE_URL).strip()
        parts = _split(self.url)
        # Without the user and password that a proxy address may carry.
        self.shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        key = settings.api_key.get_secret_value().strip()
        if any(not "!" <= letter <= "~" for letter in key):
            raise ModelError("the key holds a character no key can have", hint="set OPENAI_API_KEY again")
        # Local servers need no key, but the SDK refuses to start without one.
        self.key = key or "none"
        self._secrets = _spellings(key) + _spellings(parts.password or "")

    def redact(self, text: str) -> str:
        """`text` on one line, at most 300 characters, without the key in any spelling."""
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        line = " ".join(text.split())
        return line if len(line) <= 300 else f"{line[:300]}…"


def _split(url: str) -> SplitResult:
    hint = "set OPENAI_BASE_URL to an address like http://127.0.0.1:8000/v1"
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        # Its text repeats the address, which may hold a password.
        raise ModelError("the model's address is malformed", hint=hint) from None
    raise ModelError("the model's address is not an http or https URL", hint=hint)


def _spellings(secret: str) -> tuple[str, ...]:
    if not secret:
        return ()
    return secret, base64.b64encode(secret.encode()).decode()
