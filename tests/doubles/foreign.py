"""A small commit that other scanners reported on, and their reports of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agent.scanner.imported import Imported
from agent.scanner.sarif_in import read_sarif
from tests.doubles.suite_snapshot import MemorySnapshot

FOLDER = Path(__file__).parents[1] / "scanner" / "data"

PING = """import subprocess

API_PASSWORD = "correct-horse-battery"


def ping(host):
    return subprocess.call("ping -c1 " + host, shell=True)


def total(prices):
    return eval(prices)
"""
CATALOG = """from flask import request


def wanted():
    return request.args["term"]


def search(connection):
    term = wanted()
    query = f"SELECT name FROM product WHERE name LIKE '%{term}%'"
    return connection.execute(query).fetchall()
"""
MAIN_GO = """package main

import (
\t"crypto/md5"
\t"fmt"
\t"os/exec"
)

func run(name string) error {
\tfmt.Printf("%x", md5.Sum([]byte(name)))
\treturn exec.Command("sh", "-c", "ls "+name).Run()
}
"""
APP_JS = """const express = require("express");
const app = express();

app.get("/greet", (req, res) => {
  const name = req.query.name;
  res.send("<p>Hello " + name + "</p>");
});
"""
FILES = {"shop/ping.py": PING, "shop/catalog.py": CATALOG, "cmd/main.go": MAIN_GO, "web/app.js": APP_JS}
SITE = MemorySnapshot(FILES)


def sample(name: str) -> bytes:
    """A report of another scanner, in its own style."""
    return (FOLDER / name).read_bytes()


def imported(name: str) -> Imported:
    return read_sarif(sample(f"{name}.sarif"), SITE)


def result(uri: str = "shop/ping.py", line: object = 7, **more: Any) -> dict[str, Any]:
    """One result of rule R1 at a place."""
    place = {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}
    return {
        "ruleId": "R1",
        "message": {"text": "bad"},
        "locations": [{"physicalLocation": place}],
        **more,
    }


def log(*results: Any, tool: str = "Acme Scan", rules: Any = (), **more: Any) -> bytes:
    """A SARIF file of one run."""
    driver = {"name": tool, "rules": list(rules)}
    run = {"tool": {"driver": driver}, "results": list(results), **more}
    return json.dumps({"version": "2.1.0", "runs": [run]}).encode()


def read(*results: Any, files: dict[str, str] | None = None, **more: Any) -> Imported:
    """What is made of these results."""
    return read_sarif(log(*results, **more), SITE if files is None else MemorySnapshot(files))


def reason(outcome: Imported) -> str:
    """Why the one result was left out."""
    assert not outcome.findings
    (skip,) = outcome.skipped
    return skip.reason


def placed(outcome: Imported) -> list[str]:
    return [str(finding.location) for finding in outcome.findings]
