"""What `suture fix` works on: a checkout here, or a repository on the forge, which is cloned."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from agent.cli.arguments import flags
from agent.cli.compose import Site, open_site
from agent.errors import ConfigError, ForgeError, UsageError
from agent.forge.values import Trouble, TroubleKind
from agent.settings import GithubSettings, Settings, load
from agent.workspace.clone import clone
from agent.workspace.git import open_checkout
from agent.workspace.remote import Local, Remote, address_of, parse_target, slug_of

if TYPE_CHECKING:
    from agent.forge.github.repository import GithubHost

_OURS = "out"


@dataclass(frozen=True, slots=True)
class Target:
    """The site, and the repository on the forge where one is concerned; fixes go into its branch `base`."""

    site: Site
    host: GithubHost | None = None
    base: str = ""
    cloned: bool = False
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What reports call it: `owner/name`, or the folder."""
        return self.host.repo.slug if self.host and self.cloned else str(self.site.checkout.top)

    @property
    def short(self) -> str:
        """What pages call it."""
        return self.name if self.cloned else self.site.checkout.top.name


@contextmanager
def open_target(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Iterator[Target]:
    """Find, or clone into a folder that goes away again, what the arguments name.

    Raises UsageError, ConfigError, TargetError or ForgeError, before anything is written anywhere.
    """
    settings = load(None, file=arguments.config_file, environ=environ, flags=flags(arguments)).settings
    named = parse_target(arguments.target, settings.github.server_url)
    match named:
        case Local():
            with _checkout(named, arguments, environ) as target:
                yield _noted(target, arguments)
        case Remote():
            with _clone(named, settings, arguments, environ) as target:
                yield _noted(target, arguments)
        case _:
            assert_never(named)


@contextmanager
def open_base(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Iterator[Target]:
    """The newest commit of the branch that is merged into, cloned into a folder that goes away again.

    A checkout stands for the repository that its `origin` is. Raises as `open_target`.
    """
    settings, named = _named_on_forge(arguments, environ)
    with _clone(named, settings, arguments, environ) as target:
        yield target


@contextmanager
def connected(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Iterator[GithubHost]:
    """The repository on the forge that the arguments name, as for `open_base`, to be read; nothing is cloned.

    Raises UsageError, ConfigError, TargetError or ForgeError.
    """
    settings, named = _named_on_forge(arguments, environ)
    with _connected(settings.github, named.slug, publish=False) as host:
        yield host


def _named_on_forge(arguments: argparse.Namespace, environ: Mapping[str, str]) -> tuple[Settings, Remote]:
    settings = load(None, file=arguments.config_file, environ=environ, flags=flags(arguments)).settings
    named = parse_target(arguments.target, settings.github.server_url)
    if isinstance(named, Local):
        named = Remote(slug_of(open_checkout(named.path), settings.github.server_url))
    return settings, named


@contextmanager
def _checkout(named: Local, arguments: argparse.Namespace, environ: Mapping[str, str]) -> Iterator[Target]:
    site = open_site(arguments, environ, named.path)
    notes = (named.note,) if named.note else ()
    delivers = arguments.publish or arguments.dry_run or (arguments.bundle and _on_forge(site))
    if not (delivers or arguments.source):
        alone = "there is no token for the forge of origin: this bundle can be judged, and not published"
        yield Target(site, notes=(*notes, alone) if arguments.bundle else notes)
        return
    slug = slug_of(site.checkout, site.settings.github.server_url)
    with _connected(site.settings.github, slug, publish=arguments.publish) as host:
        base = _base(site.settings, host)
        _check_base(site, base)
        if delivers:
            _check_pushed(site, host, base)
        yield Target(site, host, base, notes=notes)


def _on_forge(site: Site) -> bool:
    """Whether there is a token or an App, and `origin` is a repository of their forge."""
    github = site.settings.github
    if not (github.token.get_secret_value() or github.app_key.get_secret_value()):
        return False
    try:
        return bool(slug_of(site.checkout, github.server_url))
    except UsageError:
        return False


def _noted(target: Target, arguments: argparse.Namespace) -> Target:
    """Says when whoever makes a bundle could do more than that needs; of a bot's token nobody tells."""
    bot = target.host is not None and target.host.repo.login.endswith("[bot]")
    if not arguments.bundle or target.host is None or bot or not target.host.repo.can_push:
        return target
    note = f"the token may write to {target.host.repo.slug}: for a bundle, one that may read is enough"
    return replace(target, notes=(*target.notes, note))


@contextmanager
def _clone(
    named: Remote, settings: Settings, arguments: argparse.Namespace, environ: Mapping[str, str]
) -> Iterator[Target]:
    with (
        _connected(settings.github, named.slug, publish=arguments.publish) as host,
        tempfile.TemporaryDirectory(prefix="suture-clone-") as name,
    ):
        folder, base = Path(name) / "repository", _base(settings, host)
        clone(address_of(settings.github.server_url, host.repo.slug), host.token(), base, folder)
        site = _own_output(open_site(arguments, environ, folder))
        _check_base(site, base)
        yield Target(site, host, base, cloned=True)


def two_forges(settings: GithubSettings) -> ConfigError | None:
    """What is wrong where the addresses of pages and API are of two forges; None where they are of one."""
    if settings.one_forge:
        return None
    return ConfigError(
        f"{settings.server_url} and {settings.api_url} are two forges",
        hint="set GITHUB_SERVER_URL and GITHUB_API_URL both, to one forge: your token is sent to both",
    )


@contextmanager
def _connected(settings: GithubSettings, slug: str, *, publish: bool) -> Iterator[GithubHost]:
    """The repository on the forge. Raises ForgeError when it cannot be used for what was asked."""
    mixed = two_forges(settings)
    if mixed is not None:
        raise mixed
    # PyGithub takes a third of a second to import: only for those who go to the forge.
    from agent.forge.github.connect import connect

    host = connect(settings, slug)
    try:
        if host.repo.slug.casefold() != slug.casefold():
            # Renamed, or an answer about another one: nobody asked for anything to be read or written there.
            raise ForgeError(
                f"{slug} is {host.repo.slug!r} for the forge",
                hint="if that is its present name, name it so (in a checkout: correct the address of origin)",
            )
        if publish and host.repo.archived:
            raise ForgeError(f"{slug} is archived: nothing can be proposed there", hint="leave --publish out")
        if publish and not host.repo.can_push:
            raise ForgeError(
                f"the token may not write to {slug}",
                hint="give it write access to contents and pull requests, or leave --publish out",
            )
        yield host
    finally:
        host.close()


def _base(settings: Settings, host: GithubHost) -> str:
    return settings.delivery.base or host.repo.default_branch


def _check_base(site: Site, base: str) -> None:
    """Raises ConfigError for a name that git, or whoever copies a command with it, would take for another."""
    named = site.checkout.git.call("check-ref-format", f"refs/heads/{base}").status == 0
    if not named or base.startswith("-") or not base.isprintable():
        raise ConfigError(
            f"{base!r} cannot be the name of a branch", hint="name one of the repository's: delivery.base"
        )


def _check_pushed(site: Site, host: GithubHost, base: str) -> None:
    """Raises ForgeError for a HEAD that nothing can be proposed on, before any model is paid for it."""
    held = host.holds(base, site.checkout.head)
    if isinstance(held, Trouble):
        gone = held.kind is TroubleKind.MISSING
        raise ForgeError(
            f"branch {base} of {host.repo.slug} cannot be read: {held.reason}",
            hint="name the branch to merge into with --base" if gone else held.hint or "run again later",
        )
    if not held:
        raise ForgeError(
            f"{base} of {host.repo.slug} does not hold HEAD ({site.checkout.head[:12]})",
            hint="push it first, or name the branch that holds it with --base",
        )


def _own_output(site: Site) -> Site:
    """The clone goes away, so its own file has no say in where the report goes."""
    loaded = site.loaded
    folder = loaded.folders.get(_OURS, Path())
    if folder.is_relative_to(site.checkout.top):
        plain = Settings().out
        folders = {key: place for key, place in loaded.folders.items() if key != _OURS}
        settings = loaded.settings.model_copy(update={_OURS: plain})
        return replace(site, loaded=replace(loaded, settings=settings, folders=folders))
    return site


def refuse_contradictions(arguments: argparse.Namespace) -> None:
    """Raises UsageError for flags that cannot be meant together."""
    if arguments.publish and arguments.dry_run:
        raise UsageError("--publish and --dry-run contradict each other", hint="leave one of them out")
    if arguments.sarif and arguments.source:
        raise UsageError("--sarif and --from are two sources of findings", hint="name one of them")
    if arguments.upload_sarif and not arguments.publish:
        raise UsageError("--upload-sarif writes to the forge", hint="say --publish as well")
    if arguments.bundle and arguments.dry_run:
        raise UsageError("--bundle proposes nothing by itself", hint="leave --dry-run out")
    if arguments.bundle and arguments.publish:
        raise UsageError(
            "--bundle is for another job to propose, --publish proposes", hint="leave one of them out"
        )
