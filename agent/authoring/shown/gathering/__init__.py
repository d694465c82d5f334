"""Searches of a commit for what helps to understand a finding."""
