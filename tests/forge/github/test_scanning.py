from __future__ import annotations

import base64
import gzip
import json
import random

from agent.forge.values import Trouble, TroubleKind
from tests.doubles.rest_server import Reply
from tests.forge.github.samples import HEAD, REPO, connected, refused

ALERTS, SARIFS = f"GET {REPO}/code-scanning/alerts", f"POST {REPO}/code-scanning/sarifs"
SARIF = json.dumps({"version": "2.1.0", "runs": [{"results": [{"ruleId": "x"}]}, {"results": None}]})


def test_alerts_are_githubs_own_json_page_by_page() -> None:
    pages = [
        Reply([{"number": 1}], headers={"link": '<{url}/x>; rel="next"'}),
        Reply([{"number": 2}], headers={"link": ""}),
    ]
    with connected({ALERTS: pages}) as (server, host):
        assert host.scanning.alerts(ref="refs/heads/main") == ({"number": 1}, {"number": 2})
        query = server.requests[0].query
        assert (query["state"], query["ref"]) == ("open", "refs/heads/main")


def test_no_more_than_five_thousand_alerts_are_read() -> None:
    endless = Reply([{"number": 1}] * 100, headers={"link": '<{url}/x>; rel="next"'})
    with connected({ALERTS: endless}) as (server, host):
        found = host.scanning.alerts()
        assert not isinstance(found, Trouble) and len(found) == 5000
        assert len(server.requests) == 50


def test_alerts_of_every_branch_are_asked_for_without_a_ref() -> None:
    with connected({ALERTS: Reply([])}) as (server, host):
        assert host.scanning.alerts("dismissed") == ()
        assert server.requests[0].query["state"] == "dismissed"
        assert "ref" not in server.requests[0].query


def test_code_scanning_that_is_off_or_never_ran_is_told_apart() -> None:
    off = refused(403, "Code Security must be enabled for this repository to use code scanning.")
    with connected({ALERTS: off}) as (server, host):
        found = host.scanning.alerts()
        assert isinstance(found, Trouble)
        assert found.kind is TroubleKind.PERMISSION and "enable code scanning" in found.hint
        server.say(ALERTS, refused(404, "no analysis found"))
        never = host.scanning.alerts()
        assert isinstance(never, Trouble) and never.kind is TroubleKind.MISSING
        server.say(ALERTS, Reply(["x"]))
        odd = host.scanning.alerts()
        assert isinstance(odd, Trouble) and odd.kind is TroubleKind.UNSURE


def test_a_sarif_log_is_sent_packed_for_its_commit() -> None:
    with connected({SARIFS: Reply({"id": "47177e22", "url": "u"}, 202)}) as (server, host):
        assert host.scanning.upload_sarif(SARIF, HEAD, "refs/heads/main") == "47177e22"
        body = server.requests[0].body
        assert (body["commit_sha"], body["ref"]) == (HEAD, "refs/heads/main")
        packed = base64.b64decode(body["sarif"])
        assert gzip.decompress(packed).decode() == SARIF
        assert packed[4:8] == bytes(4), "no time in it: the same log is the same upload"


def test_a_refused_upload_names_the_permission() -> None:
    with connected({SARIFS: refused(403, "Resource not accessible by integration")}) as (_, host):
        found = host.scanning.upload_sarif(SARIF, HEAD, "refs/heads/main")
        assert isinstance(found, Trouble) and "security_events" in found.hint


def test_a_log_above_githubs_limits_is_not_sent() -> None:
    many = json.dumps({"runs": [{"results": []}, {"results": [0] * 25_001}]})
    large = base64.b64encode(random.Random(1).randbytes(10_100_000)).decode()
    with connected({}) as (server, host):
        for log, said in (
            (many, "holds 25001 results"),
            (json.dumps({"runs": [], "x": large}), "bytes in gzip"),
        ):
            found = host.scanning.upload_sarif(log, HEAD, "refs/heads/main")
            assert isinstance(found, Trouble)
            assert found.kind is TroubleKind.REFUSED and said in found.reason
        assert server.requests == []
