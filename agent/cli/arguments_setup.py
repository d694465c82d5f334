"""The command line of what is set up once: a repository's workflows, and waves over many repositories."""

from __future__ import annotations

import argparse
from pathlib import Path


def init(sub: argparse.ArgumentParser) -> None:
    """`suture init`."""
    sub.add_argument(
        "target", nargs="?", type=Path, default=Path(), metavar="PATH", help="a git checkout (default: .)"
    )
    sub.add_argument(
        "--action",
        default="",
        metavar="OWNER/NAME@SHA",
        help="use this action at that commit, instead of a copy of it",
    )
    sub.add_argument(
        "--fleet",
        action="store_true",
        help="for the home of a fleet: a repository that looks after many others",
    )
    sub.add_argument("--yes", action="store_true", help="write the files; without it, the diff is shown")


def fleet(sub: argparse.ArgumentParser) -> None:
    """`suture fleet`, in its three parts."""
    parts = sub.add_subparsers(dest="part", required=True, metavar="PART")
    plan = parts.add_parser("plan", help="choose a wave", description="Choose repositories and pack them.")
    plan.add_argument(
        "--org",
        action="append",
        default=[],
        metavar="NAME",
        help="every repository of this owner (repeatable)",
    )
    plan.add_argument(
        "--repositories", type=Path, metavar="FILE", help="a file of repositories, one OWNER/NAME a line"
    )
    plan.add_argument(
        "--topic",
        action="append",
        default=[],
        metavar="NAME",
        help="only with one of these topics (repeatable)",
    )
    plan.add_argument(
        "--property",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="only with all of these custom properties (repeatable)",
    )
    plan.add_argument("--home", default="", metavar="OWNER/NAME", help="where waves are recorded")
    plan.add_argument("--out", type=Path, required=True, metavar="FILE", help="write the plan here")
    run = parts.add_parser(
        "run", help="work on one shard", description="One stage for each repository of a shard."
    )
    run.add_argument("plan", type=Path, metavar="PLAN", help="what fleet plan wrote")
    run.add_argument("--shard", type=int, required=True, metavar="N", help="which one, from 0")
    run.add_argument("--stage", choices=("fix", "verify", "publish"), required=True, help="what to do")
    run.add_argument(
        "--folder", type=Path, required=True, metavar="DIR", help="bundles and reports of the shard"
    )
    report = parts.add_parser("report", help="join reports", description="Join the reports of all shards.")
    report.add_argument("plan", type=Path, metavar="PLAN", help="what fleet plan wrote")
    report.add_argument(
        "--folder", type=Path, required=True, metavar="DIR", help="where all shards' reports are"
    )
    report.add_argument("--home", default="", metavar="OWNER/NAME", help="where waves are recorded")
    report.add_argument("--publish", action="store_true", help="record the wave there")
    report.add_argument("--report", type=Path, metavar="FILE", help="write the joined report as JSON")
    for part in (plan, run, report):
        part.add_argument("--config-file", type=Path, metavar="FILE", help="settings, instead of suture.toml")


def evaluate(sub: argparse.ArgumentParser) -> None:
    """Add the arguments of `suture eval`."""
    sub.add_argument("cases", type=Path, metavar="FOLDER", help="a folder of cases (see docs/evals.md)")
    sub.add_argument("--config-file", type=Path, metavar="FILE", help="settings for every case")
    sub.add_argument("--model", metavar="NAME", help="model that is measured")
    sub.add_argument("--answer", choices=("auto", "edits", "function"), help="how it is asked to answer")
    sub.add_argument("--only", action="append", metavar="GLOB", help="only these cases (repeatable)")
    sub.add_argument(
        "--out", dest="results", type=Path, default=Path("suture-eval"), metavar="DIR",
        help="where results are kept, so that a broken run goes on (default: suture-eval)",
    )  # fmt: skip
    sub.add_argument("--json", type=Path, metavar="FILE", help="also write all figures here")
    sub.add_argument("--jobs", type=int, metavar="N", help="cases at once")
    sub.add_argument("--fresh", action="store_true", help="repeat cases that an earlier run finished")
    sub.add_argument("--no-cache", action="store_true", help="ask models again what they answered before")
    sub.add_argument("--unsafe-no-sandbox", action="store_true", help="run tests without a sandbox")


def rules(sub: argparse.ArgumentParser) -> None:
    """`suture rules`, in its three parts."""
    parts = sub.add_subparsers(dest="part", required=True, metavar="PART")
    shown = parts.add_parser("list", help="which there are", description="List the bundled rules.")
    shown.add_argument(
        "--pack", action="append", metavar="NAME", help="only this pack: suture:default (repeatable)"
    )
    shown.add_argument("--json", action="store_true", help="the rules and their packs as JSON")
    show = parts.add_parser("show", help="what one says", description="Show one bundled rule.")
    show.add_argument("id", metavar="ID", help="the rule")
    new = parts.add_parser(
        "new",
        help="begin a rule",
        description="Write the file of a new rule and its sample into a checkout of Suture.",
    )
    new.add_argument("language", metavar="LANGUAGE", help="the folder that it goes to: python, java, ...")
    new.add_argument("id", metavar="ID", help="its id, which begins with the folder's name")
    new.add_argument("--cwe", type=int, required=True, metavar="N", help="the weakness that it finds: 89")
    new.add_argument(
        "--checkout", type=Path, metavar="DIR", help="a checkout of Suture (default: the one that runs)"
    )
