"""One stage of one repository: the program that is started for it, and what its end means."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from agent.bundle.pack import unpack
from agent.bundle.values import Stage as BundleStage
from agent.errors import UsageError
from agent.fleet.files import MIB, Unreadable, read_bytes
from agent.fleet.stages import (
    Allowed,
    Files,
    environment,
    failure,
    key_variables,
    read_report,
    requests_of,
    tokens_of,
)
from agent.fleet.values import Result, Stage
from agent.process import Finished, run

MOST_SAID = 4 * MIB
"""Bytes that a program may say before it is ended."""
_MOST_BUNDLE = 33 * MIB
_MADE: Mapping[Stage, tuple[str, ...]] = {
    "fix": ("bundle.json", "bundle.json.pack", "verified.json"),
    "verify": ("verified.json",),
    "publish": (),
}
"""What a stage makes for the next ones, besides its report."""


@dataclass(frozen=True, slots=True)
class Program:
    """A stage for one repository.

    `digest` is that of the verified bundle that may be published, `patterns` the file of verified fixes that
    fix may take over.
    """

    stage: Stage
    files: Files
    environ: Mapping[str, str]
    config_file: Path | None = None
    digest: str = ""
    patterns: Path | None = None

    def needless(self) -> str:
        """Why there is nothing to do; empty when there is."""
        match self.stage:
            case "fix":
                return ""
            case "verify":
                return "" if self.files.at("bundle.json").is_file() else "no fix was written"
            case "publish":
                return "" if self.digest else "no fix was verified"
            case _:
                assert_never(self.stage)

    def run(self, allowed: Allowed, scratch: Path) -> Result:
        """Run it in an empty folder. Raises SutureError for files that cannot be used."""
        report = self._report()
        # What an earlier attempt left must not be taken for this one's.
        for stale in (report, *map(self.files.at, _MADE[self.stage])):
            stale.unlink(missing_ok=True)
        argv = ("suture", *self._arguments(scratch, allowed), "--report", str(report), *self._shared())
        env = environment(self.environ, self.stage, allowed, key_variables(self.config_file))
        done = run(argv, env=env, cwd=scratch, timeout=allowed.seconds, cap=MOST_SAID)
        return self._judged(done, report, allowed)

    def _report(self) -> Path:
        match self.stage:
            case "fix":
                return self.files.at("report.json")
            case "verify":
                return self.files.at("verify.json")
            case "publish":
                return self.files.at("published.json")
            case _:
                assert_never(self.stage)

    def _shared(self) -> tuple[str, ...]:
        return ("--config-file", str(self.config_file.absolute())) if self.config_file else ()

    def _arguments(self, scratch: Path, allowed: Allowed) -> tuple[str, ...]:
        bundle, verified = str(self.files.at("bundle.json")), str(self.files.at("verified.json"))
        match self.stage:
            case "fix":
                known = ("--patterns", str(self.patterns.absolute())) if self.patterns else ()
                return ("fix", self.files.slug, "--bundle", bundle, "--out", str(scratch / "out"), *known)
            case "verify":
                target = scratch / "repository"
                given = self.files.bundle("bundle.json", BundleStage.PROPOSED)
                unpack(self.files.at("bundle.json.pack"), given.base_sha, target, seconds=allowed.seconds)
                return ("verify", str(target), "--bundle", bundle, "--out", verified)
            case "publish":
                self.files.bundle("verified.json", BundleStage.VERIFIED, self.digest)
                out = str(scratch / "out")
                return ("publish", verified, self.files.slug, "--sha256", self.digest, "--out", out)
            case _:
                assert_never(self.stage)

    def _judged(self, done: Finished, report: Path, allowed: Allowed) -> Result:
        kind, detail = failure(done)
        spent = tokens_of(report, allowed.tokens, failed=bool(kind)) if self.stage == "fix" else 0
        result = Result(
            slug=self.files.slug,
            status="failed" if kind else "done",
            kind=kind,
            detail=detail,
            seconds=round(done.seconds, 3),
            tokens=spent,
            requests=self._requests(report, allowed),
        )
        if kind == "timeout" and not allowed.whole:
            # Its own time was not over, the shard's was: another wave gives it all of it.
            return result.model_copy(update={"status": "not_reached", "kind": "shard minutes", "detail": ""})
        return result if kind else self._handed_on(result)

    def _requests(self, report: Path, allowed: Allowed) -> int:
        try:
            told = read_report(report)
        except Unreadable:
            told = None
        pulls = 0
        if told is None and self.stage == "publish":
            fixes = self.files.bundle("verified.json", BundleStage.VERIFIED, self.digest).fixes
            pulls = min(allowed.pulls, len(fixes))
        return requests_of(self.stage, told, pulls)

    def _handed_on(self, result: Result) -> Result:
        """The result of a stage that ended well: is there anything for the next one, under which digest."""
        match self.stage:
            case "fix":
                made = self.files.at("bundle.json").is_file()
                fixes = self.files.bundle("bundle.json", BundleStage.PROPOSED).fixes if made else ()
                if not fixes:
                    return result.model_copy(update={"status": "nothing"})
            case "verify":
                digest = self._digest()
                if not self.files.bundle("verified.json", BundleStage.VERIFIED, digest).fixes:
                    return result.model_copy(update={"status": "nothing"})
                return result.model_copy(update={"sha256": digest})
            case "publish":
                pass
            case _:
                assert_never(self.stage)
        return result

    def _digest(self) -> str:
        """The SHA-256 of the verified bundle. Raises UsageError where there is none."""
        try:
            content = read_bytes(self.files.at("verified.json"), _MOST_BUNDLE)
        except Unreadable as error:
            raise UsageError(str(error), hint="verify again") from None
        if content is None:
            raise UsageError("verify ended well, and wrote no bundle", hint="verify again")
        return hashlib.sha256(content).hexdigest()
