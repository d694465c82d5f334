"""The sample bodies as pages, to be looked at: python -m tests.forge.text.show FOLDER."""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path

from agent.forge.text import describe
from tests.forge.text import github
from tests.forge.text.samples import BODIES

STYLE = """
body { margin: 0; background: #fff; color: #1f2328; font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
main { max-width: 860px; margin: 24px auto; }
h1 { font-size: 26px; font-weight: 400; margin: 0 0 16px; }
.comment { border: 1px solid #d1d9e0; border-radius: 6px; }
.head { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; padding: 8px 16px; color: #59636e; }
.body { padding: 16px; }
.body > *:first-child { margin-top: 0; }
h3 { font-size: 1.25em; margin: 24px 0 16px; font-weight: 600; line-height: 1.25; }
p, ul, ol, table, pre, details, blockquote { margin: 0 0 16px; }
ul { padding-left: 2em; } li + li { margin-top: .25em; } li p { margin: 0; }
li:has(> input) { list-style: none; } li > input { margin: 0 .3em .25em -1.4em; vertical-align: middle; }
code { background: #818b981f; border-radius: 6px; padding: .2em .4em; font: 85% ui-monospace, Menlo, "DejaVu Sans Mono", monospace; }
pre { background: #f6f8fa; border-radius: 6px; padding: 16px; overflow: auto; line-height: 1.45; }
pre code { background: none; padding: 0; font-size: 12px; }
table { border-collapse: collapse; display: block; overflow: auto; width: max-content; max-width: 100%; }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; } tr:nth-child(even) td { background: #f6f8fa; }
a { color: #0969da; } sub { font-size: 75%; line-height: 1.6; vertical-align: baseline; color: #59636e; }
blockquote { padding: 0 1em; border-left: .25em solid #d1d9e0; color: #59636e; }
.alert { border-left: .25em solid #cf222e; padding: 8px 16px; margin: 0 0 16px; } .alert p:last-child { margin: 0; }
.alert b.kind { color: #cf222e; font-weight: 500; display: block; margin-bottom: 12px; }
summary { cursor: pointer; }
"""
_ALERT = re.compile(r"<blockquote>\s*<p>\[!CAUTION\]\s*(?:<br />)?(.*?)</blockquote>", re.DOTALL)


def page(title: str, body: str, *, opened: bool = False) -> str:
    """A pull request's first comment, much as GitHub shows it; `opened` unfolds what is folded."""
    shown = _ALERT.sub(r'<div class="alert"><b class="kind">Caution</b><p>\1</div>', github.html(body))
    shown = shown.replace("<details>", "<details open>") if opened else shown
    return (
        f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><main><h1>{html.escape(title)}</h1>'
        f'<div class="comment"><div class="head"><b>suture</b> bot commented</div>'
        f'<div class="body">{shown}</div></div></main>'
    )


def write(folder: Path) -> None:
    """Every sample as FOLDER/name.md, name.html and name-open.html."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, facts in BODIES.items():
        text = describe(facts, True if name == "fixed" else None)
        (folder / f"{name}.md").write_text(text.body)
        (folder / f"{name}.html").write_text(page(text.title, text.body))
        (folder / f"{name}-open.html").write_text(page(text.title, text.body, opened=True))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
