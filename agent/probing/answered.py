"""Harm by inputs that become a part of what the code writes: statements, pages, tables. Pure."""

from __future__ import annotations

from agent.probing.harm import TOLD, Harm

SQL = Harm(
    payloads=(
        "x' OR suture_field --",
        "x' || suture_field || '",
        'x" OR suture_field --',
        "suture_field",
        "1 OR suture_field",
        "x') OR suture_field --",
        "HONEST, suture_field",
        # Whether it stands between quotes or not, so that one input can show both.
        "suture_field --' OR suture_field --",
        "x'' OR suture_field --",
        "x\\' OR suture_field --",
    ),
    imports=("import re",),
    fixtures=("caplog",),
    helpers=TOLD
    + """
# A database that looks for the name has read the input as a part of the statement.
LOOKED_FOR = re.compile(
    r"no such column: \\"?suture_field|near \\"suture_field|column \\"?suture_field\\"? does not exist"
    r"|Unknown column 'suture_field|unrecognized token: \\"suture_field", re.IGNORECASE
)
""",
    # To refuse in the same words, by an error of Python's own, is no harm.
    check="""answers = [one for one in seen if not isinstance(one, (ValueError, LookupError, TypeError))]
assert not LOOKED_FOR.search(told(answers) + caplog.text), "the input became part of the statement\"""",
    names=("told", "text_of", "re", "LOOKED_FOR"),
    variants=("HONEST & more",),
)

HTML = Harm(
    payloads=(
        "<suture-x>",
        '"><suture-x>',
        "'><suture-x>",
        "' onsuture='1",
        '" onsuture="1',
        "</script><suture-x>",
        "HONEST<suture-x>",
        "javascript:suture()",
        "[x](javascript:suture())",
        "x onsuture=1",
        '[x](/"onsuture="1)',
        "&lt;suture-x&gt;",
    ),
    imports=(
        "import re",
        "from html.parser import HTMLParser",
    ),
    helpers='''
class Page(HTMLParser):
    """Notes what an input made of its own: an element, an attribute, an address that runs."""

    def __init__(self):
        super().__init__()
        self.made = []

    def handle_starttag(self, tag, attrs):
        led = [value or "" for name, value in attrs if name in ("href", "src", "action")]
        runs = [re.sub(r"[\\0-\\x20]", "", value).lower() for value in led]
        self.made += [tag] if tag == "suture-x" else []
        self.made += [name for name, _ in attrs if name.startswith("onsuture")]
        self.made += [value for value in runs if value.startswith("javascript:suture")]


def made(seen):
    """What inputs made of their own in the pages among the answers."""
    page = Page()
    for answer in seen:
        kind = str((getattr(answer, "headers", None) or {}).get("Content-Type", "text/html"))
        if "html" in kind and not isinstance(answer, BaseException):
            page.feed(str(getattr(answer, "text", answer)) + "\\n")
    page.close()
    return page.made
''',
    check="assert made(seen) == []",
    names=("re", "HTMLParser", "Page", "made"),
    variants=("HONEST & more", "more HONEST"),
)

CELL = Harm(
    payloads=("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", " =HONEST"),
    imports=(
        "import csv",
        "import io",
    ),
    helpers=TOLD
    + '''
def formulas(seen, sent):
    """Cells of the table that a spreadsheet would compute."""
    answers = [one for one in seen if not isinstance(one, BaseException)]
    rows = csv.reader(io.StringIO(told(answers), newline=""))
    starts = ("=", "+", "-", "@", "\\t", "\\r")
    return [cell for row in rows for cell in row if sent in cell and cell.startswith(starts)]
''',
    check="assert formulas(seen, sent) == []",
    names=("told", "text_of", "csv", "io", "formulas"),
    variants=("HONEST, more", "HONEST = more"),
)
