"""Proposals as they reach the forge, one for each kind of body."""

from __future__ import annotations

from dataclasses import replace

from agent.domain import (
    Case,
    Change,
    Draft,
    Finding,
    FixSafety,
    Location,
    Patch,
    Proof,
    Rule,
    Severity,
    Source,
    TestStyle,
)
from agent.forge.owners import Ownership, OwnerSource, Share
from agent.forge.text import Facts
from agent.ports import Proposal
from agent.verdict import Check, Evidence, Flag, FlagKind, Output, Status, Verdict
from tests.report.samples import CONTRACT

BASE_SHA = "4f2a9c1be07d5583a6c0e9d2417b88f03c5d6e1a"
GATES = ("applies", "scope", "syntax", "secrets", "finding", "regressions", "tests", "proof", "review")
SECRET = "k9-Vq7xLm2Rt8Zp4Ws6Yb3"

DETAILS = {
    "applies": "every edit matched exactly once",
    "scope": "2 files, 4 lines added, 3 removed",
    "syntax": "2 files parse, all imports resolve",
    "secrets": "no credential; 2 flags",
    "finding": "python-sql-string-building no longer matches in shop/catalog.py",
    "regressions": "no rule newly matches in 2 changed files; bandit agrees",
    "tests": "47 passed before and after (pytest)",
    "proof": "1 attack fails at base and passes now, 1 control passes on both; 6 of 6 wrong fixes caught",
    "review": "a blind reviewer has no objection; 3 more attacks of its own do no harm",
}


def verdict(
    outputs: tuple[Output, ...] = (), flags: tuple[Flag, ...] = (), **other: tuple[Status, str]
) -> Verdict:
    """All gates passed, except for those given."""
    checks = []
    for gate in GATES:
        status, detail = other.get(gate, (Status.PASSED, DETAILS[gate]))
        said = outputs if gate == "proof" else ()
        checks.append(Check(gate, status, detail, 0.1, flags if gate == "secrets" else (), said))
    return Verdict(tuple(checks), GATES, Evidence(BASE_SHA, "a" * 64, "b" * 64, "c" * 64))


SQL = Rule(
    "python-sql-string-building",
    Severity.CRITICAL,
    cwe=("CWE-89",),
    owasp=("A03:2021",),
    references=("https://docs.python.org/3/library/sqlite3.html#sqlite3-placeholders",),
)
_BEFORE = '''\
def search(connection, term):
    """Products whose name contains the term."""
    query = f"SELECT id, name, price FROM product WHERE name LIKE '%{term}%'"
    return run(connection, query)
'''
_AFTER = '''\
def search(connection, term):
    """Products whose name contains the term."""
    query = "SELECT id, name, price FROM product WHERE name LIKE ?"
    return run(connection, query, (f"%{term}%",))
'''
PROOF = Proof(
    "tests/test_suture_0f1e2d3c.py",
    'def test_attack_reads_no_other_table(shop):\n    assert "admin" not in shop.search("\' UNION SELECT 1 --")\n\n\n'
    'def test_control_finds_a_product(shop):\n    assert shop.search("rye")\n',
    TestStyle.PYTEST,
)
SQL_FINDING = Finding(
    SQL,
    Location("shop/catalog.py", 3, 4),
    "The SQL statement is built from a value that a request controls: the request can change the statement.",
    "    query = f\"SELECT id, name, price FROM product WHERE name LIKE '%{term}%'\"\n    return run(connection, query)",
    trace=(
        Location("shop/web.py", 21, 21),
        Location("shop/web.py", 24, 24),
        Location("shop/catalog.py", 3, 3),
    ),
)
OUTPUTS = (
    Output(
        "before the fix",
        "FAILED  test_attack_reads_no_other_table\n        AssertionError: assert 'admin' not in [(1, 'admin', 'x')]\n"
        "passed  test_control_finds_a_product",
    ),
    Output(
        "with the fix",
        "passed  test_attack_reads_no_other_table\npassed  test_control_finds_a_product",
    ),
)
FLAGS = (
    Flag(FlagKind.HOST, "shop/db.py:9", "names a new host: prices.example.net"),
    Flag(FlagKind.ENDPOINT, "shop/db.py:12", "adds the endpoint @app.route('/health')"),
    Flag(FlagKind.MATERIAL, "shop/db.py:1", "is material for compliance (shop/db.py)"),
    Flag(FlagKind.SIBLING, "shop/orders.py:31", "`run` is called here, too"),
    Flag(FlagKind.SIBLING, "shop/admin.py:80", "`run` is called here, too"),
)
CHANGES = (
    Change("shop/catalog.py", _BEFORE.encode(), _AFTER.encode()),
    Change(
        "shop/db.py",
        b"def run(connection, query):\n    return connection.execute(query).fetchall()\n",
        b"def run(connection, query, values=()):\n    return connection.execute(query, values).fetchall()\n",
    ),
    Change(PROOF.path, None, PROOF.content.encode()),
)
_FINGERPRINT = SQL_FINDING.fingerprint

FIXED = Facts(
    Proposal(
        Case((SQL_FINDING,)),
        Draft(
            Patch(BASE_SHA, CHANGES, Source.MODEL),
            "The search term is now bound as a parameter, so it can no longer end the string literal.\n\n"
            "The wildcards moved into the bound value, which keeps the results the same. `run` takes the values as "
            "an optional argument, so other callers stay as they are.",
            (
                "Callers pass the term as text, not as prepared SQL.",
                "A `%` or `_` in the term keeps its meaning as a wildcard, as before.",
            ),
        ),
        verdict(OUTPUTS, FLAGS),
        PROOF,
        contract=CONTRACT,
    ),
    "public",
    Ownership(
        (
            Share("shop/catalog.py", ("@mira",), ".github/CODEOWNERS", 4, "shop/catalog.py"),
            Share("shop/db.py", ("@acme/data", "@jon"), ".github/CODEOWNERS", 7, "shop/db*"),
            Share(PROOF.path, file=".github/CODEOWNERS"),
        ),
        OwnerSource.CODEOWNERS,
        ("mira", "jon"),
        ("data",),
        ("mira", "jon"),
        ("`@old-hand` (line 7) is passed over: no write access to the repository.",),
    ),
    slug="acme/shop",
    base="main",
    branch=f"suture/{_FINGERPRINT}",
    server_url="https://github.com",
    version="0.1.0",
    sandbox="bubblewrap",
    model="qwen2.5-coder-32b",
    earlier=("https://github.com/acme/shop/pull/41",),
)

YAML = Rule("python-yaml-unsafe-load", Severity.MEDIUM, cwe=("CWE-502",), fix_safety=FixSafety.SAFE)
YAML_FINDING = Finding(
    YAML,
    Location("shop/imports.py", 2, 2),
    "yaml.load without a safe loader builds any Python object that the document names.",
    "    data = yaml.load(stream)",
)
GAP = replace(
    FIXED,
    proposal=Proposal(
        Case((YAML_FINDING,)),
        Draft(
            Patch(
                BASE_SHA,
                (
                    Change(
                        "shop/imports.py",
                        b"def read(stream):\n    data = yaml.load(stream)\n    return data\n",
                        b"def read(stream):\n    data = yaml.safe_load(stream)\n    return data\n",
                    ),
                ),
                Source.RULE_FIX,
            ),
            "The rule's own replacement was applied.",
        ),
        verdict(
            scope=(Status.PASSED, "1 file, 1 line added, 1 removed"),
            syntax=(Status.PASSED, "shop/imports.py parses, all imports resolve"),
            secrets=(Status.PASSED, "no credential, nothing to flag"),
            finding=(Status.PASSED, "python-yaml-unsafe-load no longer matches in shop/imports.py"),
            regressions=(Status.PASSED, "no rule newly matches in 1 changed file"),
            tests=(Status.NOT_RUN, "no test suite found; set tests.command"),
            proof=(
                Status.INCONCLUSIVE,
                "5 of 6 wrong fixes caught; the proof also passes with: `safe_load` undone",
            ),
            review=(Status.NOT_APPLICABLE, "the rule's own fix is safe by its metadata"),
        ),
    ),
    branch=f"suture/{YAML_FINDING.fingerprint}",
    ownership=Ownership(
        (Share("shop/imports.py"),),
        OwnerSource.AUTHORS,
        ("jon",),
        (),
        ("jon",),
        ("The repository has no CODEOWNERS file.",),
    ),
    earlier=(),
)

KEY = Rule("python-hardcoded-secret-key", Severity.MEDIUM, cwe=("CWE-798",))
KEY_FINDING = Finding(
    KEY,
    Location("shop/settings.py", 5, 5),
    "The key that signs sessions stands in the source, so everybody who can read it can forge a session. "
    "Take it from the environment or a file outside the repository.",
    f'app.config["SECRET_KEY"] = "{SECRET}"',
)
LEAK = replace(
    FIXED,
    proposal=Proposal(
        Case((KEY_FINDING,)),
        Draft(
            Patch(
                BASE_SHA,
                (
                    Change(
                        "shop/settings.py",
                        f'import os\n\n\napp = make()\napp.config["SECRET_KEY"] = "{SECRET}"\n'.encode(),
                        b'import os\n\n\napp = make()\napp.config["SECRET_KEY"] = os.environ["SHOP_SECRET_KEY"]\n',
                    ),
                ),
                Source.MODEL,
            ),
            f"The key `{SECRET}` is now read from the environment; without it the application does not start.",
            ("Every deployment sets SHOP_SECRET_KEY before this is rolled out.",),
        ),
        verdict(
            (
                Output(
                    "before the fix",
                    f"FAILED  test_attack_forges\n        AssertionError: assert '{SECRET}' != '{SECRET}'",
                ),
            ),
            (
                Flag(
                    FlagKind.AUTHENTICATION,
                    "shop/settings.py:5",
                    "changes code named for authentication: SECRET_KEY",
                ),
                Flag(
                    FlagKind.MATERIAL, "shop/settings.py:1", "is material for compliance (shop/settings.py)"
                ),
            ),
            scope=(Status.PASSED, "1 file, 1 line added, 1 removed"),
            syntax=(Status.PASSED, "shop/settings.py parses, all imports resolve"),
            regressions=(Status.PASSED, "no rule newly matches in 1 changed file"),
            finding=(Status.PASSED, "python-hardcoded-secret-key no longer matches in shop/settings.py"),
            proof=(
                Status.PASSED,
                f"1 attack fails at base ({SECRET}) and passes now; 3 of 3 wrong fixes caught",
            ),
        ),
    ),
    branch=f"suture/{KEY_FINDING.fingerprint}",
    ownership=Ownership(
        (Share("shop/settings.py", ("@acme/security",), ".github/CODEOWNERS", 2, "*"),),
        OwnerSource.CODEOWNERS,
        (),
        ("security",),
    ),
    uses=(Location("deploy/worker.env", 3, 3), Location("tests/conftest.py", 18, 18)),
    earlier=(),
)
NEUTRAL = replace(FIXED, disclosure="neutral")
BODIES = {"fixed": FIXED, "gap": GAP, "secret": LEAK, "neutral": NEUTRAL}
