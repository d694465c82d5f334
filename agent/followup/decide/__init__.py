"""The one step that follows from everything observed about a pull request. Pure."""

from agent.followup.decide.facts import question
from agent.followup.decide.table import ROWS, decide

__all__ = ["ROWS", "decide", "question"]
