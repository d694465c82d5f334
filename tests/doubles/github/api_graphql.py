"""The GraphQL operations that the double knows: drafts, compare-and-swap of refs, the viewer, and blame."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .graphql import Field, GraphqlError, Reader, select
from .graphql_nodes import Args, person, pull_node, repository, viewer
from .objects import ZERO
from .records import Json, PullRecord
from .render_git import number_of
from .routing import Answer, Call, Refusal

INPUTS = {
    "markPullRequestReadyForReview": ({"pullRequestId"}, {"clientMutationId"}),
    "convertPullRequestToDraft": ({"pullRequestId"}, {"clientMutationId"}),
    "updateRefs": ({"repositoryId", "refUpdates"}, {"clientMutationId"}),
}
"""The keys that an input must have, and those that it may."""
UPDATE = ({"name", "afterOid"}, {"beforeOid", "force"})
NO_NODE = "Could not resolve to a node with the global id of '{}'."


def is_mutation(body: Json) -> bool:
    """Whether a request to /graphql would change something."""
    return isinstance(body, dict) and str(body.get("query", "")).lstrip().startswith("mutation")


def answer(call: Call) -> tuple[Answer, str]:
    """Carry out one GraphQL request; the text is a complaint about an operation that is not known."""
    try:
        kind, fields = Reader(call.body.get("query", ""), call.body.get("variables") or {}).operation()
        known: Mapping[str, Callable[[Call, Args], Json]] = MUTATIONS if kind == "mutation" else QUERIES
    except GraphqlError as error:
        return _failed(error), f"graphql: {error}"
    unknown = [one.name for one in fields if one.name not in known]
    if unknown:
        wrong = GraphqlError(f"Field '{unknown[0]}' doesn't exist on type '{kind.title()}'", "undefinedField")
        return _failed(wrong), f"graphql: unknown operation {kind} {unknown[0]}"
    data: dict[str, Json] = {}
    errors: list[Json] = []
    for one in fields:
        try:
            _check_input(one)
            data[one.key] = select(known[one.name](call, one.args), one.inner)
        except GraphqlError as error:
            if error.kind in {"undefinedField", "selectionMismatch"}:
                return _failed(error), f"graphql: {error}"
            # The other fields of the request are answered all the same.
            data[one.key] = None
            errors.append({"type": error.kind, "message": str(error), "path": [one.key]})
    return Answer(200, {"data": data, **({"errors": errors} if errors else {})}), ""


def _check_input(one: Field) -> None:
    """GraphQL takes only the keys that it knows, and all that it must have."""
    given = one.args.get("input", {})
    lists = [(given, *INPUTS[one.name])] if one.name in INPUTS else []
    lists += [(update, *UPDATE) for update in given.get("refUpdates", [])]
    for keys, required, optional in lists:
        missing, unknown = required - keys.keys(), keys.keys() - required - optional
        if missing or unknown:
            raise GraphqlError(
                f"Input of {one.name}: missing {missing or '{}'}, unknown {unknown or '{}'}", "undefinedField"
            )


def _failed(error: GraphqlError) -> Answer:
    return Answer(200, {"errors": [{"type": error.kind, "message": str(error)}]})


def _guard(call: Call, permission: str) -> None:
    if call.state.archived:
        raise GraphqlError("Repository was archived so is read-only.", "FORBIDDEN")
    try:
        call.need(permission)
    except Refusal as refusal:
        raise GraphqlError(str(refusal), "FORBIDDEN") from None


def _pull(call: Call, args: Args) -> tuple[PullRecord, str]:
    node = args["input"].get("pullRequestId", "")
    found = next((pull for pull in call.state.pulls.values() if pull.node_id == node), None)
    if found is None:
        raise GraphqlError(NO_NODE.format(node), "NOT_FOUND")
    _guard(call, "pull_requests=write")
    mine = call.user == found.author or call.token.kind != "user" or call.state.at_least(call.user, "write")
    if not mine:
        raise GraphqlError(f"{call.user} does not have the correct permissions to execute this", "FORBIDDEN")
    if found.state != "open":
        raise GraphqlError("The pull request is closed")
    return found, str(args["input"].get("clientMutationId") or "")


def _mark_ready(call: Call, args: Args) -> Json:
    pull, client = _pull(call, args)
    ready(call, pull)
    return {
        "__typename": "Payload",
        "clientMutationId": client or None,
        "pullRequest": pull_node(call, pull),
    }


def ready(call: Call, pull: PullRecord) -> None:
    """A draft becomes ready for review, and its code owners are asked."""
    if pull.draft:
        pull.draft = False
        call.state.log(pull.number, "ready_for_review", call.user)
        call.state.ask_code_owners(pull, call.user)


def _convert(call: Call, args: Args) -> Json:
    pull, client = _pull(call, args)
    if not pull.draft:
        pull.draft = True
        call.state.log(pull.number, "convert_to_draft", call.user)
    return {
        "__typename": "Payload",
        "clientMutationId": client or None,
        "pullRequest": pull_node(call, pull),
    }


def _update_refs(call: Call, args: Args) -> Json:
    given, store = args["input"], call.state.store
    if given.get("repositoryId") != f"R_{number_of(call.state.slug)}":
        raise GraphqlError(NO_NODE.format(given.get("repositoryId")), "NOT_FOUND")
    _guard(call, "contents=write")
    if call.token.kind == "user" and not call.state.at_least(call.user, "write"):
        raise GraphqlError(f"{call.user} does not have the correct permissions to execute this", "FORBIDDEN")
    for update in given["refUpdates"]:
        _check_update(call, update)
    for update in given["refUpdates"]:
        if update["afterOid"] == ZERO:
            store.delete_ref(update["name"])
        else:
            store.set_ref(update["name"], update["afterOid"])
    return {"__typename": "UpdateRefsPayload", "clientMutationId": given.get("clientMutationId")}


def _check_update(call: Call, update: Json) -> None:
    """All updates of one request are checked before the first is made: it is all or nothing."""
    name, after, store = update["name"], update["afterOid"], call.state.store
    now, expected = store.ref(name) or ZERO, update.get("beforeOid")
    if not name.startswith("refs/") or name.count("/") < 2:
        raise GraphqlError(f"{name} is not a fully qualified ref name")
    if name.removeprefix("refs/heads/") in call.state.protected:
        raise GraphqlError("Cannot update this protected ref.")
    if expected is not None and expected != now:
        raise GraphqlError(f"Ref {name} is at {now} but expected {expected}")
    if after == ZERO:
        if now == ZERO:
            raise GraphqlError(f"Ref {name} does not exist")
        return
    if store.kind(after) != "commit" or (now == ZERO and not store.free_for(name)):
        raise GraphqlError(f"Cannot point {name} at {after}")
    if now != ZERO and not update.get("force") and not store.history.holds(after, now):
        raise GraphqlError(f"Update of {name} is not a fast forward")


MUTATIONS = {
    "markPullRequestReadyForReview": _mark_ready,
    "convertPullRequestToDraft": _convert,
    "updateRefs": _update_refs,
}
QUERIES = {"viewer": viewer, "repository": repository, "user": person}
