"""Bundles on the command line: written by `fix`, judged by `verify`, proposed by `publish`."""
