"""Settings of the collector, from its environment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """`authority` is PEM text of an authority to trust besides those of the system, or empty."""

    host: str
    port: int = 8883
    authority: str = ""
    oldest_tls: str = "1.2"


def from_environment(environ):
    return Settings(
        host=environ["METER_HOST"],
        port=int(environ.get("METER_PORT", "8883")),
        authority=environ.get("METER_AUTHORITY", ""),
        oldest_tls=environ.get("METER_TLS", "1.2"),
    )
