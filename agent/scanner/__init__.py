"""Scanners as adapters: semgrep's open engine."""
