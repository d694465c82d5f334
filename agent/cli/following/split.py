"""suture follow as jobs that hold different keys: one decides, one writes fixes again, one publishes."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape

from agent import __version__
from agent.bundle.pack import write_pack
from agent.bundle.store import read_bundle, write_bundle
from agent.bundle.values import Bundle, Stage
from agent.cli import compose
from agent.cli.bundle.writing import MODEL_KEYS, pack_of, refuse_secrets, say_bundle
from agent.cli.following.asked import barred
from agent.cli.following.follower import Following, joined
from agent.cli.following.parts import Deciding, Publishing, Revising
from agent.cli.following.text import board_of, listing, nothing, say, spoken
from agent.cli.models import watching
from agent.cli.target import Target, open_base
from agent.credentials import without_credentials
from agent.errors import BundleError, UsageError
from agent.followup.dashboard import Shown
from agent.followup.decided import Decided, read_decided, write_decided
from agent.followup.deciding import decisions
from agent.followup.engine import Followed
from agent.followup.revising import Reviser
from agent.followup.sending import Sender
from agent.forge.leaks import secrets_of
from agent.ports import Progress
from agent.report.record import Json, dumps

_ORDER = "the order is: follow --decide, follow --revise, verify --bundle, follow --publish --decided"


def refuse_contradictions(arguments: argparse.Namespace) -> None:
    """Raises UsageError for flags that cannot be meant together."""
    if arguments.publish and (arguments.decide or arguments.revise):
        raise UsageError("--decide and --revise write nothing to the forge", hint="leave --publish out")
    if arguments.decided and not arguments.publish:
        raise UsageError("--decided is what --publish acts on", hint="say --publish as well")
    if arguments.revise and not arguments.bundle:
        raise UsageError("--revise writes a bundle", hint="say where: --bundle FILE")
    if arguments.bundle and not (arguments.revise or arguments.decided):
        raise UsageError("--bundle is what --revise writes, or --decided publishes", hint="name one of them")


def command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Do the part of one job: `--decide`, `--revise` or `--decided`."""
    if arguments.decide:
        return _decide(arguments, environ)
    return _revise(arguments, environ) if arguments.revise else _publish(arguments, environ)


def _decide(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Look at every pull request, prove what has to be, and write down what others are to do."""
    compose.check_file("--decide", arguments.decide)
    stop = barred(arguments, environ)
    if stop is not None:
        return _nothing(arguments, stop.reason, Decided(repository=stop.repository, go=False))
    with (
        watching() as progress,
        open_base(arguments, environ) as target,
        joined(target, arguments, environ, progress, Deciding()) as run,
    ):
        slug = run.host.repo.slug
        if arguments.pr and all(pull.number != arguments.pr for pull in run.pulls):
            # Whoever comments on another pull request starts this, too.
            return _nothing(
                arguments, f"#{arguments.pr} is not one of ours", Decided(repository=slug, go=False)
            )
        done = run.run(arguments.pr)
        board = board_of(run, done, arguments.pr)
        decided = Decided(
            repository=slug, base=target.base, base_sha=run.code.base_sha, only=arguments.pr,
            pulls=decisions(done, run.code.prove),
        )  # fmt: skip
    write_decided(arguments.decide, decided)
    _say(arguments, run, done, board, decided)
    return 0


def _revise(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Have the fixes written that were decided on, and put them into a bundle."""
    compose.check_file("--bundle", arguments.bundle)
    decided = read_decided(arguments.revise)
    if not decided.go:
        raise BundleError(f"{arguments.revise} says that nothing is done", hint="skip this job then")
    stop = barred(arguments, environ)
    if stop is not None:
        return _bundled(arguments, _empty(decided), (stop.reason,))
    with watching() as progress, open_base(arguments, environ) as target:
        _check(decided, target)
        if not decided.revise or _moved(decided, target, progress):
            return _bundled(arguments, _empty(decided), ("no pull request asks for a new fix",))
        with joined(target, arguments, environ, progress, Revising(decided)) as run:
            sender = Sender(run.host, secrets_of(target.site.settings))
            made = Reviser(run.follower.look, run.code, sender).run(decided)
            rules = tuple(sorted({finding.fingerprint: finding.rule.id for finding in run.findings}.items()))
            bundle = Bundle(
                Stage.PROPOSED, __version__, decided.repository, decided.base, decided.base_sha,
                run.sandbox, run.model, made.fixes, rules, made.refused, private=run.host.repo.private,
            )  # fmt: skip
        if bundle.fixes:
            pack = pack_of(arguments.bundle.absolute())
            write_pack(target.site.checkout, decided.base_sha, pack)
        return _bundled(arguments, bundle, made.notes)


def _publish(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Take the steps, with what the jobs before found out and wrote."""
    refuse_secrets(arguments, environ, MODEL_KEYS, "whoever writes to the forge asks no model")
    decided = read_decided(arguments.decided)
    bundle = read_bundle(arguments.bundle, stage=Stage.VERIFIED) if arguments.bundle else None
    if not decided.go:
        return _nothing(arguments, f"{arguments.decided} says that nothing is done", decided)
    stop = barred(arguments, environ)
    if stop is not None:
        return _nothing(arguments, stop.reason, Decided(repository=stop.repository, go=False))
    only = arguments.pr or decided.only
    with watching() as progress, open_base(arguments, environ) as target:
        _check(decided, target)
        if bundle is not None and decided.misfit(bundle.repository, bundle.base):
            raise BundleError(f"{arguments.bundle} is for another repository or branch", hint=_ORDER)
        _moved(decided, target, progress)
        with joined(target, arguments, environ, progress, Publishing(decided, bundle)) as run:
            done = run.run(only)
            board = board_of(run, done, only)
    _say(arguments, run, done, board, decided)
    return 0


def _check(decided: Decided, target: Target) -> None:
    """Raises BundleError for what was decided for another place."""
    assert target.host is not None
    misfit = decided.misfit(target.host.repo.slug, target.base)
    if misfit:
        raise BundleError(misfit, hint=_ORDER)


def _moved(decided: Decided, target: Target, progress: Progress) -> bool:
    """Whether the base is another one than what was decided on; then that is said."""
    here = target.site.snapshot.base_sha
    if decided.base_sha != here:
        progress.note(
            f"{target.base} is at {here[:12]}, and it was decided at {decided.base_sha[:12]}: "
            "what needs the gates waits for the next run"
        )
    return decided.base_sha != here


def _say(
    arguments: argparse.Namespace, run: Following, done: Sequence[Followed], board: Shown, decided: Decided
) -> None:
    if arguments.json:
        print(dumps({**listing(run, done), "go": decided.go, "revise": decided.revise}), end="")
        return
    console = Console()
    say(console, run, done, board)
    if arguments.decide:
        console.print(escape(f"Decided: {arguments.decide}, for --publish --decided"), soft_wrap=True)
        console.print(f"  sha256: {hashlib.sha256(arguments.decide.read_bytes()).hexdigest()}")


def _nothing(arguments: argparse.Namespace, why: str, decided: Decided) -> int:
    """Say why nothing is done; whoever comes next reads it in the file."""
    if arguments.decide:
        write_decided(arguments.decide, decided)
    if arguments.json:
        print(dumps({**nothing(decided.repository, why), "go": False, "revise": False}), end="")
    else:
        Console().print(spoken(why), soft_wrap=True)
    return 0


def _empty(decided: Decided) -> Bundle:
    return Bundle(
        Stage.PROPOSED, __version__, decided.repository, decided.base, decided.base_sha, "", "", ()
    )  # fmt: skip


def _bundled(arguments: argparse.Namespace, bundle: Bundle, notes: Sequence[str]) -> int:
    """Write the bundle, and say what is in it."""
    digest = write_bundle(arguments.bundle, bundle)
    if arguments.json:
        told: dict[str, Json] = {
            "version": 1,
            "repository": bundle.repository,
            "base": bundle.base,
            "base_sha": bundle.base_sha,
            "pulls": [{"number": fix.pull, "reason": "written again"} for fix in bundle.fixes],
            "notes": [*without_credentials(tuple(notes))],
            "sha256": digest,
        }
        print(dumps(told), end="")
        return 0
    console = Console()
    for note in notes:
        console.print(spoken(note), soft_wrap=True)
    say_bundle(console, arguments.bundle, bundle, digest)
    return 0
