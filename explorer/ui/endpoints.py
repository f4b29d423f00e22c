"""What other programs ask: four functions, over HTTP and, where the extra is installed, as tools of an MCP server.

Their docstrings are what a program, or a language model, is told of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TypeVar

import gradio as gr

from explorer.architectures import OWN_BLOCKS
from explorer.diagrams import DIAGRAMS
from explorer.export import node_link, summary
from explorer.export.comparison import comparison
from explorer.spec import DEPTH_TOLD, VARIANTS, Invalid, Spec, choose
from explorer.ui.links import network, pictured
from explorer.ui.made import Made, unpacked
from explorer.worker.flights import Failed

Asked = TypeVar("Asked", bound=Callable[..., Awaitable[object]])
NETWORK = {
    "depth": DEPTH_TOLD,
    "height": "Height of the input in pixels, from 1 to 4096.",
    "width": "Width of the input in pixels, from 1 to 4096.",
    "classes": "Outputs of the last layer.",
    "variant": f"One of {', '.join(VARIANTS)}.",
    "layers": "Blocks a stage. For the variant own, which makes the depth.",
    "block": f"Their class, one of {', '.join(OWN_BLOCKS)}. For the variant own.",
    "channels": "Channels of the first stage. For the variant own.",
    "zero_init": "Whether every residual branch begins at zero.",
}


def endpoint(**meanings: str) -> Callable[[Asked], Asked]:
    """A function that is asked from outside. Its docstring gets what each argument means, as Gradio reads it;
    what is refused becomes Gradio's error, with the same sentence."""
    def of(answer: Asked) -> Asked:
        @wraps(answer)
        async def told(*asked: object, **named: object) -> object:
            try:
                return await answer(*asked, **named)
            except (ValueError, Failed) as problem:
                raise gr.Error(str(problem), print_exception=False) from problem

        told.__doc__ = "\n".join((answer.__doc__, "", "Args:", *map("    {0[0]}: {0[1]}".format, meanings.items())))
        return told

    return of


class Endpoints:
    """Each answers with plain data."""

    def __init__(self, made: Made):
        self.made = made

    @endpoint(**NETWORK)
    async def summary(self, depth: int = 50, height: int = 224, width: int = 224, classes: int = 1000,
                      variant: str = "v1.5", layers: str = "3,4,6,3", block: str = "Bottleneck", channels: int = 64,
                      zero_init: bool = False) -> dict:
        """Parameters, MACs, activation memory, shapes and residual blocks of a ResNet, in total."""
        spec = Spec(depth, height, width, classes, variant, layers, block, channels, zero_init)
        return await self.made.data(summary, spec)

    @endpoint(**NETWORK)
    async def graph(self, depth: int = 50, height: int = 224, width: int = 224, classes: int = 1000,
                    variant: str = "v1.5", layers: str = "3,4,6,3", block: str = "Bottleneck", channels: int = 64,
                    zero_init: bool = False) -> dict:
        """Every operation of a ResNet with its shape and metrics, and what it takes: networkx node-link data."""
        spec = Spec(depth, height, width, classes, variant, layers, block, channels, zero_init)
        return await self.made.data(node_link, spec)

    @endpoint(diagram=f"One of {', '.join(DIAGRAMS)}.",
              link="What a link to the page has behind its question mark: depth=34&variant=plain&canvas=slide.")
    async def figure(self, diagram: str = "network", link: str = "depth=50") -> str:
        """A diagram of a ResNet as Plotly JSON, data and layout, in a text. An experiment is carried out for it."""
        shown = DIAGRAMS[choose("diagram", diagram, DIAGRAMS)]
        return unpacked(await self.made.figure(diagram, *pictured(_text("link", link), shown)))

    @endpoint(link="The one network, as a link to the page names it: depth=34&height=224&width=224.",
              other="The other, which differences and ratios are of: depth=34&variant=plain.")
    async def compare(self, link: str = "depth=50", other: str = "depth=34") -> dict:
        """Two ResNets in all and by stage: blocks, shapes, parameters, MACs, memory, paths, receptive field."""
        return await self.made.data(comparison, network(_text("link", link)), network(_text("other", other)))


def _text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise Invalid(field, value, ("depth=50",), "choice")
    return value
