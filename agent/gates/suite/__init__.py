"""The target's own tests, run in the sandbox at base and with a patch, and compared test by test."""

from agent.gates.suite.repo import RepoSuite

__all__ = ["RepoSuite"]
