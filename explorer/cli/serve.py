"""`serve`: the page."""

from __future__ import annotations

from typing import Annotated

import typer

from explorer.export.unable import Unable

Host = Annotated[str | None, typer.Option(help="Who may ask: 127.0.0.1 is this machine only, 0.0.0.0 the network.",
                                          show_default="127.0.0.1")]
Port = Annotated[int | None, typer.Option(help="Where it listens.", show_default="the first that is free from 7860")]
Offered = Annotated[list[str], typer.Option(
    "--weights", metavar="FILE", help="Weights that the page offers to all: a file, or from the Hugging Face hub "
    "hf:owner/name or hf:owner/name/file. As often as you like.")]


def command(host: Host = None, port: Port = None, weights: Offered = ()) -> None:
    """Serve the page, until Ctrl+C.

    Examples:

        python -m explorer serve --port 8080

        python -m explorer serve --weights resnet50.pth --weights hf:timm/resnet50.a1_in1k
    """
    from explorer.laboratory.checkpoints import offer
    from explorer.ui.page import launch

    offer(weights)
    try:
        launch(server_name=host, server_port=port)
    except OSError as problem:
        raise Unable("serve", address=f"{host or '127.0.0.1'}:{port or '7860…'}", reason=problem) from problem
