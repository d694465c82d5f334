"""Evaluation: cases with hidden tests."""
