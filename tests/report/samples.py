"""Realistic findings, outcomes and a whole run, and hostile text to put into them."""

from __future__ import annotations

from dataclasses import replace

from agent.contract import Contract
from agent.diff import unified_diff
from agent.domain import (
    Change,
    Finding,
    FixSafety,
    Location,
    Proof,
    Rule,
    RuleFix,
    Severity,
    Skip,
    Source,
    TestStyle,
    Usage,
)
from agent.report.record import RunRecord
from agent.verdict import (
    Check,
    Delivered,
    Delivery,
    Evidence,
    Flag,
    FlagKind,
    Outcome,
    OutcomeKind,
    Status,
    Verdict,
)

BASE_SHA = "4f2a9c1be07d5583a6c0e9d2417b88f03c5d6e1a"
GATES = ("applies", "scope", "syntax", "secrets", "finding", "regressions", "tests", "proof", "review")
FLAGS = {
    "secrets": (Flag(FlagKind.HOST, "shop/catalog.py:4", "a new host: prices.example.net"),),
    "finding": (Flag(FlagKind.SIBLING, "shop/catalog.py:31", "the same sink: connection.execute(query)"),),
}
PROOF = Proof(
    "tests/test_suture_0f1e2d3c.py",
    'def test_attack_reads_no_other_table(shop):\n    assert "admin" not in shop.search("\' UNION SELECT 1 --")\n\n\n'
    'def test_control_finds_a_product(shop):\n    assert shop.search("rye")\n',
    TestStyle.PYTEST,
)
HOSTILE = (
    '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    "\u202etxt.exe\x1b[31m[bold]x[/]::error::x##[add-path]y"
)

SQL = Rule(
    "python-sql-string-format",
    Severity.CRITICAL,
    cwe=("CWE-89",),
    owasp=("A03:2021",),
    references=("https://docs.python.org/3/library/sqlite3.html#how-to-use-placeholders-to-bind-values",),
    guidance="Pass values as parameters; never build the statement from them.",
)
YAML = Rule("python-yaml-unsafe-load", Severity.HIGH, cwe=("CWE-502",), fix_safety=FixSafety.SAFE)
HASH = Rule("python-weak-password-hash", Severity.MEDIUM, cwe=("CWE-916", "CWE-327"))
PATH = Rule("python-path-traversal-open", Severity.HIGH, cwe=("CWE-22",))
DEBUG = Rule("python-flask-debug-enabled", Severity.LOW, cwe=("CWE-489",))

_SQL_BEFORE = '''\
def search(connection, term):
    """Products whose name contains the term."""
    query = f"SELECT id, name, price FROM product WHERE name LIKE '%{term}%'"
    return connection.execute(query).fetchall()


def by_id(connection, product_id):
    return connection.execute("SELECT * FROM product WHERE id = ?", (product_id,)).fetchone()
'''
_SQL_AFTER = _SQL_BEFORE.replace(
    """    query = f"SELECT id, name, price FROM product WHERE name LIKE '%{term}%'"
    return connection.execute(query).fetchall()
""",
    """    query = "SELECT id, name, price FROM product WHERE name LIKE ?"
    return connection.execute(query, (f"%{term}%",)).fetchall()
""",
)


def finding(rule: Rule, path: str, line: int, message: str, snippet: str, fix: bool = False) -> Finding:
    lines = snippet.count("\n")
    own = RuleFix(0, 1, "x") if fix else None
    return Finding(rule, Location(path, line, line + lines), message, snippet, own)


def verdict(**other: tuple[Status, str]) -> Verdict:
    """All gates passed, except for those given."""
    details = {
        "applies": "every edit matched exactly once",
        "scope": "1 file, 2 lines added, 2 removed",
        "syntax": "shop/catalog.py parses, all imports resolve",
        "secrets": "no credential; 1 flag",
        "finding": "python-sql-string-format no longer matches in shop/catalog.py",
        "regressions": "no rule newly matches in 1 changed file",
        "tests": "47 passed before and after (pytest)",
        "proof": "3 attacks fail at base and pass now, 1 control passes on both; 6 of 6 wrong fixes caught",
        "review": "a blind reviewer has no objection; 3 more attacks of its own do no harm",
    }
    checks = []
    for number, gate in enumerate(GATES):
        status, detail = other.get(gate, (Status.PASSED, details[gate]))
        seconds = 0.0 if status is Status.NOT_RUN else round(0.01 * 7**number % 9, 2)
        checks.append(Check(gate, status, detail, seconds, FLAGS.get(gate, ())))
    evidence = Evidence(BASE_SHA, "a" * 64, "b" * 64, "c" * 64, "d" * 64)
    return Verdict(tuple(checks), GATES, evidence)


SQL_FINDING = finding(
    SQL,
    "shop/catalog.py",
    3,
    "The SQL statement is built from a value that a request controls: the request can change the statement.",
    "    query = f\"SELECT id, name, price FROM product WHERE name LIKE '%{term}%'\"\n"
    "    return connection.execute(query).fetchall()",
)
YAML_FINDING = finding(
    YAML,
    "shop/imports.py",
    18,
    "yaml.load without a safe loader builds any Python object that the document names.",
    "    data = yaml.load(stream)",
    fix=True,
)

CONTRACT = Contract(
    '`term = request.args["q"]` reaches `conn.execute` as part of the statement.',
    "A term such as `' OR 1=1 --` ends the string literal, and every product is listed.",
    "The term never becomes part of the statement's text.",
    "`find` in shop/catalog.py, at the call of `execute`.",
    "A search for a part of a name still finds the product.",
    "",
    ("conn.execute(f\"SELECT * FROM products WHERE name LIKE '%{term}%'\")",),
)

FIXED = Outcome(
    SQL_FINDING,
    SQL_FINDING.fingerprint,
    OutcomeKind.FIXED,
    "all required gates passed",
    Source.MODEL,
    verdict(),
    Delivered(
        Delivery.PREPARED,
        f"suture/{SQL_FINDING.fingerprint}",
        f"pages/{SQL_FINDING.fingerprint}.html",
    ),
    unified_diff([Change("shop/catalog.py", _SQL_BEFORE.encode(), _SQL_AFTER.encode())]),
    "The search term is now bound as a parameter, so it can no longer end the string literal. "
    "The wildcards moved into the bound value, which keeps the results the same.",
    (
        "Callers pass the term as text, not as prepared SQL.",
        "A `%` or `_` in the term keeps its meaning as a wildcard, as before.",
    ),
    2,
    Usage(3, 4210, 688, 41.2, cached=1, cost=0.0125, longest=1840),
    PROOF,
    contract=CONTRACT,
    model="small-coder",
)
GAP = Outcome(
    YAML_FINDING,
    YAML_FINDING.fingerprint,
    OutcomeKind.EVIDENCE_GAP,
    "tests not run: no sandbox is available",
    Source.RULE_FIX,
    verdict(
        finding=(Status.PASSED, "python-yaml-unsafe-load no longer matches in shop/imports.py"),
        tests=(Status.NOT_RUN, "no sandbox is available: see `suture doctor`"),
    ),
    Delivered(
        Delivery.PREPARED,
        f"suture/{YAML_FINDING.fingerprint}",
        f"pages/{YAML_FINDING.fingerprint}.html",
    ),
    unified_diff(
        [
            Change(
                "shop/imports.py",
                b"def read(stream):\n    data = yaml.load(stream)\n    return data\n",
                b"def read(stream):\n    data = yaml.safe_load(stream)\n    return data\n",
            )
        ]
    ),
    "The rule's own replacement was applied.",
    attempts=1,
)
_HASH_FINDING = finding(HASH, "shop/accounts.py", 41, "MD5 is too fast for passwords.", "    hashlib.md5(p)")
REJECTED = Outcome(
    _HASH_FINDING,
    _HASH_FINDING.fingerprint,
    OutcomeKind.REJECTED,
    "tests: tests/test_accounts.py::test_login passed at base and fails now",
    Source.MODEL,
    verdict(tests=(Status.FAILED, "tests/test_accounts.py::test_login passed at base and fails now")),
    diff=FIXED.diff,
    attempts=6,
    usage=Usage(9, 15_800, 3_120, 160.0),
)
_PATH_FINDING = finding(
    PATH, "shop/admin/exports/archive.py", 112, "The name of the file comes from a request.", "open(name)"
)
NO_MODEL = Outcome(
    _PATH_FINDING,
    _PATH_FINDING.fingerprint,
    OutcomeKind.NO_FIX,
    "needs a model: set OPENAI_API_KEY and SUTURE_MODEL, for the rule has no fix of its own",
)
_DEBUG_FINDING = finding(
    DEBUG, "examples/run.py", 9, "Debug mode runs code from the browser.", "app.run(debug=True)"
)
SKIPPED = Outcome(
    _DEBUG_FINDING,
    _DEBUG_FINDING.fingerprint,
    OutcomeKind.SKIPPED,
    "example code comes last: --max 4 reached",
)
OUTCOMES = (FIXED, GAP, REJECTED, NO_MODEL, SKIPPED)

RUN = RunRecord(
    target="shop",
    base_sha=BASE_SHA,
    outcomes=OUTCOMES,
    skipped=(
        Skip("static/vendor/app.min.js", "larger than 1000000 bytes"),
        Skip("data/legacy.py", "not UTF-8 (byte 112)"),
    ),
    notes=("The work tree has uncommitted changes: HEAD was scanned.",),
    sandbox="bubblewrap",
    model="qwen2.5-coder-1.5b",
    timing={"total": 312.4051, "scan": 4.92, "baseline": 11.3},
)


def hostile() -> Outcome:
    """An outcome in which every text that an attacker could choose is HOSTILE."""
    bad = replace(
        SQL_FINDING,
        rule=replace(SQL, id=HOSTILE, cwe=(HOSTILE, "CWE-89"), references=("javascript:alert(1)", HOSTILE)),
        location=Location(HOSTILE, 3, 4),
        message=HOSTILE,
        snippet=f"{HOSTILE}\n::error::in a snippet",
    )
    flags = (Flag(FlagKind.HOST, HOSTILE, f"::error::{HOSTILE}"),)
    said = f"::error::{HOSTILE}\n::error::x"
    checks = tuple(Check(HOSTILE, Status.PASSED, said, flags=flags) for _ in range(2))
    return Outcome(
        bad,
        bad.fingerprint,
        OutcomeKind.FIXED,
        f"::error::{HOSTILE}",
        Source.MODEL,
        Verdict(checks, ()),
        Delivered(Delivery.PREPARED, f"suture/{HOSTILE}; rm -rf $HOME", f"javascript:{HOSTILE}", HOSTILE),
        unified_diff([Change(HOSTILE, HOSTILE.encode(), f"::error::{HOSTILE}".encode())]),
        HOSTILE,
        (HOSTILE,),
        1,
        proof=Proof(HOSTILE, f"{HOSTILE}\n::error::in a proof\n", TestStyle.NODE),
    )
