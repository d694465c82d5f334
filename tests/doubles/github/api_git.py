"""The git data API: blobs, trees, commits and refs."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from . import render_git as render
from .objects import CommitObject, Signature
from .records import Json
from .routing import Answer, Call, Refusal, invalid, not_found, route
from .trees import MODES, at, build, entries, flat

GIT = "/repos/{owner}/{repo}/git"


@route("POST", f"{GIT}/blobs", "contents=write", "write")
def create_blob(call: Call) -> Answer:
    text, encoding = call.body.get("content", ""), call.body.get("encoding", "utf-8")
    if encoding == "base64":
        try:
            data = base64.b64decode(text.replace("\n", ""), validate=True)
        except binascii.Error:
            raise Refusal(422, "content is not valid Base64") from None
    else:
        data = text.encode()
    sha = call.state.store.write("blob", data)
    return Answer(201, {"sha": sha, "url": f"{call.repo_url}/git/blobs/{sha}"})


@route("GET", f"{GIT}/blobs/{{file_sha}}", "contents=read")
def get_blob(call: Call) -> Answer:
    sha = call.params["file_sha"]
    if call.state.store.kind(sha) != "blob":
        raise not_found()
    data = call.state.store.blob(sha)
    body = {
        "sha": sha, "node_id": f"B_{sha}", "size": len(data), "url": f"{call.repo_url}/git/blobs/{sha}",
        "content": base64.encodebytes(data).decode(), "encoding": "base64",
    }  # fmt: skip
    return Answer(200, body)


@route("POST", f"{GIT}/trees", "contents=write", "write")
def create_tree(call: Call) -> Answer:
    base = call.body.get("base_tree", "")
    files = {}
    if base:
        commit = call.state.store.commit(base)
        if not commit and call.state.store.kind(base) != "tree":
            raise Refusal(422, "base_tree is not a valid tree")
        files = flat(call.state.store, commit.tree if commit else base)
    if not call.body["tree"]:
        raise Refusal(422, "Invalid tree info")
    for entry in call.body["tree"]:
        _apply(call, files, entry, bool(base))
    return Answer(201, _tree(call, build(call.state.store, files), recursive=False))


def _apply(call: Call, files: dict[str, tuple[str, str]], entry: Json, based: bool) -> None:
    """Put one entry of a tree request into the flat tree."""
    path, store = entry.get("path", ""), call.state.store
    if not path or path.startswith("/") or any(part in {"", ".", "..", ".git"} for part in path.split("/")):
        raise Refusal(422, "tree.path contains a malformed path component")
    if path.startswith(".github/workflows/"):
        call.need("workflows=write")
    if "sha" in entry and "content" in entry:
        raise Refusal(422, "Must supply either a tree.sha or tree.content")
    inside = [name for name in files if name.startswith(f"{path}/")]
    if "sha" in entry and entry["sha"] is None:
        if not based or (path not in files and not inside):
            raise Refusal(422, "GitRPC::BadObjectState")
        for name in [path, *inside]:
            files.pop(name, None)
        return
    mode = entry.get("mode", "")
    if mode not in MODES or entry.get("type", MODES[mode]) != MODES[mode]:
        raise Refusal(422, "Must supply a valid tree.mode")
    sha = entry["sha"] if "sha" in entry else store.write("blob", entry.get("content", "").encode())
    if mode != "160000" and store.kind(sha) != MODES[mode]:
        raise Refusal(422, f"tree.sha {sha} is not a valid {MODES[mode]}")
    for name in [*inside, *(one for one in files if path.startswith(f"{one}/"))]:
        del files[name]
    if mode == "040000":
        files.update({f"{path}/{name}": found for name, found in flat(store, sha).items()})
    else:
        files[path] = (mode, sha)


@route("GET", f"{GIT}/trees/{{tree_sha}}", "contents=read")
def get_tree(call: Call) -> Answer:
    name, store = call.params["tree_sha"], call.state.store
    tip = store.tip(name)
    commit = store.commit(tip) if tip else None
    tree = commit.tree if commit else name
    if store.kind(tree) != "tree":
        raise not_found()
    return Answer(200, _tree(call, tree, recursive="recursive" in call.query))


def _tree(call: Call, tree: str, *, recursive: bool) -> Json:
    store = call.state.store
    if recursive:
        names = flat(store, tree)
        folders = {path[:cut] for path in names for cut, sign in enumerate(path) if sign == "/"}
        found = [(mode, path, sha) for path, (mode, sha) in names.items()]
        found += [(*one[:1], path, one[1]) for path in folders if (one := at(store, tree, path))]
        found.sort(key=lambda entry: entry[1])
    else:
        found = entries(store, tree)
    listed = []
    for mode, path, sha in found:
        kind = MODES[mode]
        entry = {
            "path": path,
            "mode": mode,
            "type": kind,
            "sha": sha,
            "url": f"{call.repo_url}/git/{kind}s/{sha}",
        }
        listed.append(entry | ({"size": len(store.blob(sha))} if kind == "blob" else {}))
    return {"sha": tree, "url": f"{call.repo_url}/git/trees/{tree}", "tree": listed, "truncated": False}


@route("POST", f"{GIT}/commits", "contents=write", "write")
def create_commit(call: Call) -> Answer:
    body, store = call.body, call.state.store
    if store.kind(body["tree"]) != "tree":
        raise Refusal(422, "Tree SHA does not exist")
    for parent in body.get("parents", []):
        if store.kind(parent) != "commit":
            raise Refusal(422, "Parent SHA does not exist or is not a commit object")
    author = _signature(call, body.get("author") or body.get("committer"))
    committer = _signature(call, body.get("committer") or body.get("author"))
    signs = call.token.kind != "user" and not body.get("author") and not body.get("committer")
    if signs:
        committer = Signature("GitHub", "noreply@github.com", committer.when)
    made = store.make_commit(
        CommitObject("", body["tree"], tuple(body.get("parents", [])), author, committer, body["message"])
    )
    if signs:
        call.state.verified.add(made.sha)
    return Answer(201, render.git_commit(call, made))


def _signature(call: Call, given: Json) -> Signature:
    """An identity of a commit request; without one it is the token's own, and the time is the forge's."""
    now = int(call.state.now())
    if not given:
        number = render.number_of(call.user)
        return Signature(call.user, f"{number}+{call.user}@users.noreply.github.com", now)
    if not given.get("name") or not given.get("email"):
        raise invalid(resource="Commit", field="author", code="missing_field")
    if "date" not in given:
        return Signature(given["name"], given["email"], now)
    when = datetime.fromisoformat(given["date"])
    return Signature(given["name"], given["email"], int(when.timestamp()), when.strftime("%z") or "+0000")


@route("GET", f"{GIT}/commits/{{commit_sha}}", "contents=read")
def get_commit(call: Call) -> Answer:
    found = call.state.store.commit(call.params["commit_sha"])
    if found is None:
        raise not_found()
    return Answer(200, render.git_commit(call, found))


@route("GET", f"{GIT}/ref/{{ref}}", "contents=read")
def get_ref(call: Call) -> Answer:
    name = f"refs/{call.params['ref']}"
    sha = call.state.store.ref(name)
    if not sha:
        raise not_found()
    return Answer(200, render.ref(call, name, sha))


@route("GET", f"{GIT}/matching-refs/{{ref}}", "contents=read")
def matching_refs(call: Call) -> Answer:
    found = call.state.store.refs(f"refs/{call.params['ref']}")
    return call.page([render.ref(call, name, sha) for name, sha in found.items()])


def check_name(call: Call, name: str) -> None:
    """422 for a ref name that GitHub does not take."""
    parts = name.split("/")
    bad = set(name) & set(" ~^:?*[\\") or ".." in name or "@{" in name or name.endswith((".lock", "."))
    if parts[0] != "refs" or len(parts) < 3:
        raise Refusal(422, "Reference name must start with 'refs' and have at least two slashes")
    if bad or not all(part and not part.startswith(".") for part in parts):
        raise Refusal(422, f"{name} is not a valid ref name.")


def guard(call: Call, name: str) -> None:
    """Refuse writes to hidden refs and protected branches."""
    if name.startswith("refs/pull/"):
        raise Refusal(422, "Reference cannot be updated: it is read-only")
    if name.removeprefix("refs/heads/") in call.state.protected:
        raise Refusal(422, "Repository rule violations found\n\nCannot update this protected ref.\n")


@route("POST", f"{GIT}/refs", "contents=write", "write")
def create_ref(call: Call) -> Answer:
    name, sha, store = call.body["ref"], call.body["sha"], call.state.store
    check_name(call, name)
    guard(call, name)
    if store.ref(name):
        raise Refusal(422, "Reference already exists")
    kind = store.kind(sha)
    if not kind:
        raise Refusal(422, "Object does not exist")
    if name.startswith("refs/heads/") and kind != "commit":
        raise Refusal(422, "Reference update failed")
    if not store.free_for(name):
        raise Refusal(422, "Reference update failed")
    store.set_ref(name, sha)
    return Answer(201, render.ref(call, name, sha), (("location", f"{call.repo_url}/git/{name}"),))


@route("PATCH", f"{GIT}/refs/{{ref}}", "contents=write", "write")
def update_ref(call: Call) -> Answer:
    name, sha, store = f"refs/{call.params['ref']}", call.body["sha"], call.state.store
    old = store.ref(name)
    if not old:
        raise Refusal(422, "Reference does not exist")
    if not store.kind(sha):
        raise Refusal(422, "Object does not exist")
    guard(call, name)
    if not call.body.get("force") and not store.history.holds(sha, old):
        raise Refusal(422, "Update is not a fast forward")
    store.set_ref(name, sha)
    return Answer(200, render.ref(call, name, sha))


@route("DELETE", f"{GIT}/refs/{{ref}}", "contents=write", "write")
def delete_ref(call: Call) -> Answer:
    name = f"refs/{call.params['ref']}"
    if not call.state.store.ref(name):
        raise Refusal(422, "Reference does not exist")
    guard(call, name)
    if name == f"refs/heads/{call.state.default_branch}":
        raise Refusal(422, "Cannot delete the default branch")
    call.state.store.delete_ref(name)
    return Answer(204)
