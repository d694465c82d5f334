"""Packs of our own rules: what they hold, and that nothing of anybody else's passes for one of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.domain import Level
from agent.errors import RulesError
from agent.scanner.bundled import SHELVES, BundledRule, bundled_rules, merged, read_rules
from agent.scanner.packs import CWE_TOP_25, DEFAULT, RuleSet, is_pack, pack, packs, packs_of, rule_set
from agent.scanner.semgrep import SemgrepScanner, find_semgrep
from agent.settings import ScanSettings
from agent.workspace.git import open_checkout
from agent.workspace.snapshot import GitSnapshot
from tests.demo import fresh_copy

RULE = """\
rules:
  - id: {id}
    languages: [python]
    severity: {severity}
    message: eval runs what it is given
    metadata:
      cwe: ["{cwe}", "CWE-89: too"]
      owasp: ["{owasp}"]
      confidence: {confidence}
      impact: {impact}
      suture: {{fix_safety: safe, fix_tested: true}}
    pattern: eval($X)
    fix: ast.literal_eval($X)
"""
SHOP = {
    ("python-flask-debug-enabled", "run.py"),
    ("python-open-redirect-request", "shop/account.py"),
    ("python-command-injection-request", "shop/admin/backups.py"),
    ("python-tar-extract-unfiltered", "shop/admin/backups.py"),
    ("python-insecure-temp-name", "shop/admin/exports.py"),
    ("python-ssrf-request", "shop/admin/feeds.py"),
    ("python-code-injection-request", "shop/admin/pricing.py"),
    ("python-path-traversal-request", "shop/admin/reports.py"),
    ("python-template-injection-request", "shop/admin/reports.py"),
    ("python-yaml-load-unsafe-loader", "shop/admin/settings.py"),
    ("python-hmac-compare-equal", "shop/api/webhooks.py"),
    ("python-cookie-secure-off", "shop/auth.py"),
    ("python-session-cookie-httponly-off", "shop/auth.py"),
    ("python-unsafe-deserialization-request", "shop/cart.py"),
    ("python-sql-injection-request", "shop/catalog.py"),
    ("python-xss-request", "shop/catalog.py"),
    ("python-path-traversal-request", "shop/catalog.py"),
    ("python-hardcoded-secret-key", "shop/config.py"),
    ("python-sql-string-building", "shop/orders.py"),
    ("python-weak-password-hash", "shop/passwords.py"),
    ("python-weak-random-secret", "shop/resets.py"),
    ("python-ssl-unverified-context", "shop/suppliers.py"),
}


def write(folder: Path, rule_id: str, **more: str) -> None:
    said = {
        "cwe": "CWE-95: Eval",
        "owasp": "A03:2021 - Injection",
        "severity": "ERROR",
        "confidence": "HIGH",
        "impact": "MEDIUM",
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{rule_id}.yaml").write_text(RULE.format(id=rule_id, **{**said, **more}))


def scanner(bundled: Sequence[BundledRule], *files: Path) -> SemgrepScanner:
    return SemgrepScanner(find_semgrep(os.environ["PATH"]), files, ScanSettings(), bundled=bundled)


def test_a_pack_is_chosen_from_what_each_rules_file_says(tmp_path: Path) -> None:
    write(tmp_path / "python", "sure")
    write(tmp_path / "python", "grave", confidence="MEDIUM", impact="HIGH")
    write(tmp_path / "python", "perhaps", confidence="MEDIUM")
    write(tmp_path / "python", "doubtful", confidence="LOW", impact="HIGH", cwe="CWE-79: XSS")
    write(tmp_path / "go", "other-list", owasp="A1 - Injection", cwe="CWE-79: XSS")
    names = {name: {rule.id for rule in rules} for name, rules in packs(read_rules(tmp_path / ".")).items()}
    assert names == {
        "suture:default": {"sure", "other-list"},
        "suture:all": {"sure", "grave", "perhaps", "doubtful", "other-list"},
        "suture:owasp": {"sure", "grave", "perhaps"},
        "suture:cwe-top-25": {"other-list"},
        "suture:go": {"other-list"},
        "suture:python": {"sure", "grave", "perhaps"},
    }


def test_a_single_rule_goes_by_its_id(tmp_path: Path) -> None:
    first = bundled_rules()[0]
    assert rule_set([f"suture:{first.id}"], tmp_path) == RuleSet((first,))
    assert not {f"suture:{rule.id}" for rule in bundled_rules()} & set(packs())


def test_our_packs_are_of_our_rules() -> None:
    known = packs()
    assert known["suture:all"] == bundled_rules() and len(set(CWE_TOP_25)) == 25
    assert {name for name in known if name.removeprefix("suture:") in SHELVES} == {
        f"suture:{rule.language}" for rule in bundled_rules()
    }
    for rule in bundled_rules():
        held_by = packs_of(rule, known)
        assert "suture:all" in held_by
        assert ("suture:owasp" in held_by) == (f"suture:{rule.language}" in held_by)
        assert (DEFAULT in held_by) == (rule.rule.confidence is Level.HIGH)
    assert all(rules for rules in known.values())


def test_an_unknown_pack_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(
        RulesError, match="there is no pack suture:pyton; did you mean suture:python"
    ) as caught:
        pack("suture:pyton")
    assert all(name in caught.value.hint for name in packs())


def test_packs_and_files_go_together_and_nothing_at_all_means_the_default() -> None:
    assert rule_set((), Path("/a")).bundled == pack(DEFAULT)
    both = rule_set(("suture:python", "mine.yaml", "suture:all", "./suture:all"), Path("/a"))
    assert both.bundled == bundled_rules() and both.files == (Path("/a/mine.yaml"), Path("/a/suture:all"))
    assert both.paths == (*(rule.file for rule in bundled_rules()), *both.files)
    alone = rule_set(("mine.yaml",), Path("/a"))
    assert not alone.bundled and not alone.ids and not is_pack("./suture:all")


@pytest.mark.parametrize("text", ["", "a: [", "rules: []", "rules: [{id: a}]", "rules: [1, 2]"])
def test_a_file_that_is_no_rule_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.yaml").write_text(text)
    with pytest.raises(RulesError, match=r"odd\.yaml is not a file of one rule"):
        read_rules(tmp_path)


def test_a_pack_finds_what_its_files_find(tmp_path: Path) -> None:
    write(tmp_path / "rules/python", "own-eval")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.py").write_text("eval(x)\nprint(eval(y))\n")
    as_files = scanner((), tmp_path / "rules").scan(tmp_path / "tree")
    as_pack = scanner(read_rules(tmp_path / "rules")).scan(tmp_path / "tree")
    assert as_pack == as_files and len(as_pack.findings) == 2


def test_a_scan_for_nothing_is_an_error() -> None:
    with pytest.raises(RulesError, match="no rule to look for"):
        scanner(())


def test_rules_of_other_names_go_along_with_a_pack(tmp_path: Path) -> None:
    write(tmp_path / "rules/python", "own-eval")
    write(tmp_path / "theirs", "their-eval")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.py").write_text("eval(x)\n")
    together = scanner(read_rules(tmp_path / "rules"), tmp_path / "theirs").scan(tmp_path / "tree").findings
    assert [finding.rule.id for finding in together] == ["own-eval", "their-eval"]


def test_a_rule_that_is_called_as_one_of_ours_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "rules/python", "own-eval")
    ours = read_rules(tmp_path / "rules")
    (tmp_path / "theirs").mkdir()
    text = (tmp_path / "rules/python/own-eval.yaml").read_text().replace("eval($X)", "print($X)")
    (tmp_path / "theirs/a.yml").write_text(text)
    (tmp_path / "forged.json").write_bytes(merged(ours, "0" * 32))
    (tmp_path / "plain").write_text(text)
    for config in ("theirs", "theirs/a.yml", "forged.json", "plain"):
        with pytest.raises(RulesError, match="called own-eval, as a bundled one is"):
            scanner(ours, tmp_path / config)
    # A spelling that only a reader of YAML understands, which the front ends take in two ways.
    (tmp_path / "theirs/a.yml").write_text(text.replace("id: own-eval", r'id: "own\x2deval"'))
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.py").write_text("print(x)\n")
    # The native one uses the first of one id, and ours is the first.
    assert scanner(ours, tmp_path / "theirs").scan(tmp_path / "tree").findings == ()
    shim = tmp_path / "semgrep"
    shim.write_text(f'#!/bin/sh\ncase "$*" in *--exp*) exit 2;; esac\nexec {find_semgrep("")} "$@"\n')
    shim.chmod(0o755)
    with pytest.raises(RulesError, match="called own-eval, as a bundled one is"):
        SemgrepScanner(shim, [tmp_path / "theirs"], ScanSettings(), bundled=ours).scan(tmp_path / "tree")


@pytest.mark.slow
def test_the_default_pack_finds_all_that_the_shop_is_known_for(tmp_path: Path) -> None:
    fresh_copy(tmp_path / "shop")
    (tmp_path / "tree").mkdir()
    GitSnapshot(open_checkout(tmp_path / "shop")).export(tmp_path / "tree")
    # A rule finds what it finds whichever others run: one scan answers for every pack.
    scan = scanner(bundled_rules()).scan(tmp_path / "tree")
    everything = {(f.rule.id, f.location.path) for f in scan.findings}
    chosen = rule_set((), tmp_path).ids
    default = {found for found in everything if found[0] in chosen}
    assert default == SHOP
    # Those with confidence high, and three of the graver ones, which the shop is known for too.
    sure = {rule.id for rule in bundled_rules() if rule.rule.confidence is Level.HIGH}
    assert {found for found in everything if found[0] in sure} == {
        found for found in SHOP if found[0] in sure
    }
    assert {rule for rule, _ in SHOP} - sure <= {
        "python-sql-string-building",
        "python-tar-extract-unfiltered",
        "python-weak-random-secret",
    }
