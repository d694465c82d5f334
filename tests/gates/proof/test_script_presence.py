"""That a value is there at all is no check of it, unless the value is the answer of a check."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.domain import Change
from agent.gates.proof.script import patch_mutants
from agent.verdict import Status
from tests.gates.proof.here import judged, node

BASE = """const COLUMNS = new Map([["created_at", "created_at"], ["title", "title"]]);
const PATTERN = /^[a-z_]+$/;

function list(db, req, res) {
  const { name } = req.query;
  return db.query(`SELECT * FROM tickets ORDER BY ${req.query.sort}`);
}

module.exports = { list };
"""
SINK = "  return db.query(`SELECT * FROM tickets ORDER BY ${req.query.sort}`);\n"


def checks(lines: str, used: str) -> list[str]:
    sink = SINK.replace("${req.query.sort}", used)
    change = Change("lib/a.js", BASE.encode(), BASE.replace(SINK, lines + sink).encode())
    return [mutant.name for mutant in patch_mutants(change, (6,)) if mutant.layer]


LOOKUP = "  const sort = COLUMNS.get(req.query.sort || 'created_at');\n"


@pytest.mark.parametrize(
    "test",
    ["sort === undefined", "sort == null", "sort === null", "undefined === sort", "null == sort"],
)
def test_whether_a_looked_up_value_is_there_is_no_check(test: str) -> None:
    answer = f"  if ({test}) {{ res.status(400).json({{}}); return; }}\n"
    assert not checks(LOOKUP + answer, "${sort}")


@pytest.mark.parametrize(
    ("lines", "used"),
    [
        ("  if (req.query.sort === undefined) return;\n", "${req.query.sort}"),
        ("  if (req.query?.sort == null) return;\n", "${req.query.sort.length}"),
        ("  if (name === undefined) return;\n", "${name} ${req.query.sort}"),
        ("  const sort = name;\n  if (sort === undefined) return;\n", "${sort} ${name}"),
        (
            "  const sort = COLUMNS.get(req.query.sort || 'title');\n  if (sort === undefined) return;\n",
            "${sort} LIMIT ${req.query.limit}",
        ),
    ],
)
def test_inputs_that_may_be_missing_are_not_checked_for_what_they_hold(lines: str, used: str) -> None:
    assert not checks(lines, used)


@pytest.mark.parametrize(
    ("lines", "used"),
    [
        ("  const ok = validate(name);\n  if (ok === undefined) return;\n", "${name}"),
        ("  const ok = validate(name);\n  if (ok === undefined) return;\n", "${name} ${ok}"),
        ("  const m = PATTERN.exec(name);\n  if (m === null) return;\n", "${name}"),
        ("  const m = PATTERN.exec(name);\n  if (m === null) return;\n", "${name} ${m.index}"),
        ("  const m = name.match(PATTERN);\n  if (null === m) return;\n", "${name} ${m[0]}"),
        ("  const m = name.match(PATTERN);\n  const n = m;\n  if (n === null) return;\n", "${n} ${name}"),
        ("  const t = name.trim();\n  const m = PATTERN.exec(t);\n  if (m == null) return;\n", "${name} ${m}"),
        ("  const m = PATTERN.exec(name);\n  if (m.groups == null) return;\n", "${name} ${m.groups.a}"),
        ("  let m;\n  m = COLUMNS[name];\n  if (m === undefined) return;\n", "${name} ${m}"),
        ("  const { a } = check(req.query);\n  if (a === undefined) return;\n", "${req.query.sort} ${a}"),
        ("  const a = check(req.query.sort);\n  if (a === undefined) return;\n", "${Object.values(req.query)} ${a}"),
        ("  if (name === undefined || name.includes(';')) return;\n", "${name}"),
        ("  if (name !== undefined) return;\n", "${name}"),
        ("  if (name === 'x') return;\n", "${name}"),
        ("  if (check(name) === undefined) return;\n", "${name}"),
    ],
)  # fmt: skip
def test_the_answer_of_a_check_about_what_is_used_is_one(lines: str, used: str) -> None:
    assert checks(lines, used)


def test_in_a_helper_without_the_use_nothing_tells_what_is_asked() -> None:
    after = b"function f(x) {\n  if (x === undefined) throw new Error('no');\n  return x;\n}\n"
    assert patch_mutants(Change("lib/b.js", None, after), ())


PROOF = """const assert = require("node:assert/strict");
const test = require("node:test");
const { list } = require("../lib/list.js");

const HARMLESS = "title";
const ATTACKS = ["title; DROP TABLE tickets", "id;"];

function asked(sort) {
  const seen = [];
  const res = { status: () => res, json: () => {}, end: () => {} };
  try { list({ query: (sql) => { seen.push(sql); return sql; } }, { query: { sort } }, res); } catch { /* refused */ }
  return seen.join(" ");
}

for (const attack of ATTACKS) {
  test(`attack ${attack} ends the query`, () => { assert.equal(asked(attack).includes(";"), false); });
}

test("control: sorts", () => { assert.match(asked("title"), /ORDER BY title\\s*$/); });
"""
ANSWER = "  if (sort === undefined) {\n    res.status(400).json({});\n    return;\n  }\n"
REGEX = "  const m = /^[^(]+$/.exec(req.query.sort);\n  if (m === null) return;\n"


@pytest.mark.parametrize(
    ("added", "used", "status"),
    [
        pytest.param(LOOKUP + ANSWER, "${sort}", Status.PASSED, id="a table"),
        # What it asks for beyond the proof (no bracket) no attack tells of.
        pytest.param(
            REGEX, "${req.query.sort.split(';')[0]} ${m ? '' : ''}", Status.INCONCLUSIVE, id="a pattern"
        ),
    ],
)
def test_the_gate(added: str, used: str, status: Status, tmp_path: Path) -> None:
    path = "lib/list.js"
    sink = SINK.replace("${req.query.sort}", used)
    answer, _ = judged(path, BASE, {SINK: added + sink}, "db.query", PROOF, node(tmp_path, path, BASE))
    assert answer.status is status, answer.detail
