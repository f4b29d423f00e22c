"""`serve`: the page."""

from __future__ import annotations

from typing import Annotated

import typer

from explorer.export.unable import Unable

Host = Annotated[str | None, typer.Option(help="Who may ask: 127.0.0.1 is this machine only, 0.0.0.0 the network.",
                                          show_default="127.0.0.1")]
Port = Annotated[int | None, typer.Option(help="Where it listens.", show_default="the first that is free from 7860")]


def command(host: Host = None, port: Port = None) -> None:
    """Serve the page, until Ctrl+C.

    Example:

        python -m explorer serve --port 8080
    """
    from explorer.ui.page import launch

    try:
        launch(server_name=host, server_port=port)
    except OSError as problem:
        raise Unable("serve", address=f"{host or '127.0.0.1'}:{port or '7860…'}", reason=problem) from problem
