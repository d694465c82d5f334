"""Every setting Suture has, and the only reader of environment and configuration files."""

from agent.settings.loading import Loaded, config_schema, load, process_environment
from agent.settings.schema import (
    AutonomySettings,
    DeliverySettings,
    Disclosure,
    DisclosureSettings,
    FollowSettings,
    GateSettings,
    GithubSettings,
    LimitSettings,
    ModelSettings,
    ProofSettings,
    ReviewSettings,
    SandboxSettings,
    ScanSettings,
    Section,
    Settings,
    TestSettings,
    TriageSettings,
)
from agent.settings.shown import shown

__all__ = [
    "AutonomySettings",
    "DeliverySettings",
    "Disclosure",
    "DisclosureSettings",
    "FollowSettings",
    "GateSettings",
    "GithubSettings",
    "LimitSettings",
    "Loaded",
    "ModelSettings",
    "ProofSettings",
    "ReviewSettings",
    "SandboxSettings",
    "ScanSettings",
    "Section",
    "Settings",
    "TestSettings",
    "TriageSettings",
    "config_schema",
    "load",
    "process_environment",
    "shown",
]
