"""A Proof in words: what the page and the command line say of a measurement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from explorer.arithmetic import times
from explorer.measuring import Proof
from explorer.metrics.units import duration, quantity
from explorer.spec import Spec


def proved(proof: Proof, spec: Spec, text: Mapping[str, str]) -> str:
    """Markdown: what was confirmed, how long it took, how much memory, on what."""
    return text["proof.measured"].format(
        name=spec.architecture.name, input=times(spec.input_shape), device=proof.device,
        build=duration(proof.build_ms / 1000), forward=duration(proof.forward_ms / 1000), torch=proof.torch,
        at=f"{datetime.fromisoformat(proof.measured_at):%Y-%m-%d %H:%M:%S} UTC", **_how(proof, text))


def _how(proof: Proof, text: Mapping[str, str]) -> dict[str, str]:
    """What has words of its own in the sentence of a proof."""
    shapes = text["proof.shapes"].format(confirmed=proof.confirmed, traced=proof.traced)
    if proof.mismatches:
        shapes += text["proof.mismatches"].format(names=", ".join(proof.mismatches))
    peak = text["proof.unmeasured"] if proof.peak_bytes is None else quantity(proof.peak_bytes, "B")
    runs = text["proof.runs.one" if proof.runs == 1 else "proof.runs.several"].format(runs=proof.runs)
    return {"shapes": shapes, "runs": runs, "peak": peak, "how": text[f"proof.peak.{proof.kind}"],
            "precision": text[f"proof.precision.{proof.precision}"]}
