"""The gate `secrets`: did the patch add a credential, and what does it add to the surface?"""

from agent.gates.secrets.gate import check_policy, secrets

__all__ = ["check_policy", "secrets"]
