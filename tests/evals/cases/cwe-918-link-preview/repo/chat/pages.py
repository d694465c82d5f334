"""Reads what a preview shows from a page."""

import re
from html import unescape

TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


def title_of(page):
    found = TITLE.search(page)
    return unescape(" ".join(found[1].split())) if found else ""
