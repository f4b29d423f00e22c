"""`measure`: the network on this device."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from explorer.cli.progress import shown
from explorer.cli.question import asking
from explorer.cli.settings import Language, Weights
from explorer.measuring import STEPS
from explorer.spec import Spec

AsJson = Annotated[bool, typer.Option("--json", help="What was measured as JSON, with the units of Proof.")]


@asking
def command(spec: Spec, as_json: AsJson = False, weights: Weights = None, lang: Language = "en") -> None:
    """Build the network on the GPU, or the CPU, run it, compare every shape, and take time and memory.

    Example:

        python -m explorer measure --depth 152 --size 320
    """
    from explorer.measuring import measure
    from explorer.ui.answers import spoken
    from explorer.ui.proved import proved

    words = spoken(lang)
    with shown(lambda step: words[f"proof.{STEPS[step - 1]}"]) as progress:
        proof = measure(spec, progress, weights=weights)
    if as_json:
        print(json.dumps(asdict(proof)))
    else:
        Console().print(Markdown(proved(proof, spec, words)))
