"""What can be said on the command line, and how it becomes settings."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from agent import __version__
from agent.cli.arguments_setup import evaluate, fleet, init, rules

_FLAGS = {
    "out": "out",
    "config": "scan.config",
    "max": "triage.max",
    "rule": "triage.rule",
    "path": "triage.path",
    "model": "model.name",
    "answer": "model.answer",
    "jobs": "limits.jobs",
    "base": "delivery.base",
}


def flags(arguments: argparse.Namespace) -> Mapping[str, object]:
    """The flags that were given, by the dotted name of the setting each stands for."""
    given = {setting: getattr(arguments, name, None) for name, setting in _FLAGS.items()}
    if getattr(arguments, "no_cache", False):
        given["model.cache"] = False
    return {setting: value for setting, value in given.items() if value is not None}


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="suture", description="Finds vulnerabilities with semgrep, writes fixes and proves them."
    )
    top.add_argument("--version", action="version", version=f"suture {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _scan(commands.add_parser("scan", help="list findings", description="List the findings at HEAD."))
    _fix(
        commands.add_parser(
            "fix", help="fix findings", description="Fix findings: pull requests, or branches and pages."
        )
    )
    _verify(
        commands.add_parser(
            "verify",
            help="judge a patch",
            description="Put a patch, or every fix of a bundle, through the gates.",
        )
    )
    _publish(
        commands.add_parser(
            "publish",
            help="propose a verified bundle",
            description="The last of three: fix --bundle, verify --bundle, publish. Opens pull requests for a"
            " verified bundle, unless --dry-run is said. Runs no code of the repository.",
        )
    )
    _follow(
        commands.add_parser(
            "follow",
            help="keep pull requests alive",
            description="Bring every pull request of ours to its end: remind, revise, close, verify."
            " In several jobs: --decide, --revise (then verify --bundle), and --publish --decided.",
        )
    )
    _plan(
        commands.add_parser(
            "plan",
            help="explain a pull request",
            description="What follow would do with one pull request, and why. Nothing is written.",
        )
    )
    init(
        commands.add_parser(
            "init",
            help="set up a repository",
            description="Write workflows and a commented suture.toml; without --yes the diff is shown.",
        )
    )
    fleet(
        commands.add_parser("fleet", help="many repositories", description="Many repositories, wave by wave.")
    )
    evaluate(
        commands.add_parser(
            "eval",
            help="measure a model",
            description="Put a folder of cases through the pipeline and count.",
        )
    )
    rules(
        commands.add_parser(
            "rules", help="the bundled rules", description="List the bundled rules, show one, or begin one."
        )
    )
    _owners(commands.add_parser("owners", help="whose files are these", description="Explain CODEOWNERS."))
    _target(
        commands.add_parser(
            "doctor", help="check this machine", description="What is installed, and what is missing."
        )
    )
    config = commands.add_parser(
        "config", help="show the configuration", description="Show the configuration."
    )
    config.add_argument("what", choices=("show", "schema"), help="effective values, or their JSON Schema")
    _target(config)
    return top


def _target(sub: argparse.ArgumentParser, *, forge: bool = False) -> None:
    if forge:
        sub.add_argument(
            "target",
            nargs="?",
            default=".",
            metavar="TARGET",
            help="a git checkout (default: .), or OWNER/NAME",
        )
    else:
        sub.add_argument(
            "target", nargs="?", type=Path, default=Path(), metavar="PATH", help="a git checkout (default: .)"
        )
    sub.add_argument(
        "--config-file", type=Path, metavar="FILE", help="settings, instead of the target's suture.toml"
    )


def _config(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--config",
        action="append",
        metavar="RULES",
        help="a pack of ours (suture:python), or semgrep rules: a file or folder (repeatable)",
    )


def _selection(sub: argparse.ArgumentParser, *, forge: bool = False) -> None:
    _target(sub, forge=forge)
    _config(sub)
    sub.add_argument(
        "--rule", action="append", metavar="ID", help="only these rules (shell pattern, repeatable)"
    )
    sub.add_argument(
        "--path", action="append", metavar="GLOB", help="only these paths (shell pattern, repeatable)"
    )
    sub.add_argument("--error", action="store_true", help="exit 1 when findings remain")


def _scan(sub: argparse.ArgumentParser) -> None:
    _selection(sub)
    form = sub.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="findings as JSON")
    form.add_argument("--sarif", action="store_true", help="findings as SARIF 2.1.0")


def _fix(sub: argparse.ArgumentParser) -> None:
    _selection(sub, forge=True)
    sub.add_argument(
        "--publish", action="store_true", help="open pull requests (needs a token, or a GitHub App)"
    )
    sub.add_argument(
        "--dry-run", action="store_true", help="print what --publish would write; the default for OWNER/NAME"
    )
    sub.add_argument("--base", metavar="BRANCH", help="branch to merge into (default: the default branch)")
    sub.add_argument("--sarif", type=Path, metavar="FILE", help="work on another scanner's findings")
    sub.add_argument(
        "--from", dest="source", choices=("code-scanning",), help="work on the forge's open alerts"
    )
    sub.add_argument("--upload-sarif", action="store_true", help="with --publish: upload our findings, too")
    sub.add_argument("--out", metavar="FOLDER", help="output folder (default: suture-out)")
    sub.add_argument("--report", type=Path, metavar="FILE", help="also write the JSON report here")
    sub.add_argument("--model", metavar="NAME", help="model that writes fixes where a rule has none")
    sub.add_argument(
        "--answer", choices=("auto", "edits", "function"), help="how the model is asked to answer"
    )
    sub.add_argument("--max", type=int, metavar="N", help="at most N cases")
    sub.add_argument("--jobs", type=int, metavar="N", help="cases at once")
    sub.add_argument("--fresh", action="store_true", help="repeat cases that an earlier run finished")
    sub.add_argument("--no-cache", action="store_true", help="ask models again what they answered before")
    sub.add_argument(
        "--show-prompts",
        action="store_true",
        help="with --dry-run: print what models would be sent, and ask none",
    )
    sub.add_argument(
        "--bundle",
        type=Path,
        metavar="FILE",
        help="write no branch, but a bundle: the file that verify --bundle takes",
    )
    sub.add_argument(
        "--patterns", type=Path, metavar="FILE", help="verified fixes of the same code elsewhere, tried first"
    )
    _unsafe(sub)


def _verify(sub: argparse.ArgumentParser) -> None:
    _target(sub)
    what = sub.add_mutually_exclusive_group(required=True)
    what.add_argument("--patch", metavar="FILE", help="a unified diff; - reads standard input")
    what.add_argument("--range", metavar="A..B", help="what changed between two commits; judged on the first")
    what.add_argument("--bundle", type=Path, metavar="FILE", help="every fix of a bundle of fix (with --out)")
    sub.add_argument(
        "--out",
        dest="verified",
        type=Path,
        metavar="FILE",
        help="with --bundle: write the verified bundle here",
    )
    _config(sub)
    sub.add_argument(
        "--rule", dest="finding_rule", metavar="ID", help="the rule whose finding the patch must remove"
    )
    sub.add_argument("--finding-path", metavar="P", help="the file of that finding")
    sub.add_argument("--line", type=int, metavar="N", help="a line of that finding")
    sub.add_argument("--proof", metavar="FILE", help="a test of that finding: fails before, passes after")
    sub.add_argument("--report", type=Path, metavar="FILE", help="write the verdict as JSON")
    sub.add_argument("--json", action="store_true", help="print the verdict as JSON")
    sub.add_argument("--allow-gap", action="store_true", help="exit 0 also for an evidence gap")
    _unsafe(sub)


def _publish(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("bundle", type=Path, metavar="BUNDLE", help="a bundle that suture verify wrote")
    _target(sub, forge=True)
    sub.add_argument(
        "--config", action="append", metavar="RULES", help="semgrep rules that the bundle was made with"
    )
    sub.add_argument("--base", metavar="BRANCH", help="branch to merge into (default: the default branch)")
    sub.add_argument("--sha256", metavar="HEX", help="refuse a bundle with another SHA-256")
    sub.add_argument("--out", metavar="FOLDER", help="output folder (default: suture-out)")
    sub.add_argument("--report", type=Path, metavar="FILE", help="also write the JSON report here")
    sub.add_argument("--dry-run", action="store_true", help="print what would be written, and write nothing")


def _follow(sub: argparse.ArgumentParser) -> None:
    _followed(sub)
    split = sub.add_mutually_exclusive_group()
    split.add_argument("--decide", type=Path, metavar="FILE", help="only look and decide; write that here")
    split.add_argument(
        "--revise", type=Path, metavar="FILE", help="write the fixes that FILE asks for (--bundle)"
    )
    split.add_argument(
        "--decided", type=Path, metavar="FILE", help="with --publish: act on FILE, run no code"
    )
    sub.add_argument(
        "--bundle", type=Path, metavar="FILE", help="what --revise writes, or --decided publishes"
    )
    sub.add_argument("--asked-by", default="", metavar="LOGIN", help="do nothing unless this user may write")
    sub.add_argument(
        "--publish", action="store_true", help="write to the forge; without it, what would be is printed"
    )
    sub.add_argument("--pr", type=int, default=0, metavar="N", help="only this pull request")


def _plan(sub: argparse.ArgumentParser) -> None:
    _followed(sub)
    sub.add_argument("--pr", type=int, required=True, metavar="N", help="the pull request")
    sub.set_defaults(publish=False)


def _followed(sub: argparse.ArgumentParser) -> None:
    _target(sub, forge=True)
    _config(sub)
    sub.add_argument("--base", metavar="BRANCH", help="branch to merge into (default: the default branch)")
    sub.add_argument("--model", metavar="NAME", help="model that writes fixes again")
    sub.add_argument("--json", action="store_true", help="what was done, as JSON")
    _unsafe(sub)


def _owners(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "paths", nargs="+", metavar="PATH", help="files, from the current folder or the checkout's top"
    )
    sub.add_argument("--target", type=Path, default=Path(), metavar="DIR", help="a git checkout (default: .)")
    sub.add_argument("--json", action="store_true", help="the answer as JSON")


def _unsafe(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--unsafe-no-sandbox", action="store_true", help="run tests without a sandbox; every report says so"
    )
