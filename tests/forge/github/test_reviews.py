from __future__ import annotations

import pytest

from agent.forge.values import Did, Trouble, TroubleKind
from agent.forge.writes import RequestReviews, Write
from tests.doubles.rest_server import Reply, RestServer, Script
from tests.forge.github.samples import REPO, connected, pull, refused

K = TroubleKind


def write(script: Script, write: Write) -> tuple[Did | Trouble, RestServer]:
    with connected(script) as (server, host):
        return host.write(write), server


def kind_of(found: Did | Trouble) -> TroubleKind:
    assert isinstance(found, Trouble), found
    return found.kind


ASK = f"POST {REPO}/pulls/7/requested_reviewers"
NO_COLLABORATOR = refused(422, "Reviews may only be requested from collaborators.")


def asked(users: tuple[str, ...] = (), teams: tuple[str, ...] = ()) -> Reply:
    reviewers = [{"login": user} for user in users]
    return Reply(
        pull(7, requested_reviewers=reviewers, requested_teams=[{"slug": team} for team in teams]), 201
    )


def test_everybody_is_asked_for_review_at_once() -> None:
    done, server = write(
        {ASK: asked(("Ann", "bob"), ("core",))}, RequestReviews(7, ("ann", "bob"), ("core",))
    )
    assert done == Did(7)
    assert [request.body for request in server.requests] == [
        {"reviewers": ["ann", "bob"], "team_reviewers": ["core"]}
    ]


@pytest.mark.parametrize("no", [NO_COLLABORATOR, refused(403, "no teams"), refused(404, "Not Found")])
def test_one_bad_name_does_not_cost_the_others_theirs(no: Reply) -> None:
    script = {ASK: [no, asked(("ann",)), no, asked(("ann",), ("core",))]}
    done, server = write(script, RequestReviews(7, ("ann", "ghost"), ("core",)))
    assert done == Did(7, refused=("ghost",))
    assert [request.body for request in server.requests][1:] == [
        {"reviewers": ["ann"]},
        {"reviewers": ["ghost"]},
        {"team_reviewers": ["core"]},
    ]


def test_where_all_names_are_bad_the_reason_is_told() -> None:
    done, server = write({ASK: NO_COLLABORATOR}, RequestReviews(7, ("ghost", "eve"), ()))
    assert isinstance(done, Trouble) and "only be requested from collaborators" in done.reason
    assert len(server.requests) == 3
    alone, server = write({ASK: NO_COLLABORATOR}, RequestReviews(7, ("ghost",), ()))
    assert isinstance(alone, Trouble) and len(server.requests) == 1


def test_who_is_ignored_silently_is_told() -> None:
    assert write({ASK: asked(("ann",))}, RequestReviews(7, ("ann", "eve"), ()))[0] == Did(7, refused=("eve",))
    done, _ = write({ASK: asked()}, RequestReviews(7, ("eve",), ()))
    assert isinstance(done, Trouble)
    assert (done.kind, done.reason) == (K.REFUSED, "GitHub asked none of eve for review")


@pytest.mark.parametrize("sooner", [0, 1])
def test_a_limit_or_a_lost_answer_ends_the_asking(sooner: int) -> None:
    limit = refused(429, "slow")
    script = {ASK: [limit] if sooner else [NO_COLLABORATOR, limit]}
    done, server = write(script, RequestReviews(7, ("ann", "bob"), ()))
    assert kind_of(done) is K.LATER
    assert len(server.requests) == 2 - sooner


def test_more_than_fifteen_are_asked_in_parts() -> None:
    names = tuple(f"user{number}" for number in range(17))
    done, server = write({ASK: asked(names)}, RequestReviews(7, names, ()))
    assert done == Did(7)
    assert [len(request.body["reviewers"]) for request in server.requests] == [15, 2]


def test_a_refused_part_does_not_cost_the_other_part_its_success() -> None:
    names = tuple(f"user{number}" for number in range(16))
    done, _ = write({ASK: [asked(names), NO_COLLABORATOR]}, RequestReviews(7, names, ()))
    assert done == Did(7, refused=("user15",))
