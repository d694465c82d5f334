"""Evals: a folder of cases through the pipeline, and what came of each."""
