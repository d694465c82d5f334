from __future__ import annotations

import pytest

from agent.forge.values import Seen
from tests.doubles.rest_server import Reply, Script
from tests.forge.github.samples import BASE, REPO, comparison, connected, ref, wanted

NOW = "d" * 40
MOVED = {f"GET {REPO}/pulls": Reply([]), f"GET {REPO}/git/ref/heads/main": ref(NOW)}
SINCE = f"GET {REPO}/compare/{BASE}...{NOW}"


def look(script: Script) -> Seen:
    with connected(script) as (_, host):
        seen = host.look(wanted())
        assert isinstance(seen, Seen), seen
        return seen


def test_paths_that_moved_on_the_base_are_told_with_both_names() -> None:
    files = ({"filename": "new.py", "previous_filename": "old.py"}, {"filename": "a.py"})
    seen = look({**MOVED, SINCE: comparison(files=files)})
    assert (seen.moved, seen.apart) == (("a.py", "new.py", "old.py"), False)


@pytest.mark.parametrize("status", ["diverged", "behind"])
def test_a_base_that_was_rewritten_is_apart(status: str) -> None:
    assert look({**MOVED, SINCE: comparison(status=status)}).apart


def test_a_base_commit_that_is_gone_is_apart() -> None:
    assert look(MOVED).apart


def test_more_files_than_a_comparison_lists_are_found_in_the_trees() -> None:
    files = tuple({"filename": f"f{number}"} for number in range(300))
    old = {"sha": "t1", "truncated": False, "tree": [_entry("a", "1"), _entry("same", "2")]}
    new = {
        "sha": "t2",
        "truncated": False,
        "tree": [_entry("a", "3"), _entry("same", "2"), _entry("zz", "4")],
    }
    trees = {f"GET {REPO}/git/trees/{BASE}": Reply(old), f"GET {REPO}/git/trees/{NOW}": Reply(new)}
    seen = look({**MOVED, SINCE: comparison(files=files), **trees})
    assert {"a", "zz", "f299"} <= set(seen.moved) and "same" not in seen.moved and "" not in seen.moved


def test_a_tree_that_is_cut_off_means_that_anything_may_have_moved() -> None:
    files = tuple({"filename": f"f{number}"} for number in range(300))
    cut = Reply({"sha": "t", "truncated": True, "tree": []})
    trees = {f"GET {REPO}/git/trees/{BASE}": cut, f"GET {REPO}/git/trees/{NOW}": cut}
    assert "" in look({**MOVED, SINCE: comparison(files=files), **trees}).moved


def _entry(path: str, sha: str) -> dict[str, str]:
    return {"path": path, "mode": "100644", "type": "blob", "sha": sha}
