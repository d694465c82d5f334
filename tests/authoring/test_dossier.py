"""What else the repository knows about a finding."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.authoring.shown.context import context
from agent.authoring.shown.dossier import Dossier, dossier
from agent.domain import Case, Finding, Location, Rule, Severity
from tests.doubles.model_snapshot import MemorySnapshot
from tests.doubles.repo import make_repo, snapshot_of

VIEW = """\
from flask import Blueprint, request, send_file

from depot import store

bp = Blueprint("papers", __name__)


@bp.route("/papers/get")
def fetch_paper():
    return send_file(store.BASE + request.args["name"])
"""
PLACES = '''\
from pathlib import Path


def safe_path(root: Path, name: str) -> Path:
    """The file below root, or ValueError.

    More words.
    """
    found = (root / name).resolve()
    if not found.is_relative_to(root):
        raise ValueError(name)
    return found


def colour(name):
    return "red"
'''
SHOP = {
    "depot/__init__.py": "from depot.papers import bp\n\napp.register_blueprint(bp, url_prefix='/v1')\n",
    "depot/papers.py": VIEW,
    "depot/places.py": PLACES,
    "depot/photos.py": "from depot.places import safe_path\n\n\ndef photo(name):\n    return safe_path(ROOT, name)\n",
    "depot/nightly.py": "from depot import papers\n\n\ndef run():\n    papers.fetch_paper()\n",
    "tests/test_papers.py": "def test_fetch(client):\n    assert client.get('/papers/get?name=a.txt').status_code == 200\n",
    "tests/test_other.py": "def test_other():\n    assert True\n",
    "requirements.txt": "flask==3.0.2\nwerkzeug>=3\n",
    "AGENTS.md": "# Style\n\n- Raise `ValueError` for every invalid argument.\n",
}


def case(path: str, line: int, cwe: str = "CWE-22", trace: tuple[Location, ...] = ()) -> Case:
    rule = Rule("r", Severity.HIGH, cwe=(cwe,))
    return Case((Finding(rule, Location(path, line, line), "bad", "code", trace=trace),))


def made(
    files: Mapping[str, str], about: Case, *, room: int = 6000, conventions: bool = True, budget: int = 24_000
) -> Dossier:
    snapshot = MemorySnapshot({path: text.encode() for path, text in files.items()})
    source = files[about.path]
    return dossier(
        about, source, context(about, source, budget), snapshot, room=room, conventions=conventions
    )


def test_every_part_is_told_from_the_commit() -> None:
    steps = (Location("depot/papers.py", 10, 10), Location("depot/nightly.py", 5, 5))
    told = made(SHOP, case("depot/papers.py", 10, trace=steps))
    assert told.trace == ("depot/nightly.py:5: papers.fetch_paper()",)
    assert told.helpers == (
        "from depot.places import safe_path\n"
        "  def safe_path(root: Path, name: str) -> Path\n"
        "  The file below root, or ValueError.\n"
        "  depot/places.py:4; used in depot/photos.py:5",
    )
    assert told.frameworks == (
        "flask 3.0.2 (requirements.txt)",
        "werkzeug >=3 (requirements.txt), not imported here yet",
    )
    assert told.callers == (
        "depot/__init__.py:1: from depot.papers import bp",
        "depot/nightly.py:1: from depot import papers",
        "depot/nightly.py:5: papers.fetch_paper()",
        "depot/__init__.py:3: app.register_blueprint(bp, url_prefix='/v1')",
    )
    assert [(each.path, each.text) for each in told.conventions] == [
        ("AGENTS.md", "Style:\n- Raise `ValueError` for every invalid argument.")
    ]
    assert [each.path for each in told.tests] == ["tests/test_papers.py"]
    assert told.dropped == ()


def test_parts_are_left_out_in_the_stated_order_as_room_runs_short() -> None:
    about = case("depot/papers.py", 10, trace=(Location("depot/nightly.py", 5, 5),))
    snapshot = MemorySnapshot({path: text.encode() for path, text in SHOP.items()})
    order = ["tests", "conventions", "callers", "frameworks", "helpers", "definitions", "trace"]
    seen = []
    for room in range(2000, -1, -10):
        told = dossier(about, VIEW, context(about, VIEW), snapshot, room=room)
        assert told.size <= max(room, 0)
        seen.append(told.dropped)
    assert seen[0] == ()
    assert set(seen[-1]) == set(order)
    first_missing = [min((n for n, dropped in enumerate(seen) if part in dropped)) for part in order]
    assert first_missing[0] <= first_missing[-1]
    assert first_missing[-1] == max(first_missing)


def test_conventions_can_be_left_to_one_side() -> None:
    told = made(SHOP, case("depot/papers.py", 10), conventions=False)
    assert told.conventions == ()
    assert "conventions" not in told.dropped


def test_tests_vendored_and_generated_files_offer_no_helpers() -> None:
    elsewhere = [
        "tests/places.py",
        "vendor/places.py",
        "web/node_modules/x/places.py",
        "depot/migrations/places.py",
    ]
    files = {"depot/papers.py": VIEW} | dict.fromkeys(elsewhere, PLACES)
    files["depot/made.py"] = f"# This file is auto-generated. DO NOT EDIT.\n{PLACES}"
    assert made(files, case("depot/papers.py", 10)).helpers == ()


def test_a_method_is_offered_with_its_class_and_a_handler_or_private_function_is_not() -> None:
    files = {
        "app/view.py": "import subprocess\n\n\ndef run(x):\n    subprocess.run('ls ' + x, shell=True)\n",
        "app/tools.py": "import subprocess\n\n\nclass Tools:\n    def run_tool(self, args: list[str]) -> str:\n"
        "        return subprocess.run([*args], check=True)\n\n\n"
        "def _run_program(args):\n    subprocess.run([*args])\n\n\n"
        "@app.route('/x')\ndef run_process():\n    subprocess.run([1])\n",
    }
    told = made(files, case("app/view.py", 5, "CWE-78")).helpers
    assert [each.split("\n")[:2] for each in told] == [
        ["from tools import Tools", "  Tools: def run_tool(self, args: list[str]) -> str"]
    ]


def test_exported_functions_of_scripts_are_offered_as_the_file_imports() -> None:
    escape = "// Text for HTML.\n{} escapeHtml(text) {{\n  return text.replace(/</g, '&lt;');\n}}\n"
    files = {
        "web/page.js": "const http = require('http');\nfunction page(q) {\n  return '<b>' + q;\n}\n",
        "web/page.mjs": "import http from 'http';\nfunction page(q) {\n  return '<b>' + q;\n}\n",
        "lib/text.js": escape.format("function") + "module.exports = { escapeHtml };\n",
        "lib/hidden.js": escape.format("function"),
    }
    about = case("web/page.js", 3, "CWE-79")
    assert made(files, about).helpers == (
        "const { escapeHtml } = require('../lib/text.js')\n  function escapeHtml(text)\n  Text for HTML.\n"
        "  lib/text.js:2",
    )
    modules = made(files, replace(about, findings=case("web/page.mjs", 3, "CWE-79").findings))
    assert modules.helpers[0].startswith("import { escapeHtml } from '../lib/text.js'")


def test_a_safe_import_of_another_file_is_offered_but_not_one_that_the_file_has() -> None:
    files = {
        "app/view.py": "from html import escape\n\n\ndef show(x):\n    return f'<b>{x}</b>'\n",
        "app/feed.py": "from markupsafe import Markup\nfrom html import escape\nfrom .text import escape\n",
        "app/rows.py": "from markupsafe import Markup\n",
    }
    told = made(files, case("app/view.py", 5, "CWE-79")).helpers
    assert told == ("from markupsafe import Markup\n  as in app/feed.py:1 and 1 more files",)


def test_a_weakness_without_known_interfaces_offers_none() -> None:
    assert made(SHOP, case("depot/papers.py", 10, "CWE-9999")).helpers == ()


def test_at_most_eight_helpers_are_offered_the_best_and_nearest_first() -> None:
    files = {"app/a/view.py": VIEW} | {
        f"{folder}/m{n}.py": PLACES.replace("safe_path", f"safe_path_{n}")
        for folder in ("app/a", "other")
        for n in range(9)
    }
    told = made(files, case("app/a/view.py", 10), room=60_000).helpers
    assert 0 < len(told) <= 8
    assert all("  app/a/" in each for each in told)


def test_equal_arguments_give_an_equal_dossier_in_every_thread(tmp_path: Path) -> None:
    snapshot = snapshot_of(make_repo(tmp_path / "repo", SHOP))
    about = case("depot/papers.py", 10)
    seen = context(about, VIEW)
    told: list[Dossier] = []
    threads = [
        threading.Thread(target=lambda: told.append(dossier(about, VIEW, seen, snapshot))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 4
    assert all(each == told[0] for each in told)
    assert told[0] == made(SHOP, about)


class CountedSnapshot(MemorySnapshot):
    """Counts how often many files are read at once."""

    reads = 0

    def read_many(self, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        self.reads += 1
        return super().read_many(paths)


def test_the_sources_are_read_once_for_all_cases_of_a_snapshot() -> None:
    snapshot = CountedSnapshot({path: text.encode() for path, text in SHOP.items()})
    for path, line in (("depot/papers.py", 10), ("depot/photos.py", 5), ("depot/nightly.py", 5)):
        about = case(path, line)
        dossier(about, SHOP[path], context(about, SHOP[path]), snapshot)
    assert snapshot.reads == 1


def test_a_link_is_no_source(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "repo", {"depot/papers.py": VIEW, "secret.txt": PLACES})
    (repo / "depot/places.py").symlink_to(tmp_path / "repo" / "secret.txt")
    snapshot = snapshot_of(make_repo(repo, {}))
    about = case("depot/papers.py", 10, trace=(Location("depot/places.py", 4, 4),))
    told = dossier(about, VIEW, context(about, VIEW), snapshot)
    assert (told.helpers, told.trace) == ((), ())


def test_invisible_characters_are_spelled_out() -> None:
    files = {
        "app/view.py": VIEW,
        "app/places.py": PLACES.replace("The file below", "The \u202efile\u200b below"),
    }
    told = made(files, case("app/view.py", 10)).helpers
    assert "The \\u202efile\\u200b below root" in told[0]


SOUP = st.lists(
    st.sampled_from(["def safe_path(a):\n    is_relative_to(", "\n", "import ", "view", "(", "```", "'/a/b'", "#", "-",
                     "\u202e", "é", " ", "<!--", "test_", '"""', "\x00", "password", "==1.0\n", "{", "[", "flask"]),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    texts=st.lists(SOUP, min_size=7, max_size=7),
    room=st.integers(-5, 3000),
    line=st.integers(1, 30),
    script=st.booleans(),
    cwe=st.sampled_from(["CWE-22", "CWE-79", "CWE-89", "CWE-78", "CWE-0", ""]),
)
def test_nothing_in_a_repository_crashes_it_and_the_room_holds(
    texts: list[str], room: int, line: int, script: bool, cwe: str
) -> None:
    end = "js" if script else "py"
    names = [
        f"app/view.{end}", f"app/other.{end}", f"tests/test_view.{end}", "requirements.txt", "package.json",
        "AGENTS.md", "CONTRIBUTING.md",
    ]  # fmt: skip
    snapshot = MemorySnapshot({name: text.encode() for name, text in zip(names, texts, strict=True)})
    about = case(names[0], line, cwe, trace=(Location(names[1], line, line), Location("../x", 1, 1)))
    told = dossier(about, texts[0], context(about, texts[0]), snapshot, room=room)
    assert told.size <= max(room, 0)
