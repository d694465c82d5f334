"""Suture: an autonomous remediation agent. The story starts in `agent.pipeline`."""

__version__ = "0.1.0"
