"""Text form of the parts of a token."""

import base64
import json


def pack(value):
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()


def unpack(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
