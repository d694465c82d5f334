"""Proofs that no model writes: calls of the repository's own tests, repeated with attack inputs."""

from agent.probing.probe import probe

__all__ = ["probe"]
