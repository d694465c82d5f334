"""What the inputs of the action become on the command line, and which of them are refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from agent.cli.action.inputs import order
from agent.cli.arguments import parser
from agent.errors import UsageError
from tests.workflows.templates import given

HERE = Path("/folder")


@pytest.mark.parametrize(
    ("inputs", "argv"),
    [
        ({"command": "scan", "config": "a.yaml 'b c'"}, ["scan", "--config=a.yaml", "--config=b c", "."]),
        (
            {"command": "fix", "bundle": "p.json", "max": "3", "report": "r.json"},
            ["fix", "--max=3", "--report=r.json", "--bundle=p.json", "."],
        ),
        (
            {"command": "fix", "target": "acme/shop", "publish": "true", "args": "--rule 'a b' --jobs 2"},
            [
                "fix",
                "--report=/folder/suture-fix.json",
                "--publish",
                "--rule",
                "a b",
                "--jobs",
                "2",
                "acme/shop",
            ],
        ),
        (
            {"command": "verify", "bundle": "p.json", "out": "v.json", "sha256": "0" * 64},
            ["verify", "--report=/folder/suture-verify.json", "--bundle=p.json", "--out=v.json", "."],
        ),
        (
            {"command": "verify", "range": "a..b", "args": "--allow-gap"},
            ["verify", "--report=/folder/suture-verify.json", "--range=a..b", "--allow-gap", "."],
        ),
        (
            {"command": "publish", "bundle": "v.json", "target": "acme/shop", "sha256": "ab"},
            ["publish", "--report=/folder/suture-publish.json", "--sha256=ab", "v.json", "acme/shop"],
        ),
        (
            {"command": "follow", "decide": "d.json", "asked_by": "--publish", "pr": "7"},
            ["follow", "--decide=d.json", "--asked-by=--publish", "--pr=7", "."],
        ),
        (
            {
                "command": "follow",
                "decided": "d.json",
                "publish": "true",
                "bundle": "v.json",
                "decided_sha256": "aa",
                "sha256": "bb",
            },
            ["follow", "--bundle=v.json", "--decided=d.json", "--publish", "."],
        ),
        (
            {"command": " fleet  plan", "org": "acme other", "out": "p.json", "home": "acme/home"},
            ["fleet", "plan", "--org=acme", "--org=other", "--out=p.json", "--home=acme/home"],
        ),
        (
            {
                "command": "fleet run",
                "plan": "p.json",
                "plan_sha256": "aa",
                "shard": "3",
                "stage": "fix",
                "folder": "f",
            },
            ["fleet", "run", "--shard=3", "--stage=fix", "--folder=f", "p.json"],
        ),
    ],
)
def test_inputs_become_arguments_that_the_command_line_takes(
    inputs: Mapping[str, str], argv: list[str]
) -> None:
    made = order(given(**inputs), HERE)
    assert list(made.argv) == argv
    assert parser().parse_args(made.argv).command == argv[0]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"command": "fix; rm -rf /"}, "there is no command"),
        ({"command": ""}, "there is no command"),
        ({"command": "scan", "bundle": "x"}, "scan has no use for the input bundle"),
        ({"command": "publish", "bundle": "x", "publish": "true"}, "no use for the input publish"),
        ({"command": "fix", "publish": "yes"}, "publish is 'yes'"),
        ({"command": "fix", "max": "3", "args": "--max 4"}, "args holds --max, which the input max"),
        ({"command": "fix", "max": "3", "args": "--ma=4"}, "args holds --ma, which the input max"),
        ({"command": "fix", "args": "--report x"}, "args holds --report, which the input report"),
        ({"command": "fix", "args": "--publish"}, "args holds --publish, which the input publish"),
        ({"command": "fix", "args": "--rule 'x"}, "the input args cannot be read"),
        ({"command": "fix", "config": '"x'}, "the input config cannot be read"),
        ({"command": "fix", "target": "--publish"}, "the input target is '--publish'"),
        ({"command": "publish", "target": "acme/shop"}, "the input bundle is ''"),
        ({"command": "verify", "range": "a..b", "sha256": "ab"}, "sha256 is there, but no bundle"),
        ({"command": "verify", "bundle": "p.json", "out": "v.json"}, "and sha256 is empty"),
        ({"command": "publish", "bundle": "v.json", "target": "acme/shop"}, "and sha256 is empty"),
        ({"command": "follow", "revise": "d.json", "bundle": "p.json"}, "and decided-sha256 is empty"),
        (
            {
                "command": "follow",
                "decided": "d.json",
                "decided_sha256": "ab",
                "publish": "true",
                "bundle": "v",
            },
            "and sha256 is empty",
        ),
        ({"command": "fleet run", "plan": "p.json"}, "and plan-sha256 is empty"),
        ({"command": "fix", "decided_sha256": "ab"}, "fix has no use for the input decided-sha256"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(inputs: Mapping[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        order(given(**inputs), HERE)
    assert said in str(caught.value)
    assert caught.value.hint


def test_a_digest_is_compared_for_every_file_of_another_job() -> None:
    made = order(
        given(
            command="follow",
            decided="d.json",
            decided_sha256="aa",
            bundle="v.json",
            sha256="bb",
            publish="true",
        ),
        HERE,
    )
    assert made.digests == ((Path("v.json"), "bb"), (Path("d.json"), "aa"))
    revising = order(given(command="follow", revise="d.json", decided_sha256="aa", bundle="new.json"), HERE)
    assert revising.digests == ((Path("d.json"), "aa"),)
    # publish compares it itself, when it has the file open.
    assert order(given(command="publish", bundle="b", target="a/b", sha256="cc"), HERE).digests == ()
