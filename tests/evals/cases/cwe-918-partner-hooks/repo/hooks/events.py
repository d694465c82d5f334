"""The events that receivers get."""

import json


def sample_event(kind):
    """The body of a test event."""
    return json.dumps({"kind": kind, "test": True}).encode()
