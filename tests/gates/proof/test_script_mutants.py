"""Wrong versions of JavaScript: of base, and of a patch."""

from __future__ import annotations

import pytest

from agent.domain import Change
from agent.gates.imports.js import parse_js
from agent.gates.proof.mutant import ALL_LAYERS, Mutant
from agent.gates.proof.script import base_mutants, patch_mutants

SERVE = """const fs = require("fs");
const path = require("path");

function serve(req, res) {
  const name = req.query.name;
  const text = fs.readFileSync(path.join(ROOT, name), "utf8");
  res.end(text);
}
"""
COUNT = """const { execSync } = require("child_process");

class Lists {
  count(folder, list) {
    execSync(`wc -l < ${list} > out`, { cwd: folder });
    return true;
  }
}
"""


def by_name(mutants: tuple[Mutant, ...]) -> dict[str, str]:
    found = {mutant.name: mutant.after.decode() for mutant in mutants}
    assert len(found) == len(mutants), "every mutant has a name of its own here"
    return found


def base(source: str, *lines: int, path: str = "lib/a.js") -> dict[str, str]:
    return by_name(base_mutants(path, source.encode(), lines))


def patched(source: str, old: str, new: str, *lines: int, path: str = "lib/a.js") -> dict[str, str]:
    assert source.count(old) == 1
    change = Change(path, source.encode(), source.replace(old, new).encode())
    return by_name(patch_mutants(change, lines))


def test_the_function_around_a_finding_returns_early_raises_and_loses_the_feature() -> None:
    found = base(COUNT, 5)
    assert set(found) == {"an early return", "a raise", "the feature deleted"}
    assert "count(folder, list) { return ;\n" in found["an early return"]
    assert 'count(folder, list) { throw new Error("broken on purpose");\n' in found["a raise"]
    assert "    ;\n    return true;" in found["the feature deleted"]


def test_a_handler_ends_its_answer_so_that_nobody_waits() -> None:
    found = base(SERVE, 6)
    assert "serve(req, res) { return res.end();" in found["an early return"]
    assert "serve(req, res) { res.destroy(); throw new Error(" in found["a raise"]
    assert "  let text;\n  res.end(text);" in found["the feature deleted"]


@pytest.mark.parametrize(
    ("source", "line", "early", "deleted"),
    [
        ("const run = (x) => exec(x);\n", 1, "const run = (x) => undefined;\n", "let run;\n"),
        ("app.get('/', (req, res) => res.send(eval(req.query.q)));\n", 1, "=> res.end());", "\nres.end();"),
        (
            "app.get('/', (req, res) => {\n  res.send(eval(req.q));\n});\n",
            2,
            "{ return res.end();\n",
            "  res.end();\n",
        ),
        (
            "module.exports = {\n  go: function (x) {\n    return eval(x);\n  },\n};\n",
            3,
            "{ return ;",
            "    return ;\n",
        ),
        ("function go(x) {\n  if (x) eval(x);\n  return 1;\n}\n", 2, "{ return ;", "  if (x) ;\n"),
        ("class A {\n  static #go = (x) => {\n    eval(x);\n  };\n}\n", 3, "{ return ;", "    ;\n"),
        ("async function* go(x) {\n  yield await eval(x);\n}\n", 2, "{ return ;", "  ;\n"),
    ],
)
def test_functions_of_every_form_are_found(source: str, line: int, early: str, deleted: str) -> None:
    found = base(source, line)
    assert early in found["an early return"]
    if "=> exec" not in source and "eval(req.query.q)" not in source:
        assert deleted in found["the feature deleted"]


def test_what_a_module_does_when_it_is_loaded_is_a_feature() -> None:
    assert base("const app = make();\napp.listen(eval(port));\n", 2) == {
        "the feature deleted": "const app = make();\n;\n"
    }


def test_a_file_that_does_not_parse_has_no_mutants() -> None:
    assert base_mutants("a.js", b"function (", (1,)) == ()
    assert patch_mutants(Change("a.js", b"x();\n", b"function ("), (1,)) == ()
    assert patch_mutants(Change("a.js", b"x();\n", None), (1,)) == ()


CHECKED = """  const full = path.resolve(ROOT, name);
  // Stay inside.
  if (!full.startsWith(ROOT + path.sep)) {
    res.statusCode = 403;
    return res.end();
  }
  const text = fs.readFileSync(full, "utf8");
"""
SINK = '  const text = fs.readFileSync(path.join(ROOT, name), "utf8");\n'


def test_a_patch_loses_its_check_and_has_it_too_late() -> None:
    found = patched(SERVE, SINK, CHECKED, 6)
    title = "`if (!full.startsWith(ROOT + path.sep))`"
    assert set(found) == {
        "the unpatched line",
        "only the comments",
        "an early return",
        "a raise",
        "the feature deleted",
        f"{title}: the check unused",
        f"{title}: the check after the sink",
    }
    assert found["the unpatched line"] == found["only the comments"] == SERVE
    assert "  void (!full.startsWith(ROOT + path.sep));\n" in found[f"{title}: the check unused"]
    late = found[f"{title}: the check after the sink"]
    assert late.index("res.end(text)") < late.index("if (!full.startsWith")
    assert "  let text;\n" in found["the feature deleted"]


def test_a_check_goes_right_behind_what_is_run_for_its_effect() -> None:
    check = "    if (!/^\\w+$/.test(list)) throw new Error('no list');\n"
    sink = "    execSync(`wc -l < ${list} > out`, { cwd: folder });\n"
    found = patched(COUNT, sink, check + sink, 5)
    late = next(text for name, text in found.items() if name.endswith("the check after the sink"))
    assert late.index("execSync(`") < late.index("throw new Error") < late.index("return true")


def test_a_check_goes_into_the_end_of_a_callback() -> None:
    source = "function f(res, n) {\n  fs.readFile(n, (error, text) => res.end(text));\n}\n"
    check = "  if (n.includes('..')) return res.end();\n"
    found = patched(source, "  fs.readFile(", check + "  fs.readFile(", 2)
    late = next(text for name, text in found.items() if name.endswith("the check after the sink"))
    assert "=> { res.end(text); if (n.includes('..')) return res.end(); })" in late


def test_a_check_that_hands_over_to_a_helper_is_moved_too() -> None:
    source = "function f(cmd) {\n  exec(cmd);\n}\n"
    found = patched(source, "  exec(cmd);\n", "  refuseShell(cmd);\n  exec(cmd);\n", 2)
    late = found["`refuseShell(cmd);`: the check after the sink"]
    assert late.index("exec(cmd)") < late.index("refuseShell(cmd)")


@pytest.mark.parametrize(
    ("added", "unused"),
    [
        ("  const safe = path.basename(name);\n", "  const safe = (path.basename(name), name);\n"),
        (
            "  const safe = name.replace(/[^a-z]/g, '');\n",
            "  const safe = (name.replace(/[^a-z]/g, ''), name);\n",
        ),
        ("  let safe = await clean(req.query.name);\n", ""),
        ("  const safe = String(name);\n", ""),
        ("  const safe = name.trim();\n", ""),
        ("  const safe = Date.now();\n", ""),
    ],
)
def test_a_sanitizer_is_computed_and_not_used(added: str, unused: str) -> None:
    found = patched(SERVE, SINK, added + SINK.replace("name", "safe"), 6)
    texts = [text for name, text in found.items() if name.endswith("the check unused")]
    assert (unused in texts[0]) if unused else not texts


def test_an_input_that_is_replaced_on_a_condition_keeps_its_value() -> None:
    source = SERVE.replace("const name", "let name")
    added = "  if (name.includes('..')) {\n    name = 'index.txt';\n  }\n"
    found = patched(source, SINK, added + SINK, 6)
    text = found["`if (name.includes('..'))`: the check unused"]
    assert "  void (name.includes('..'));\n" in text


def test_every_check_is_a_layer_and_all_together_are_one() -> None:
    added = "  if (name.includes('..')) throw 1;\n  if (path.isAbsolute(name)) throw 2;\n"
    change = Change("a.js", SERVE.encode(), SERVE.replace(SINK, added + SINK).encode())
    unused = [m for m in patch_mutants(change, (6,)) if "unused" in m.name]
    assert [m.layer for m in unused] == [
        "if (name.includes('..'))",
        "if (path.isAbsolute(name))",
        ALL_LAYERS,
    ]
    assert b"throw" not in unused[-1].after


@pytest.mark.parametrize("test", ["!name", "!req.query.name", "typeof name !== 'string'"])
def test_that_an_input_is_there_at_all_is_no_check(test: str) -> None:
    found = patched(SERVE, SINK, f"  if ({test}) return res.end();\n" + SINK, 6)
    assert not [name for name in found if "check" in name]


def test_checks_in_a_new_helper_and_in_other_files_are_taken_away() -> None:
    helper = (
        "\nfunction inside(full) {\n  if (!full.startsWith(ROOT)) throw new Error('no');\n  return full;\n}\n"
    )
    change = Change("lib/safe.js", b"const ROOT = '/srv';\n", f"const ROOT = '/srv';\n{helper}".encode())
    found = by_name(patch_mutants(change, ()))
    assert list(found) == ["`if (!full.startsWith(ROOT))`: the check unused"]
    new = by_name(patch_mutants(Change("lib/safe.js", None, helper.encode()), ()))
    assert list(new) == list(found)


def test_a_patch_of_the_sink_alone_is_put_back() -> None:
    change = Change("a.js", SERVE.encode(), SERVE.replace("name), ", "path.basename(name)), ").encode())
    mutants = patch_mutants(change, (6,))
    assert [m.name for m in mutants if m.after == SERVE.encode()] == [
        "the unpatched line",
        "only the comments",
    ]


def test_a_patch_of_comments_alone_is_no_mutant_of_itself() -> None:
    found = patched(SERVE, SINK, "  // Careful: `name` comes from outside.\n" + SINK, 6)
    assert set(found) == {"an early return", "a raise", "the feature deleted"}


def test_types_are_kept() -> None:
    source = "export function go(x: string): number {\n  return Number(eval(x) as string);\n}\n"
    found = base(source, 2, path="src/a.ts")
    assert "number { return ;" in found["an early return"]


@pytest.mark.parametrize("path", ["lib/a.js", "lib/a.ts", "lib/a.tsx", "lib/a.mjs"])
def test_every_mutant_parses(path: str) -> None:
    change = Change(path, SERVE.encode(), SERVE.replace(SINK, CHECKED).encode())
    mutants = (*base_mutants(path, SERVE.encode(), (6,)), *patch_mutants(change, (6,)))
    assert len(mutants) > 8
    assert not [m.name for m in mutants if parse_js(path, m.after).has_error]
