"""Where the live app is to be had, said on pages that have no server."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer

from explorer.spec import Invalid

Live = Annotated[str, typer.Option(help="Where the app runs, for what needs a device; else the page names the command.",
                                   metavar="URL", show_default=False)]


def checked(live: str) -> str:
    """The address, or none. Raises `Invalid` for what a browser would not open as a page."""
    parts = urlsplit(live)
    if live and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise Invalid("live", live, ("https://…", "http://…"), "choice")
    return live
