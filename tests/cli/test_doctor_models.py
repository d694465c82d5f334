"""What `suture doctor` says of models: one line for each rung, and the next step where one is missing."""

from __future__ import annotations

from pathlib import Path

from agent.cli.doctor import model_lines
from agent.cli.doctor_actions import Line
from agent.settings import load
from tests.doubles.model_server import completion, fault, serving


def said(folder: Path, toml: str) -> list[Line]:
    file = folder / "mine.toml"
    file.write_text(toml)
    return list(model_lines(load(None, file=file, environ={}, flags={})))


def test_every_rung_and_the_reviewer_have_their_lines(tmp_path: Path) -> None:
    with serving([completion("OK")]) as good, serving([fault(401, "no")]) as bad:
        toml = "".join(
            f'[[models]]\nname = "{name}"\nbase_url = "{server.url}"\n'
            for name, server in (("small", good), ("large", bad))
        )
        small, large, judge = said(tmp_path, f'{toml}[review]\nname = "judge"\nbase_url = "{good.url}"\n')
        assert (small.ok, small.name, small.detail) == (True, "model 1", f"{good.url} answers as small")
        assert (large.ok, large.name, large.needed) == (False, "model 2", False)
        assert "refuses the key" in large.detail
        assert (judge.ok, judge.name, judge.detail) == (True, "review", f"{good.url} answers as judge")


def test_a_rung_without_its_key_is_named(tmp_path: Path) -> None:
    (line,) = said(tmp_path, '[[models]]\nname = "small"\nkey_env = "LOST_KEY"\n')
    assert "LOST_KEY" in line.detail
    assert "set LOST_KEY" in line.hint


def test_without_a_model_the_ways_to_one_are_told(tmp_path: Path) -> None:
    (line,) = said(tmp_path, "")
    assert (line.ok, line.needed) == (False, False)
    assert "OPENAI_API_KEY" in line.hint
    assert "--model local" in line.hint


def test_a_local_model_that_is_not_there_is_told_with_the_next_step(tmp_path: Path) -> None:
    (line,) = said(tmp_path, '[model]\nname = "local"\n')
    assert not line.ok
    # The first of the two that is missing on this machine.
    assert "suture[local]" in line.hint or "SUTURE_LOCAL__FILE" in line.hint
