"""The nightly report over a folder of logs."""

from pathlib import Path

from logtools.summary import SummaryError, top_paths


def report(folder):
    """A text with one part for each `*.log` below the folder; unreadable logs are named at the end."""
    parts, broken = [], []
    for log in sorted(Path(folder).glob("*.log")):
        try:
            top = top_paths(log)
        except SummaryError as error:
            broken.append(f"{log.name}: {error}")
            continue
        parts.append("\n".join([f"== {log.name}", *(f"{number:>6} {path}" for path, number in top)]))
    if broken:
        parts.append("\n".join(["== not readable", *broken]))
    return "\n\n".join(parts)
