"""The GraphQL objects that the double knows, with the fields that clients and `gh pr view --json` read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .graphql import GraphqlError
from .merging import mergeability
from .objects import git
from .records import Comment, Json, PullRecord, Review
from .render import pull_deltas
from .render_git import changed, login_of, number_of
from .render_said import association
from .routing import Call
from .state import stamp
from .trees import above

Args = Mapping[str, Any]


def _many(kind: str, nodes: list[Json]) -> Json:
    """A connection that shows all it has on one page."""
    page = {"__typename": "PageInfo", "hasNextPage": False, "endCursor": None}
    return {"__typename": f"{kind}Connection", "nodes": nodes, "totalCount": len(nodes), "pageInfo": page}


def _user(login: str) -> Json:
    kind = "Bot" if login.endswith("[bot]") else "User"
    number = number_of(login)
    return {"__typename": kind, "login": login, "id": f"U_{number}", "name": login, "databaseId": number}


def _asked(call: Call, pull: PullRecord) -> list[Json]:
    organisation = {"__typename": "Organization", "login": call.state.owner}
    teams = [
        {"__typename": "Team", "name": slug, "slug": slug, "organization": organisation}
        for slug in pull.teams
    ]
    return [
        {"__typename": "ReviewRequest", "requestedReviewer": who} for who in [*map(_user, pull.users), *teams]
    ]


def _review(given: Review) -> Json:
    return {
        "__typename": "PullRequestReview", "id": f"PRR_{given.id}", "author": _user(given.login), "state": given.state,
        "authorAssociation": "MEMBER", "submittedAt": stamp(given.when), "body": given.body, "reactionGroups": [],
        "commit": {"__typename": "Commit", "oid": given.sha},
    }  # fmt: skip


def _comment(call: Call, one: Comment) -> Json:
    url = f"{call.site}/{call.state.slug}/pull/{one.number}#issuecomment-{one.id}"
    return {
        "__typename": "IssueComment", "id": f"IC_{one.id}", "author": _user(one.login), "body": one.body, "url": url,
        "authorAssociation": association(call.state, one.login), "createdAt": stamp(one.created),
        "includesCreatedEdit": one.updated != one.created, "isMinimized": False, "minimizedReason": "",
        "reactionGroups": [], "viewerDidAuthor": one.login == call.user,
    }  # fmt: skip


def _texts(call: Call, pull: PullRecord) -> Json:
    """What people read of a pull request, and who is on it."""
    labels = [
        {"__typename": "Label", "id": f"LA_{name}", "name": name, "description": None, "color": "ededed"}
        for name in pull.labels
    ]
    return {
        "title": pull.title, "body": pull.body, "state": "MERGED" if pull.merged else pull.state.upper(),
        "author": _user(pull.author), "labels": _many("Label", labels), "milestone": None,
        "assignees": _many("User", [_user(login) for login in pull.assignees]),
        "reviewRequests": _many("ReviewRequest", _asked(call, pull)), "reactionGroups": [],
        "reviews": _many("PullRequestReview", [_review(given) for given in pull.reviews]),
        "latestReviews": _many("PullRequestReview", [_review(given) for given in pull.reviews]),
        "comments": _many("IssueComment", [_comment(call, one) for one in call.state.comments.on(pull.number)]), "projectItems": _many("ProjectV2Item", []), "reviewDecision": None,
    }  # fmt: skip


def pull_node(call: Call, pull: PullRecord) -> Json:
    """A pull request."""
    state = call.state
    files = [changed(call, delta, pull.head_sha) for delta in pull_deltas(state, pull)]
    shas = above(state.store, state.base_tip(pull), pull.head_sha)
    times = {
        "createdAt": pull.created,
        "updatedAt": pull.updated,
        "closedAt": pull.closed,
        "mergedAt": pull.merged,
    }
    mergeable, how = mergeability(state, pull)
    can = {True: "MERGEABLE", False: "CONFLICTING", None: "UNKNOWN"}[mergeable]
    owner, _, name = pull.head_slug.partition("/")
    home = {
        "__typename": "Repository",
        "id": f"R_{number_of(pull.head_slug)}",
        "name": name,
        "nameWithOwner": pull.head_slug,
    }
    paths = [
        {
            "__typename": "PullRequestChangedFile",
            "path": file["filename"],
            "changeType": file["status"].upper(),
            **file,
        }
        for file in files
    ]
    commits = [{"__typename": "PullRequestCommit", "commit": _commit(call, sha)} for sha in shas]
    changes = {key: sum(file[key] for file in files) for key in ("additions", "deletions")}
    return {
        "__typename": "PullRequest", "id": pull.node_id, "fullDatabaseId": str(9000 + pull.number),
        "number": pull.number, "isDraft": pull.draft, "closed": pull.state == "closed",
        "url": f"{call.site}/{state.slug}/pull/{pull.number}", "headRefName": pull.branch, "headRefOid": pull.head_sha,
        "baseRefName": pull.base, "baseRefOid": state.base_tip(pull), "isCrossRepository": pull.head_slug != state.slug,
        "headRepository": home, "headRepositoryOwner": _user(owner), "maintainerCanModify": False,
        "autoMergeRequest": None, "mergeable": can, "mergeStateStatus": how.upper(),
        "files": _many("PullRequestChangedFile", paths), "commits": _many("PullRequestCommit", commits), "changedFiles": len(files), **changes,
        **{key: stamp(when) if when else None for key, when in times.items()}, **_texts(call, pull),
    }  # fmt: skip


def _sees(call: Call, what: str) -> None:
    """A private repository shows nothing that the token may not read."""
    if call.state.private and not call.token.allows(f"{what}=read"):
        who = "personal access token" if call.token.kind == "user" else "integration"
        raise GraphqlError(f"Resource not accessible by {who}", "FORBIDDEN")


def _numbered(call: Call, number: int) -> Json:
    _sees(call, "pull_requests")
    found = call.state.pulls.get(number)
    if found is None:
        raise GraphqlError(f"Could not resolve to a PullRequest with the number of {number}.", "NOT_FOUND")
    return pull_node(call, found)


def _listed(call: Call, args: Args) -> Json:
    """The pull requests that the arguments ask for, the newest first."""
    _sees(call, "pull_requests")
    states = args.get("states") or ["OPEN", "CLOSED", "MERGED"]
    nodes = [pull_node(call, pull) for pull in reversed(call.state.pulls.values())]
    head, base = args.get("headRefName"), args.get("baseRefName")
    fitting = [node for node in nodes if node["state"] in states]
    fitting = [
        node
        for node in fitting
        if head in {None, node["headRefName"]} and base in {None, node["baseRefName"]}
    ]
    return _many("PullRequest", fitting[: args.get("first", 30)])


def viewer(call: Call, args: Args) -> Json:
    """Whoever asks."""
    return {"__typename": "User", "login": call.user, "id": f"U_{number_of(call.user)}"}


def person(call: Call, args: Args) -> Json:
    """A user by login, with whether they say that they are of limited availability."""
    login = str(args.get("login", ""))
    known = next((one for one in call.state.people if one.lower() == login.lower()), "")
    if not known or known.endswith("[bot]"):
        raise GraphqlError(f"Could not resolve to a User with the login of '{login}'.", "NOT_FOUND")
    status = {
        "__typename": "UserStatus",
        "indicatesLimitedAvailability": True,
        "message": None,
        "emoji": None,
    }
    return {**_user(known), "status": status if known in call.state.away else None}


def repository(call: Call, args: Args) -> Json:
    """The repository by owner and name; NOT_FOUND for any other."""
    state = call.state
    if f"{args.get('owner')}/{args.get('name')}".lower() != state.slug.lower():
        message = f"Could not resolve to a Repository with the name '{args.get('owner')}/{args.get('name')}'."
        raise GraphqlError(message, "NOT_FOUND")

    def ref(name: str) -> Json:
        _sees(call, "contents")
        full = name if name.startswith("refs/") else f"refs/heads/{name}"
        sha = state.store.ref(full)
        node = {"__typename": "Ref", "name": full.split("/", 2)[2], "prefix": "refs/heads/"}
        return {**node, "target": _commit(call, sha)} if sha else None

    def named(args: Args) -> Json:
        _sees(call, "contents")
        return _commit(call, state.store.tip(str(args.get("expression") or args.get("oid"))))

    return {
        "__typename": "Repository", "id": f"R_{number_of(state.slug)}", "nameWithOwner": state.slug, "object": named,
        "ref": lambda args: ref(str(args["qualifiedName"])), "defaultBranchRef": lambda args: ref(state.default_branch),
        "pullRequest": lambda args: _numbered(call, args["number"]),
        "pullRequests": lambda args: _listed(call, args),
    }  # fmt: skip


def _commit(call: Call, sha: str) -> Json:
    found = call.state.store.commit(sha) if sha else None
    if found is None:
        return None
    login = login_of(call.state, found.author.email)
    node = {"__typename": "User", "login": login, "id": f"U_{number_of(login)}"} if login else None
    author = {"__typename": "GitActor", "name": found.author.name, "email": found.author.email, "user": node}
    headline, _, body = found.message.partition("\n\n")
    return {
        "__typename": "Commit", "oid": sha, "message": found.message, "author": author,
        "statusCheckRollup": None, "messageHeadline": headline, "messageBody": body,
        "authors": _many("GitActor", [author]),
        "committedDate": stamp(found.committer.when), "authoredDate": stamp(found.author.when),
        "blame": lambda args: {"__typename": "Blame", "ranges": _ranges(call, sha, str(args["path"]))},
    }  # fmt: skip


def _ranges(call: Call, sha: str, path: str) -> list[Json]:
    """Runs of lines that one commit last changed."""
    try:
        text = git(call.state.store.folder, "blame", "--porcelain", sha, "--", path)
    except AssertionError as error:
        raise GraphqlError(f"{path} does not exist", "NOT_FOUND") from error
    lines = [line.split(" ") for line in text.split("\n") if not line.startswith("\t")]
    heads = [(line[0], int(line[2])) for line in lines if len(line[0]) == 40 and line[1].isdigit()]
    out: list[Json] = []
    for commit, number in heads:
        if out and out[-1]["commit"]["oid"] == commit:
            out[-1]["endingLine"] = number
        else:
            made = {"startingLine": number, "endingLine": number, "age": 1, "commit": _commit(call, commit)}
            out.append({"__typename": "BlameRange", **made})
    return out
