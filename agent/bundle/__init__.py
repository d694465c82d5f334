"""Bundles: fixes on their way from the job that writes over the one that judges to the one that proposes."""
