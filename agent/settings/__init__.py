"""Every setting Suture has, and the only reader of environment and configuration files."""

from agent.settings.loading import Loaded, config_schema, load, process_environment
from agent.settings.models import (
    LOCAL,
    LocalSettings,
    ModelSettings,
    PolicySettings,
    ReviewSettings,
    RungSettings,
)
from agent.settings.schema import (
    AutonomySettings,
    DeliverySettings,
    Disclosure,
    DisclosureSettings,
    FleetSettings,
    FollowSettings,
    GateSettings,
    GithubSettings,
    LimitSettings,
    ProofSettings,
    SandboxSettings,
    ScanSettings,
    Settings,
    TestSettings,
    TriageSettings,
)
from agent.settings.section import Section
from agent.settings.shown import shown

__all__ = [
    "LOCAL",
    "AutonomySettings",
    "DeliverySettings",
    "Disclosure",
    "DisclosureSettings",
    "FleetSettings",
    "FollowSettings",
    "GateSettings",
    "GithubSettings",
    "LimitSettings",
    "Loaded",
    "LocalSettings",
    "ModelSettings",
    "PolicySettings",
    "ProofSettings",
    "ReviewSettings",
    "RungSettings",
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
