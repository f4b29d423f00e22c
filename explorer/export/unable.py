"""class Unable: what this machine could not do, where nothing was wrong with the question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from explorer.refusal import Refusal


class Unable(Refusal):
    """A package or a browser that is not there, a file that cannot be written, an address that cannot be had."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "package": "{format} needs {package}, which is not installed: {command}",
        "browser": "{format} needs a browser, and none was found: install {browsers}, or name one in {variable}",
        "browser.failed": "the browser drew no {format}: {reason}",
        "write": "{file} cannot be written: {reason}",
        "serve": "{address} cannot be served: {reason}: choose another with --host or --port",
    }
