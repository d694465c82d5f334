from __future__ import annotations

import time

import pytest

from agent.forge.github import connect
from agent.forge.values import Trouble, TroubleKind
from agent.forge.writes import AddLabels
from tests.doubles.rest_server import Reply, serving
from tests.forge.github.samples import BASE, BEGINNING, REPO, SLUG, TOKEN, connected, ref, refused, settings

MAIN = f"GET {REPO}/git/ref/heads/main"
LABEL = f"POST {REPO}/issues/1/labels"
GOOD = ref(BASE)
FAULTS = {
    "500": Reply({"message": "Server Error"}, 500),
    "a web page": Reply("<html>unicorn</html>", 502, {"content-type": "text/html"}),
    "cut-off JSON": Reply('{"object": {"sha": '),
    "a body that ends early": Reply({"object": {"sha": BASE}}, cut=5),
    "no answer": Reply(drop=True),
    "a short limit": refused(403, "You have exceeded a secondary rate limit.", headers={"retry-after": "2"}),
    "too many": Reply({"message": "Too many requests"}, 429, {"retry-after": "0"}),
}


def kind_of(found: object) -> TroubleKind:
    assert isinstance(found, Trouble)
    return found.kind


@pytest.mark.parametrize("fault", FAULTS)
def test_a_read_is_tried_again(fault: str) -> None:
    with connected({MAIN: [FAULTS[fault], FAULTS[fault], GOOD]}) as (server, host):
        assert host.base("main") == BASE
        assert len(server.asked(MAIN)) == 3


@pytest.mark.parametrize("fault", FAULTS)
def test_a_write_is_sent_exactly_once(fault: str) -> None:
    with connected({LABEL: [FAULTS[fault], Reply([])]}) as (server, host):
        found = host.write(AddLabels(1, ("security",)))
        assert kind_of(found) in (TroubleKind.UNSURE, TroubleKind.LATER)
        assert len(server.requests) == 1


def test_a_read_is_given_up_after_the_tries_of_the_settings() -> None:
    with connected({MAIN: FAULTS["500"]}, tries=3) as (server, host):
        found = host.base("main")
        assert found == Trouble(TroubleKind.UNSURE, "the forge answered 500: Server Error")
        assert len(server.requests) == 3


def test_an_answer_that_makes_no_sense_is_said_to_and_where() -> None:
    with connected({MAIN: Reply({"object": {"name": BASE}})}) as (_, host):
        found = host.base("main")
        assert isinstance(found, Trouble) and found.kind is TroubleKind.UNSURE
        assert found.reason == f"the answer for {REPO}/git/ref/heads/main made no sense (at object.sha)"


@pytest.mark.parametrize(("status", "kind"), [(404, TroubleKind.MISSING), (403, TroubleKind.PERMISSION)])
def test_a_read_that_is_refused_is_not_tried_again(status: int, kind: TroubleKind) -> None:
    with connected({MAIN: refused(status, "no")}) as (server, host):
        assert kind_of(host.base("main")) is kind
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "headers", [{"retry-after": "61"}, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9999999999"}, {}]
)
def test_a_long_limit_is_not_waited_for(headers: dict[str, str]) -> None:
    with connected({MAIN: refused(403, "API rate limit exceeded", headers=headers)}) as (server, host):
        assert kind_of(host.base("main")) is TroubleKind.LATER
        assert len(server.requests) == 1


def test_reads_wait_as_long_as_they_are_asked_to_and_else_ever_longer() -> None:
    slept: list[float] = []
    later = refused(429, "slow", headers={"retry-after": "7"})
    with serving({**BEGINNING, MAIN: [later, FAULTS["500"], FAULTS["500"], GOOD]}) as server:
        assert connect(settings(server.url), SLUG, sleep=slept.append).base("main") == BASE
    assert slept[0] == 7.0
    assert 1 <= slept[1] < slept[2] <= 31


def test_a_slow_answer_is_a_time_out() -> None:
    with connected({LABEL: Reply([], seconds=1.5)}, timeout=1) as (_, host):
        found = host.write(AddLabels(1, ("security",)))
        assert (kind_of(found), getattr(found, "reason", "")) == (TroubleKind.UNSURE, "no answer in time")


def test_an_answer_of_another_form_is_unsure_and_not_asked_for_again() -> None:
    with connected({MAIN: Reply({"object": "x"}), f"GET {REPO}/issues/1/events": Reply({"a": 1})}) as (
        server,
        host,
    ):
        assert kind_of(host.base("main")) is TroubleKind.UNSURE
        assert kind_of(host.events(1)) is TroubleKind.UNSURE
        assert len(server.requests) == 2


def test_a_list_is_read_to_its_last_page_by_its_links() -> None:
    pages = [
        Reply([{"event": "a"}], headers={"link": '<{url}/x?page=2>; rel="next"'}),
        Reply([{"event": "b"}], headers={"link": '<{url}/x?page=1>; rel="prev"'}),
    ]
    with connected({f"GET {REPO}/issues/1/events": pages}) as (server, host):
        found = host.events(1)
        assert not isinstance(found, Trouble) and [event.kind for event in found] == ["a", "b"]
        assert [request.query["page"] for request in server.requests] == ["1", "2"]


def test_a_list_without_links_goes_on_after_every_full_page() -> None:
    pages = [Reply([{"event": "a"}] * 100), Reply([{"event": "b"}])]
    with connected({f"GET {REPO}/issues/1/events": pages}) as (_, host):
        found = host.events(1)
        assert not isinstance(found, Trouble) and len(found) == 101


def test_a_fault_on_a_later_page_is_a_fault_of_the_list() -> None:
    pages = [Reply([{"event": "a"}] * 100), refused(403, "no")]
    with connected({f"GET {REPO}/issues/1/events": pages}) as (_, host):
        assert kind_of(host.events(1)) is TroubleKind.PERMISSION


def test_writes_are_spaced_as_the_settings_say() -> None:
    with connected({LABEL: Reply([])}, write_seconds=0.3) as (_, host):
        begun = time.monotonic()
        host.write(AddLabels(1, ("a",)))
        host.write(AddLabels(1, ("b",)))
        assert time.monotonic() - begun >= 0.3


def test_a_token_that_an_answer_repeats_is_not_shown() -> None:
    echo = refused(403, f"token {TOKEN}", headers={"x-accepted-github-permissions": TOKEN})
    with connected({MAIN: echo}) as (_, host):
        found = host.base("main")
        assert isinstance(found, Trouble)
        assert TOKEN not in repr(found) and found.reason == "token [secret]"
