"""Where an answer goes: into a file, or to standard output."""

from __future__ import annotations

import sys
from pathlib import Path

from explorer.export.unable import Unable

STANDARD_OUTPUT = "-"


def save(file: str, content: bytes) -> None:
    """Raises `Unable` where that cannot be written."""
    if file == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content)
        return
    try:
        Path(file).write_bytes(content)
    except OSError as problem:
        raise Unable("write", file=file, reason=problem.strerror) from problem
