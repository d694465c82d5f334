"""What is read from a workflow for `act`, and what is changed in it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.doubles.github import workflow_token
from tests.workflows.jobs import for_act, permissions, uses
from tests.workflows.test_act_harness import SHA, TINY


def test_what_act_must_be_told_is_put_in_and_nothing_else_changes() -> None:
    changed = for_act(TINY)
    assert "GITHUB_TOKEN: ${{ secrets.TOKEN_OF_WORK }}" in changed
    assert changed.count('token: "${{ secrets.TOKEN_OF_PLAN }}"\n          persist-credentials') == 1
    assert '- with: {token: "${{ secrets.TOKEN_OF_WORK }}"}\n        uses: actions/checkout' in changed
    gone = [line.strip() for line in TINY.splitlines() if line not in changed.splitlines()]
    assert gone == [
        "part: ${{ fromJSON(needs.plan.outputs.parts) }}",
        f"- uses: actions/checkout@{SHA}",
        "GITHUB_TOKEN: ${{ github.token }}",
        "if: needs.plan.outputs.parts == ''",
    ]
    assert "if: (needs.plan.result != 'skipped' && needs.plan.outputs.parts || '') == ''" in changed
    assert [use.action for use in uses(changed)] == [use.action for use in uses(TINY)]
    with pytest.raises(ValueError, match="outside of a job"):
        for_act(TINY.replace("permissions: {}\n", "env: {T: '${{ github.token }}'}\n", 1))


@pytest.mark.parametrize("wrong", [{"content": "read"}, {"contents": "admin"}, "everything"])
def test_permissions_that_are_none_are_refused(wrong: Mapping[str, str] | str) -> None:
    with pytest.raises(ValueError, match="permissions"):
        workflow_token(wrong)


def test_permissions_come_from_the_job_then_the_workflow_then_the_setting() -> None:
    text = "on: push\npermissions: {issues: write}\njobs:\n  a: {permissions: {}}\n  b: {permissions: read-all}\n  c: {}\n"
    assert permissions(text) == {"a": {}, "b": "read-all", "c": {"issues": "write"}}
    assert permissions("on: push\njobs:\n  a: {}\n") == {"a": {"contents": "read", "packages": "read"}}
    assert workflow_token("read-all").allows("pull_requests=read")
    assert not workflow_token({"pull-requests": "read"}).allows("pull_requests=write")
    assert not workflow_token({"contents": "none"}).allows("contents=read")
