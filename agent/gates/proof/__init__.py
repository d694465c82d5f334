"""The proof: a test that fails at base and passes with a right fix, and what is asked of it."""

from agent.gates.proof.examine import examine
from agent.gates.proof.gate import proof
from agent.gates.proof.payloads import payloads, with_attacks
from agent.gates.proof.plan import plan

__all__ = ["examine", "payloads", "plan", "proof", "with_attacks"]
