"""How an experiment was carried out, in a sentence below what it found."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.laboratory.record import Record
from explorer.metrics.units import duration


def carried_out(found: Record, words: Mapping[str, str]) -> str:
    """`Measured on AMD EPYC, 2 threads in 3.21 s: PyTorch 2.13.0, float32.`, and with which weights of one's own."""
    ran = found.ran
    if ran is None:
        return words["trial.unknown"]
    told = words["trial.ran"].format(device=ran.device, seconds=duration(ran.seconds), torch=ran.torch,
                                     precision=words[f"proof.precision.{ran.precision}"])
    return f"{told} {words['trial.weights'].format(file=ran.weights)}" if ran.weights else told
