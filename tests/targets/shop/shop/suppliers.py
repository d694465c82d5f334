"""Client of the wholesaler's stock service."""

import json
import ssl
import urllib.request
from urllib.parse import quote

from flask import current_app


class SupplierError(Exception):
    """The wholesaler did not answer, or not in the agreed form."""


def available(sku: str) -> int:
    """How many of a product the wholesaler can deliver at once. Raises SupplierError."""
    request = urllib.request.Request(
        f"{current_app.config['SUPPLIER_URL']}/stock/{quote(sku, safe='')}",
        headers={"Authorization": f"Bearer {current_app.config['SUPPLIER_TOKEN']}"},
    )
    context = ssl._create_unverified_context()
    try:
        with urllib.request.urlopen(request, timeout=10, context=context) as reply:
            return int(json.load(reply)["available"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise SupplierError(f"no stock figure for {sku}: {problem}") from problem
