"""Planted instructions at every place that a model is shown, and what must not come of them."""
