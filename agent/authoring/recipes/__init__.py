"""Fixes that follow from the code alone: a few common shapes of a weakness, and the repair that fits each."""

from agent.authoring.recipes.book import recipe

__all__ = ["recipe"]
