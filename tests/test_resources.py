"""The locator of bundled files."""

from __future__ import annotations

from agent.resources import prompts_dir, rules_dir


def test_a_checkout_uses_the_folders_at_its_top() -> None:
    assert (prompts_dir() / "fix.md.j2").is_file()
    assert rules_dir().is_dir()
    assert prompts_dir().parent == rules_dir().parent
