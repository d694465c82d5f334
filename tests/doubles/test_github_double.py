"""The rules that our double of GitHub keeps for git data, people and requests."""

from __future__ import annotations

import base64
import gzip
import json

from tests.doubles.asking import REPO, Asker, Got, opened, tip
from tests.doubles.github import Hub
from tests.doubles.github.routing import ROUTES
from tests.doubles.github.spec import advice, description


def test_a_ref_needs_a_full_name_two_slashes_and_an_object(ask: Asker, hub: Hub) -> None:
    def make(name: str, sha: str = tip(hub)) -> Got:
        return ask("POST", f"{REPO}/git/refs", {"ref": name, "sha": sha})

    assert [make(name).status for name in ("heads/x", "refs/x", "refs/heads/a..b", "refs/heads/x.lock")] == [
        422
    ] * 4
    assert make("refs/heads/x", "0" * 39 + "1").message == "Object does not exist"
    assert make("refs/heads/suture/x").status == 201
    assert make("refs/heads/suture/x").message == "Reference already exists"
    assert make("refs/heads/suture").status == 422
    assert make("refs/suture/lock").status == 201
    assert ask("GET", f"{REPO}/git/ref/suture/lock").body["object"]["sha"] == tip(hub)
    assert ask("GET", f"{REPO}/git/ref/heads/suture%2Fx").status == 200
    assert [ref["ref"] for ref in ask("GET", f"{REPO}/git/matching-refs/heads/suture/").body] == [
        "refs/heads/suture/x"
    ]
    assert ask("DELETE", f"{REPO}/git/refs/suture/lock").status == 204
    assert ask("DELETE", f"{REPO}/git/refs/suture/lock").message == "Reference does not exist"
    assert ask("GET", f"{REPO}/git/ref/suture/lock").status == 404
    assert hub.complaints == []


def test_a_ref_moves_backwards_by_force_only(ask: Asker, hub: Hub) -> None:
    old = tip(hub)
    new = hub.person("bob").pushes("work", {"app/a.py": "new\n"})
    url = f"{REPO}/git/refs/heads/work"
    assert ask("PATCH", url, {"sha": old}).message == "Update is not a fast forward"
    assert ask("PATCH", url, {"sha": old, "force": True}).status == 200
    assert ask("PATCH", url, {"sha": new}).status == 200
    assert ask("PATCH", f"{REPO}/git/refs/heads/none", {"sha": new}).message == "Reference does not exist"
    hub.person("ada").protects("work")
    assert ask("PATCH", url, {"sha": old, "force": True}).status == 422


def test_trees_keep_modes_and_delete_by_null(ask: Asker, hub: Hub) -> None:
    store = hub.state.store
    top = store.commit(tip(hub))
    assert top
    link = ask(
        "POST", f"{REPO}/git/blobs", {"content": base64.b64encode(b"a.py").decode(), "encoding": "base64"}
    ).body["sha"]
    entries = [
        {"path": "app/run.sh", "mode": "100755", "type": "blob", "content": "#!/bin/sh\n"},
        {"path": "app/link", "mode": "120000", "type": "blob", "sha": link},
        {"path": "vendor/sub", "mode": "160000", "type": "commit", "sha": tip(hub)},
        {"path": "docs/b.md", "mode": "100644", "type": "blob", "sha": None},
    ]
    made = ask("POST", f"{REPO}/git/trees", {"base_tree": top.tree, "tree": entries})
    assert made.status == 201
    whole = ask("GET", f"{REPO}/git/trees/{made.body['sha']}?recursive=1").body["tree"]
    modes = {entry["path"]: entry["mode"] for entry in whole}
    assert modes == {
        "CODEOWNERS": "100644", "app": "040000", "app/a.py": "100644", "app/link": "120000", "app/run.sh": "100755",
        "vendor": "040000", "vendor/sub": "160000",
    }  # fmt: skip
    bad = [{"path": "x", "mode": "100644", "type": "blob", "sha": tip(hub)}]
    assert "is not a valid blob" in ask("POST", f"{REPO}/git/trees", {"tree": bad}).message
    assert (
        ask(
            "POST", f"{REPO}/git/trees", {"base_tree": top.tree, "tree": [{**entries[3], "path": "no"}]}
        ).status
        == 422
    )
    assert hub.complaints == []
    assert ask("POST", f"{REPO}/git/trees", {"tree": [{**bad[0], "mode": "100600"}]}).status == 422
    assert len(hub.complaints) == 1


def test_only_an_app_that_names_nobody_gets_signed_commits(ask: Asker, hub: Hub) -> None:
    top = hub.state.store.commit(tip(hub))
    assert top
    body = {"message": "fix: x\n\nSuture-Fingerprint: 1", "tree": top.tree, "parents": [tip(hub)]}
    who = {"name": "Ada", "email": "ada@example.com", "date": "2026-01-02T03:04:05Z"}
    app = Asker(hub.api_url, "app-token")
    signed, named = (app("POST", f"{REPO}/git/commits", one).body for one in (body, {**body, "author": who}))
    plain = ask("POST", f"{REPO}/git/commits", body).body
    app.close()
    assert [made["verification"]["verified"] for made in (signed, named, plain)] == [True, False, False]
    assert ask("GET", f"{REPO}/git/commits/{signed['sha']}").body["verification"]["verified"] is True
    seen = [ask("GET", f"{REPO}/commits/{made['sha']}").body for made in (signed, named, plain)]
    assert [commit["author"]["login"] for commit in seen] == ["suture[bot]", "ada", "suture-bot"]
    assert seen[1]["commit"]["author"]["date"] == "2026-01-02T03:04:05Z"
    assert ask("POST", f"{REPO}/git/commits", {**body, "tree": tip(hub)}).message == "Tree SHA does not exist"
    assert ask("GET", f"{REPO}/git/commits/{'1' * 40}").status == 404


def test_comparisons_tell_renames_and_who_is_ahead(ask: Asker, hub: Hub) -> None:
    hub.person("bob").pushes("work", {"app/a.py": None, "app/c.py": "one\ntwo\nthree\nfour\n"})
    hub.person("ada").pushes("main", {"docs/b.md": "moved on\n"})
    got = ask("GET", f"{REPO}/compare/main...work").body
    assert (got["status"], got["ahead_by"], got["behind_by"], len(got["commits"])) == ("diverged", 1, 1, 1)
    (file,) = got["files"]
    assert (file["status"], file["previous_filename"], file["filename"]) == (
        "renamed",
        "app/a.py",
        "app/c.py",
    )
    assert file["patch"].splitlines()[-1] == "+four"
    assert ask("GET", f"{REPO}/compare/main...main").body["status"] == "identical"
    assert ask("GET", f"{REPO}/compare/main...none").status == 404
    commits = ask("GET", f"{REPO}/commits?path=docs&sha=main&author=ada").body
    assert [commit["sha"] for commit in commits][:1] == [tip(hub)]
    assert len(commits) == 2 and ask("GET", f"{REPO}/commits?path=docs&author=bob").body == []
    assert ask("GET", f"{REPO}/contents/app?ref=work").body[0]["name"] == "c.py"
    assert base64.b64decode(ask("GET", f"{REPO}/contents/docs/b.md").body["content"]) == b"moved on\n"
    assert ask("GET", f"{REPO}/contents/none").status == 404
    assert ask("GET", f"{REPO}/branches/none").status == 404
    assert hub.complaints == []


UPDATE = "mutation M($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }"


def test_refs_are_compared_and_swapped_by_graphql(ask: Asker, hub: Hub) -> None:
    repository = ask("GET", REPO).body["node_id"]
    new = hub.person("bob").pushes("work", {"app/a.py": "new\n"})
    zero, old = "0" * 40, tip(hub)

    def swap(before: str, after: str, **more: bool) -> bool:
        update = {"name": "refs/suture/lock", "beforeOid": before, "afterOid": after, **more}
        return "errors" not in ask.graphql(UPDATE, input={"repositoryId": repository, "refUpdates": [update]})

    assert not swap(old, new)
    assert swap(zero, new)
    assert not swap(zero, new)
    assert not swap(new, old)
    assert swap(new, old, force=True)
    assert swap(old, zero) and not hub.state.store.ref("refs/suture/lock")


def test_blame_names_who_changed_the_lines(ask: Asker, hub: Hub) -> None:
    hub.person("bob").pushes("main", {"app/a.py": "one\nTWO\nthree\n"})
    query = """query Q($path: String!, $sha: String!) { repository(owner: "acme", name: "shop") {
      object(expression: $sha) { ... on Commit { blame(path: $path) { ranges { startingLine endingLine
        commit { author { user { login } } committedDate } } } } } } }"""
    found = ask.graphql(query, path="app/a.py", sha="main")["data"]["repository"]["object"]["blame"]["ranges"]
    lines = [
        (one["startingLine"], one["endingLine"], one["commit"]["author"]["user"]["login"]) for one in found
    ]
    assert lines == [(1, 1, "ada"), (2, 2, "bob"), (3, 3, "ada")]
    assert ask.graphql("query { viewer { login } }") == {"data": {"viewer": {"login": "suture-bot"}}}


def test_permissions_and_teams_are_told_to_those_who_may_know(ask: Asker, hub: Hub) -> None:
    url = f"{REPO}/collaborators/ada/permission"
    assert ask("GET", url).body["role_name"] == "admin"
    assert ask("GET", f"{REPO}/collaborators/nobody/permission").status == 404
    reader, app, actions = (Asker(hub.api_url, f"{who}-token") for who in ("reader", "app", "actions"))
    assert reader("GET", url).status == 403
    assert reader("POST", f"{REPO}/git/blobs", {"content": "x"}).status == 404
    assert app("GET", "/user").status == 403
    assert ask("GET", "/user").body["login"] == "suture-bot"
    team = "/orgs/acme/teams/security"
    whole = "application/vnd.github.v3.repository+json"
    assert ask("GET", team).body["slug"] == "security"
    assert ask("GET", f"{team}/repos/acme/shop").status == 204
    assert ask("GET", f"{team}/repos/acme/shop", accept=whole).body["permissions"]["push"] is True
    assert ask("GET", "/orgs/acme/teams/elsewhere/repos/acme/shop").status == 404
    assert actions("GET", team).headers["x-accepted-github-permissions"] == "members=read"
    for one in (reader, app, actions):
        one.close()
    assert hub.complaints == []


def test_workflows_need_a_permission_of_their_own(ask: Asker, hub: Hub) -> None:
    tree = {
        "tree": [{"path": ".github/workflows/x.yml", "mode": "100644", "type": "blob", "content": "on: push"}]
    }
    actions = Asker(hub.api_url, "actions-token")
    got = actions("POST", f"{REPO}/git/trees", tree)
    actions.close()
    assert (got.status, got.message) == (403, "Resource not accessible by integration")
    assert got.headers["x-accepted-github-permissions"] == "workflows=write"
    assert ask("POST", f"{REPO}/git/trees", tree).status == 201


def test_an_archived_repository_is_read_only_and_a_private_one_is_hidden(ask: Asker, hub: Hub) -> None:
    hub.person("ada").archives()
    got = ask("POST", f"{REPO}/git/blobs", {"content": "x"})
    assert (got.status, got.message) == (403, "Repository was archived so is read-only.")
    assert ask("GET", REPO).body["archived"] is True
    hub.state.private = True
    hub.state.people["suture-bot"] = "none"
    assert ask("GET", REPO).status == 404


def test_bad_tokens_missing_permissions_and_spent_limits_are_named(ask: Asker, hub: Hub) -> None:
    bad, narrow = Asker(hub.api_url, "wrong"), Asker(hub.api_url, "narrow-token")
    assert (bad("GET", REPO).status, bad("GET", REPO).message) == (401, "Bad credentials")
    got = narrow("POST", f"{REPO}/git/blobs", {"content": "x"})
    assert (got.status, got.headers["x-accepted-github-permissions"]) == (403, "contents=write")
    bad.close()
    narrow.close()
    got = ask("GET", "/rate_limit")
    assert {"date", "x-ratelimit-remaining", "x-ratelimit-reset"} <= set(got.headers)
    hub.state.remaining = 0
    assert ask("GET", REPO).message == "API rate limit exceeded for user ID 1."
    assert "wrong" not in str(hub.requests) and "bot-token" not in str(hub.requests)
    assert hub.requests[-1].login == "suture-bot"


def test_sarif_is_taken_when_packed_and_for_a_known_commit(ask: Asker, hub: Hub) -> None:
    url, sarif = f"{REPO}/code-scanning/sarifs", {"version": "2.1.0", "runs": []}
    packed = base64.b64encode(gzip.compress(json.dumps(sarif).encode())).decode()
    body = {"commit_sha": tip(hub), "ref": "refs/heads/main", "sarif": packed}
    got = ask("POST", url, body)
    assert got.status == 202 and hub.state.sarifs[0]["sarif"] == sarif
    assert ask("GET", f"{url}/{got.body['id']}").body["processing_status"] == "complete"
    assert ask("POST", url, {**body, "sarif": base64.b64encode(b"{}").decode()}).status == 400
    assert ask("POST", url, {**body, "commit_sha": "1" * 40}).status == 422
    hub.state.alerts = [{"number": n, "state": "open", "tool": {"name": "CodeQL"}} for n in range(1, 4)]
    assert len(ask("GET", f"{REPO}/code-scanning/alerts?state=open&tool_name=CodeQL&per_page=2").body) == 2
    assert hub.complaints == []


def test_codeowners_errors_are_told_where_the_file_is(ask: Asker, hub: Hub) -> None:
    hub.state.owner_errors = [{"line": 1, "column": 1, "kind": "Unknown owner", "path": "CODEOWNERS"}]
    assert ask("GET", f"{REPO}/codeowners/errors?ref=main").body == {"errors": hub.state.owner_errors}
    hub.person("bob").pushes("main", {"CODEOWNERS": None})
    assert ask("GET", f"{REPO}/codeowners/errors?ref=main").status == 404


def test_requests_are_held_to_the_official_description(ask: Asker, hub: Hub) -> None:
    opened(ask, hub)
    assert hub.complaints == []
    ask("GET", f"{REPO}/stargazers")
    ask("GET", f"{REPO}/pulls?state=sideways")
    ask("GET", f"{REPO}/pulls?branch=x")
    ask("PATCH", f"{REPO}/pulls/1", {"draft": False})
    ask("POST", f"{REPO}/git/refs", {"ref": "refs/heads/x"})
    ask("PATCH", f"{REPO}/pulls/1", {"title": 3})
    assert [text.partition(": ")[2] for text in hub.complaints] == [
        "unknown operation",
        "query state: 'sideways' is not one of ['open', 'closed', 'all']",
        "query has no branch",
        "body has no draft",
        "body 'sha' is a required property",
        "body title: 3 is not of type 'string'",
    ]


def test_the_trimmed_description_holds_what_the_double_answers_and_no_more() -> None:
    assert set(description()["operations"]) == {f"{route.method} {route.template}" for route in ROUTES}


def test_answers_are_shaped_as_the_official_description_says(ask: Asker, hub: Hub) -> None:
    hub.person("bob").labels(opened(ask, hub)["number"], "security")
    hub.person("bob").assigns(1, "ada")
    hub.person("bob").requests(1, user="ada", team="security")
    at = "/repos/{owner}/{repo}"
    for template, path in {
        f"{at}/pulls/{{pull_number}}": f"{REPO}/pulls/1",
        f"{at}/git/ref/{{ref}}": f"{REPO}/git/ref/heads/main",
        f"{at}/git/commits/{{commit_sha}}": f"{REPO}/git/commits/{tip(hub)}",
        f"{at}/commits/{{ref}}": f"{REPO}/commits/main",
    }.items():
        answer = ask("GET", path).body
        assert advice(f"GET {template}", 200, {**answer, "extra": 1}) == []
        assert advice(f"GET {template}", 200, {"extra": 1})
