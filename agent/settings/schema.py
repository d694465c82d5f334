"""Every setting Suture has: sections, keys, types, defaults and what they mean."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError

from agent.settings.models import LocalSettings, ModelSettings, PolicySettings, ReviewSettings, RungSettings
from agent.settings.section import Section


class ScanSettings(Section):
    """[scan]: what is looked for, and in which files."""

    config: tuple[str, ...] = Field(
        (), description="Packs (`suture:python`), rule files or folders; empty means suture:default."
    )
    timeout: float = Field(10.0, gt=0, description="Seconds one rule may take on one file.")
    seconds: float = Field(600.0, gt=0, description="Seconds a whole scan may take.")
    max_target_bytes: int = Field(1_000_000, gt=0, description="Larger files are skipped, with a reason.")


class TriageSettings(Section):
    """[triage]: which findings are worked on, and in which order."""

    max: int = Field(50, ge=1, description="At most this many cases a run.")
    rule: tuple[str, ...] = Field((), description="Only these rule ids (shell patterns).")
    path: tuple[str, ...] = Field((), description="Only these paths (shell patterns).")
    critical_paths: tuple[str, ...] = Field((), description="Paths that come first (shell patterns).")
    ignore_paths: tuple[str, ...] = Field((), description="Paths never worked on (shell patterns).")


class LimitSettings(Section):
    """[limits]: ceilings on time and money. Reaching one is an outcome, not a crash."""

    jobs: int = Field(2, ge=1, description="Cases worked on at once.")
    case_seconds: float = Field(900.0, gt=0, description="Seconds for one case.")
    run_seconds: float = Field(7200.0, gt=0, description="Seconds for a whole run.")
    max_tokens: int = Field(
        1_000_000, ge=0, description="Model tokens a run may spend; 0: no model is asked."
    )
    case_tokens: int = Field(0, ge=0, description="Model tokens one case may spend; 0: no limit of its own.")
    max_cost: float = Field(0.0, ge=0, description="Money a run may spend on models; 0: no limit.")
    case_cost: float = Field(0.0, ge=0, description="Money one case may spend on models; 0: no limit.")


class GateSettings(Section):
    """[gates]: what every patch must pass."""

    require: tuple[str, ...] = Field((), description="Gates that must pass; empty means all of them.")
    protected: tuple[str, ...] = Field((), description="More paths no patch may touch (shell patterns).")
    max_changed_lines: int = Field(200, ge=1, description="Added plus removed lines.")
    max_files: int = Field(5, ge=1, description="Files one patch may change.")
    fail_on: tuple[str, ...] = Field(
        ("dependency", "host"), description="Kinds of risk flag that fail a patch instead of being listed."
    )
    material: tuple[str, ...] = Field(
        (), description="Paths whose change is material for compliance (shell patterns)."
    )
    guard_rules: tuple[str, ...] = Field(
        (), description="Your own rules (files or folders) for what no patch may ever do."
    )
    bandit: bool = Field(True, description="Have bandit look at changed Python files as a second engine.")


class ProofSettings(Section):
    """[proof]: the test that fails before a fix and passes after it."""

    seconds: float = Field(60.0, gt=0, description="Seconds one run of a proof may take.")
    max_reflections: int = Field(2, ge=0, description="Failed proofs sent back to the model.")
    include: bool = Field(False, description="Make the proof part of the patch.")
    probes: bool = Field(
        True, description="Where no model writes a proof, make one of the repository's own tests."
    )


class TestSettings(Section):
    """[tests]: how the target's own tests are run."""

    __test__ = False

    command: str = Field("", description="Command line; empty means: found by itself.")
    python: str = Field("", description="Interpreter that has the target's dependencies.")
    setup: str = Field("", description="Installs dependencies at the base commit; may use the network.")
    seconds: float = Field(600.0, gt=0, description="Seconds one run of the suite may take.")


class SandboxSettings(Section):
    """[sandbox]: how untrusted code is kept in."""

    backend: Literal["auto", "bubblewrap", "landlock"] = Field("auto", description="Which sandbox to use.")
    memory_mb: int = Field(2048, ge=64, description="Resident memory of everything inside.")
    processes: int = Field(256, ge=8, description="Processes and threads inside.")
    disk_mb: int = Field(1024, ge=16, description="Size of the working copy's file system.")


class GithubSettings(Section):
    """[github]: where the forge is and who we are there. From the environment or the operator's file only."""

    api_url: str = Field("https://api.github.com", description="REST address (GITHUB_API_URL).")
    server_url: str = Field("https://github.com", description="Web and git address (GITHUB_SERVER_URL).")
    token: SecretStr = Field(SecretStr(""), description="Token (GH_TOKEN or GITHUB_TOKEN).")
    app_id: str = Field("", description="Id of a GitHub App, instead of a token.")
    app_key: SecretStr = Field(SecretStr(""), description="The App's private key, PEM.")
    login: str = Field("", description="Our own login, where the API does not tell it.")
    timeout: int = Field(30, ge=1, description="Seconds one request may take.")
    tries: int = Field(4, ge=1, description="Times a read is tried.")
    write_seconds: float = Field(1.0, ge=0, description="Pause between writes, as GitHub asks for.")

    @field_validator("api_url", "server_url")
    @classmethod
    def _private(cls, value: str) -> str:
        """The token is sent there: never in clear text over a network."""
        try:
            parts = urlsplit(value)
            host, _ = parts.hostname, parts.port
        except ValueError:
            host = None
        local = host in ("localhost", "127.0.0.1", "::1")
        plain = value.isprintable() and not set(value) & set(" @?#\\")
        if host and plain and (parts.scheme == "https" or (parts.scheme == "http" and local)):
            return value.rstrip("/")
        raise PydanticCustomError("address", "an https address without user, query or fragment")

    @field_validator("token", "app_key")
    @classmethod
    def _as_it_was(cls, value: SecretStr) -> SecretStr:
        """CI keeps secrets with white space around them, or a PEM file on one line with `\\n` in it."""
        text = value.get_secret_value().strip()
        return SecretStr(text.replace("\\n", "\n") if text.startswith("-----BEGIN") else text)

    @property
    def one_forge(self) -> bool:
        """Whether both addresses are one forge's: a token for one must not be sent to another."""
        api, server = urlsplit(self.api_url).hostname, urlsplit(self.server_url).hostname
        return api in (server, f"api.{server}")


class DeliverySettings(Section):
    """[delivery]: how fixes are proposed as pull requests."""

    base: str = Field("", description="Branch to merge into; empty means the default branch.")
    labels: tuple[str, ...] = Field(("security", "suture"), description="Labels of every pull request.")
    gap_label: str = Field("suture:evidence-gap", description="Label of a draft that is not proven.")
    stop_label: str = Field("suture:stop", description="Label that freezes all our writes.")
    gaps: Literal["draft", "report"] = Field("draft", description="What becomes of an evidence gap.")
    pr_concurrent_limit: int = Field(10, ge=0, description="Open pull requests of ours; 0: no limit.")
    pr_hourly_limit: int = Field(2, ge=0, description="Pull requests opened in an hour; 0: no limit.")
    pr_owner_limit: int = Field(5, ge=0, description="Open ones for one owner; 0: no limit.")
    assignees_from_code_owners: bool = Field(True, description="Assign owners, besides asking for review.")
    security_team: str = Field("", description="`@org/team` or `@user` for files nobody owns.")


Disclosure = Literal["public", "neutral", "report"]


class DisclosureSettings(Section):
    """[disclosure]: what a pull request tells, by the repository's visibility and the finding's severity."""

    private: Disclosure = Field("public", description="In private and internal repositories.")
    critical: Disclosure = Field("neutral", description="In public repositories, critical findings.")
    high: Disclosure = Field("neutral", description="In public repositories, high findings.")
    medium: Disclosure = Field("public", description="In public repositories, medium findings.")
    low: Disclosure = Field("public", description="In public repositories, low findings.")


class FollowSettings(Section):
    """[follow]: how open pull requests are kept alive. Days are business days since a person acted."""

    timezone: str = Field("UTC", description="Time zone of business days (`Europe/Berlin`).")
    work_days: tuple[str, ...] = Field(
        ("mon", "tue", "wed", "thu", "fri"), description="Days of the week on which people work."
    )
    quiet_days: tuple[str, ...] = Field(
        (), description="Days when nobody is spoken to: `2026-12-25`, or `2026-12-24/2027-01-01`."
    )
    remind_days: int = Field(3, ge=1, description="Until assignees are reminded.")
    next_owner_days: int = Field(3, ge=1, description="After that, until the next owner is asked.")
    escalate_days: int = Field(4, ge=1, description="After that, until the security contact is asked.")
    security_contact: str = Field(
        "", description="`@org/team` or `@user`; empty means delivery.security_team."
    )
    messages: int = Field(4, ge=0, le=20, description="Times that one pull request may speak to people.")
    revisions: int = Field(3, ge=0, description="Rounds of review comments that are worked on.")
    repairs: int = Field(2, ge=0, description="Repairs of checks that fail because of us.")
    attempts: int = Field(3, ge=0, description="Times that a fix is written anew on a base that moved.")
    rebase_when: Literal["conflicted", "behind", "never"] = Field(
        "conflicted", description="When the base is merged in, or the fix written anew."
    )
    dashboard: bool = Field(True, description="Keep one issue that tells how everything stands.")
    dashboard_title: str = Field("Suture: security fixes", description="Its title.")


class AutonomySettings(Section):
    """[autonomy]: what people's answers to a rule's fixes do to it, over the last `window_days`."""

    pull: tuple[str, ...] = Field((), description="Rules (shell patterns) that always get pull requests.")
    comment: tuple[str, ...] = Field((), description="Rules whose fixes are only shown on the dashboard.")
    off: tuple[str, ...] = Field((), description="Rules that are never worked on.")
    refusals: int = Field(
        3, ge=2, description="Fewest refusals before a rule is demoted; twice as many: off."
    )
    share: float = Field(0.6, gt=0, le=1, description="Share of refusals among what ended, from which it is.")
    window_days: int = Field(180, ge=1, description="Older answers no longer count.")


class FleetSettings(Section):
    """[fleet]: how many repositories one wave takes on, and what each may cost."""

    shards: int = Field(64, ge=1, le=256, description="Jobs of one wave's matrix (GitHub allows 256).")
    shard_minutes: float = Field(45.0, gt=0, le=350, description="Minutes of work packed into one shard.")
    wave_requests: int = Field(4000, ge=200, description="Requests to the forge that one wave may make.")
    wave_tokens: int = Field(20_000_000, ge=0, description="Model tokens that one wave may spend.")
    repository_seconds: float = Field(1800.0, gt=0, description="Seconds for one repository.")
    repository_tokens: int = Field(300_000, ge=0, description="Model tokens for one repository.")
    revisit_days: int = Field(
        7, ge=0, description="Days after which one that did not change is looked at again."
    )
    critical: tuple[str, ...] = Field((), description="Repositories that come first (shell patterns).")
    ignore: tuple[str, ...] = Field((), description="Repositories never looked at (shell patterns).")


class Settings(Section):
    """The whole configuration (`suture.toml`, or `[tool.suture]` in pyproject.toml)."""

    out: str = Field("suture-out", description="Output folder.")
    scan: ScanSettings = ScanSettings()
    triage: TriageSettings = TriageSettings()
    model: ModelSettings = ModelSettings()
    models: tuple[RungSettings, ...] = Field(
        (), description="The ladder of models, small first; empty means [model] alone."
    )
    local: LocalSettings = LocalSettings()
    policy: PolicySettings = PolicySettings()
    limits: LimitSettings = LimitSettings()
    gates: GateSettings = GateSettings()
    proof: ProofSettings = ProofSettings()
    review: ReviewSettings = ReviewSettings()
    tests: TestSettings = TestSettings()
    sandbox: SandboxSettings = SandboxSettings()
    github: GithubSettings = GithubSettings()
    delivery: DeliverySettings = DeliverySettings()
    disclosure: DisclosureSettings = DisclosureSettings()
    follow: FollowSettings = FollowSettings()
    autonomy: AutonomySettings = AutonomySettings()
    fleet: FleetSettings = FleetSettings()
