"""Attacks on delivery: what a model, a repository, a fork, a writer or a forge may try, and what stops it."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest

from agent.forge.text import describe
from agent.forge.values import LOCK_REF
from tests.doubles.github.objects import CommitObject, Signature
from tests.doubles.repo import git
from tests.forge.attacks_world import MODEL_KEY, REVIEW_KEY, Attacked, attacked, saying, writing
from tests.forge.simulated import TOKEN, US, Ground, Run, ground
from tests.forge.text.github import Rendered
from tests.forge.text.samples import FIXED


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return ground(tmp_path_factory.mktemp("attacked"))


def silent(world: Attacked, run: Run, *secrets: str) -> None:
    """Nothing was written, and nothing that anybody reads holds a secret."""
    assert world.hub.writes == [] and world.pulls == [], run
    for secret in secrets:
        assert secret not in run.words


BRANCH = FIXED.branch


# Secrets of ours


SPELLED = {
    "as it is": MODEL_KEY,
    "in words": f"set OPENAI_API_KEY={MODEL_KEY}, then run",
    "with marks between": MODEL_KEY.replace("-", "\\-").replace("_", " _ "),
    "a letter a line": "\n\n".join([MODEL_KEY[:15], MODEL_KEY[15:]]),
    "base64": base64.b64encode(MODEL_KEY.encode()).decode(),
    "base64 after one byte": base64.b64encode(b":" + MODEL_KEY.encode()).decode(),
    "base64 of a header": base64.b64encode(f"x-access-token:{MODEL_KEY}".encode()).decode(),
    "base64 for addresses": base64.urlsafe_b64encode(b"ab" + MODEL_KEY.encode() + b"c").decode(),
    "percent": quote(MODEL_KEY, safe=""),
    "all percent": "".join(f"%{byte:02X}" for byte in MODEL_KEY.encode()),
    "hexadecimal": MODEL_KEY.encode().hex(),
    "HEXADECIMAL": MODEL_KEY.encode().hex().upper(),
}


# What is told from ordinary words without knowing it, and taken out of every text.
PLAIN = ("as it is", "in words", "percent")
DISGUISED = [how for how in SPELLED if how not in PLAIN]


@pytest.mark.parametrize("how", DISGUISED)
def test_a_model_that_echoes_its_key_in_disguise_gets_nothing_written(place: Ground, how: str) -> None:
    spelled = SPELLED[how]
    with attacked(place) as world:
        run = world.run(saying(world.proposal(), f"The query is bound now. {spelled}"))
        silent(world, run, MODEL_KEY, spelled)
        assert run.outcome == "none" and "model.api_key" in run.words, run


@pytest.mark.parametrize("how", PLAIN)
def test_a_model_that_echoes_its_key_has_it_taken_out_of_all_that_is_written(place: Ground, how: str) -> None:
    with attacked(place) as world:
        run = world.run(saying(world.proposal(), f"The query is bound now. {SPELLED[how]}"))
        (pull,) = world.pulls
        assert "The query is bound now." in pull.body and "CREDENTIAL" in pull.body
        written = [str(write) for write in world.hub.writes]
        assert written and not any(MODEL_KEY in text for text in (*written, pull.title, pull.body, run.words))


def test_every_secret_of_the_settings_counts(place: Ground) -> None:
    for secret, name in ((REVIEW_KEY, "review.api_key"), (TOKEN, "github.token")):
        with attacked(place) as world:
            run = world.run(saying(world.proposal(), f"Done with {secret}."))
            silent(world, run, secret)
            assert name in run.words


def test_a_secret_that_a_patch_would_commit_is_not_committed(place: Ground) -> None:
    for coded in (
        f"# {MODEL_KEY}\n".encode(),
        base64.encodebytes(MODEL_KEY.encode()),
        MODEL_KEY.encode("utf-16-le"),
    ):
        with attacked(place) as world:
            proposal = writing(world.proposal(), "shop/db.py", coded)
            run = world.run(proposal)
            silent(world, run, MODEL_KEY)
            assert "a file of commit" in run.words and "model.api_key" in run.words


def test_a_proof_that_prints_a_secret_is_not_committed(place: Ground) -> None:
    with attacked(place) as world:
        path = world.proposal().proof
        assert path is not None
        proposal = writing(world.proposal(), path.path, f"KEY = '{MODEL_KEY}'\n".encode())
        silent(world, world.run(proposal), MODEL_KEY)


def test_without_a_secret_the_same_proposal_is_written(place: Ground) -> None:
    with attacked(place) as world:
        run = world.run(saying(world.proposal(), "The query is bound now; set OPENAI_API_KEY as before."))
        assert run.outcome == "opened" and len(world.pulls) == 1 and not world.pulls[0].draft


# Who can keep us from writing, or have us claim what is not so


def test_a_fork_with_our_branch_and_our_marker_counts_for_nothing(place: Ground) -> None:
    with attacked(place) as world:
        world.run(world.proposal())
        body = world.pulls[0].body
    with attacked(place) as world:
        world.hub.state.people["mallory"] = "read"
        world.hub.person("mallory").opens_from_fork(BRANCH, {"x.py": "x"}, body=body)
        assert world.run(world.proposal()).outcome == "opened"
        theirs, ours = world.pulls
        assert (ours.author, ours.draft) == (US, False)
        assert (theirs.labels, theirs.users) == ([], [])


def test_a_fork_in_the_same_organisation_counts_for_nothing(place: Ground) -> None:
    with attacked(place) as world:
        state = world.hub.state
        state.people["mallory"] = "read"
        number = world.hub.person("mallory").opens_from_fork(BRANCH, {"x.py": "x"})
        tip = state.store.ref(f"refs/forks/mallory/shop/{BRANCH}")
        state.store.set_ref(f"refs/forks/acme/shop-fork/{BRANCH}", tip)
        state.pulls[number].head_slug = "acme/shop-fork"
        assert world.run(world.proposal()).outcome == "opened"
        assert world.pulls[1].author == US and world.pulls[0].labels == []


def test_a_branch_that_a_writer_took_first_is_left_alone_and_said(place: Ground) -> None:
    with attacked(place) as world:
        sha = world.hub.person("bob").pushes(BRANCH, {"x.py": "x"})
        world.hub.person("bob").opens(BRANCH)
        run = world.run(world.proposal())
        assert run.outcome == "none" and "was opened by bob" in run.words
        assert world.hub.state.store.ref(f"refs/heads/{BRANCH}") == sha and len(world.pulls) == 1


def test_a_body_that_was_copied_into_another_pull_request_of_ours_hides_nothing(place: Ground) -> None:
    with attacked(place) as world:
        world.run(world.proposal())
        body = world.pulls[0].body
    with attacked(place) as world:
        ours = world.hub.person(US)
        ours.pushes("suture/deadbeefdeadbeef", {"z.py": "z"})
        ours.opens("suture/deadbeefdeadbeef", body=body)
        assert world.run(world.proposal()).outcome == "opened"


def test_a_marker_that_was_edited_to_name_another_finding_hides_neither(place: Ground) -> None:
    other = FIXED.proposal.case.fingerprint
    with attacked(place) as world:
        world.run(world.proposal(fixed=False))
        world.edits_marker("bob", 1, fingerprints=(other,))
        assert world.run(world.proposal()).outcome == "opened"
        # Its own branch still speaks for it.
        assert world.run(world.proposal(fixed=False)).outcome == "none"
        assert len(world.pulls) == 2


def test_a_gap_does_not_become_ready_because_its_marker_was_edited(place: Ground) -> None:
    with attacked(place) as world:
        world.run(world.proposal(fixed=False))
        world.edits_marker("bob", 1, ready=True, kind="fixed", users=("ada",), assignees=("ada",))
        before = len(world.hub.writes)
        world.run()
        (pull,) = world.pulls
        assert pull.draft and pull.users == [] and pull.assignees == [] and len(world.hub.writes) == before


def test_a_strangers_commit_is_not_vouched_for_because_the_marker_names_it(place: Ground) -> None:
    with attacked(place) as world:
        world.run(world.proposal())
        pull = world.pulls[0]
        pull.draft, pull.users, pull.teams, pull.assignees = True, [], [], []
        world.hub.state.events.clear()
        head = world.hub.person("bob").pushes(BRANCH, {"evil.py": "import os"})
        world.edits_marker("bob", 1, head=head)
        world.run()
        assert pull.draft and pull.users == [] and pull.assignees == []


@pytest.mark.parametrize("change", [
    lambda body: body + "\n" + body,
    lambda body: body.replace("<!-- suture:begin -->", "<!-- suture:begin -->\n<!-- suture:begin -->"),
    lambda body: body.replace("<!-- suture:v1 ", "<!-- suture:v2 "),
    lambda body: body.replace('"ready":true', '"ready":"yes"'),
    lambda body: body.replace("<!-- suture:v1 {", "<!-- suture:v1 {" + '"x":[' * 4000),
    lambda body: "\n".join(reversed(body.split("\n"))),
    lambda body: "x" * 65_000,
    lambda _: "",
])  # fmt: skip
def test_a_body_that_was_torn_apart_makes_no_second_pull_request(
    place: Ground, change: Callable[[str], str]
) -> None:
    with attacked(place) as world:
        world.run(world.proposal())
        world.hub.person("bob").edits(1, change(world.pulls[0].body))
        run = world.run(world.proposal())
        assert len(world.pulls) == 1 and run.error == "", run


def test_a_lock_from_the_future_does_not_stop_us_for_ever(place: Ground) -> None:
    with attacked(place) as world:
        store = world.hub.state.store
        top = store.commit(store.ref("refs/heads/main"))
        assert top is not None
        who = Signature("bob", "bob@example.com", int(world.hub.state.now()) + 10**8)
        lock = store.make_commit(CommitObject("", top.tree, (), who, who, '{"holder": "\x1b[2Jbob @ada"}'))
        store.set_ref(LOCK_REF, lock.sha)
        run = world.run(world.proposal())
        assert run.outcome == "opened" and "\x1b" not in run.words, run
        assert not store.ref(LOCK_REF)


# What neutral wording must not tell


def test_neutral_pull_requests_tell_the_weakness_nowhere(place: Ground) -> None:
    telling = ("sql", "inject", "cwe", "89", "union", "attack", "vulnerab", "secur", "exploit", "proof")
    with attacked(place) as world:
        world.hub.state.private = False
        assert world.run(world.proposal()).outcome == "opened"
        again = len(world.hub.writes)
        world.run(world.proposal())
        assert len(world.hub.writes) == again
        (pull,) = world.pulls
        store = world.hub.state.store
        messages = git(store.folder, "log", "--format=%B%an%ae", f"main..{pull.branch}")
        sent = [str(request.body) for request in world.hub.writes if "blobs" not in request.path]
        files = git(store.folder, "diff", "--name-only", "main", pull.branch)
    hashes = re.compile(r"\b[0-9a-f]{16,64}\b")
    for said in (pull.title, pull.body, pull.branch, messages, files, *pull.labels, *sent):
        for word in telling:
            # Gates are named for everybody; that one of them looks for credentials tells nothing.
            shown = hashes.sub("", said).lower().replace("**proof**", "")
            assert word not in shown, (word, said)


# What models and repositories say


SKIPPING = ["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[Actions Skip]", "***NO_CI***"]


@pytest.mark.parametrize("words", SKIPPING)
def test_nobodys_words_keep_checks_from_running(place: Ground, words: str) -> None:
    with attacked(place) as world:
        world.run(saying(world.proposal(), f"Bound now. {words} And `{words}`."))
        (pull,) = world.pulls
        messages = git(world.hub.state.store.folder, "log", "--format=%B", f"main..{pull.branch}")
        assert words.lower() not in messages.lower()
        # A squash merge may take the body for the message.
        assert words.lower() not in pull.body.lower()
    assert words in "".join(SKIPPING)


@pytest.mark.parametrize("words", [
    "Release-As: 9.9.9", "BREAKING CHANGE: all of it", "BREAKING-CHANGE: all", "skip-checks: true", "Co-authored-by: a <a@b.c>",
    "Change-Id: I1", "ABC-1 #close #time 2d",
])  # fmt: skip
def test_nobodys_words_are_footers_that_tools_obey(place: Ground, words: str) -> None:
    with attacked(place) as world:
        world.run(saying(world.proposal(), words))
        messages = git(world.hub.state.store.folder, "log", "--format=%B", f"main..{BRANCH}")
    obeyed = re.compile(r"^(?:breaking[ -]change|[a-z]+(?:-[a-z]+)+): |#[a-z]", re.IGNORECASE | re.MULTILINE)
    assert all(found.startswith("Suture-") for found in obeyed.findall(messages)), messages


@pytest.mark.parametrize("words", ["`fixes #12`", "`closes acme/shop#3`", "`Resolves: GH-7`", "`fix https://github.com/acme/shop/issues/4`"])  # fmt: skip
def test_a_body_that_becomes_a_commit_message_closes_nothing(place: Ground, words: str) -> None:
    closing = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:[\w./-]*#\d|gh-\d|https?:)", re.IGNORECASE)  # fmt: skip
    assert closing.search(words)
    with attacked(place) as world:
        world.run(saying(world.proposal(), f"It {words} now."))
        assert closing.search(world.pulls[0].body) is None


def test_another_scanners_report_chooses_no_links(place: Ground) -> None:
    case = FIXED.proposal.case
    rule = replace(
        case.rule, tool="CodeQL", references=("https://evil.example/login", "https://cwe.mitre.org/x")
    )
    finding = replace(case.findings[0], rule=rule)
    told = replace(FIXED, proposal=replace(FIXED.proposal, case=replace(case, findings=(finding,))))
    body = Rendered(describe(told, None).body)
    assert not [link for link in body.links if "evil" in link]
    assert "https://cwe.mitre.org/x" in body.links
