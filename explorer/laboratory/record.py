"""class Record: what an experiment found, in plain numbers, and what it ran on."""

from __future__ import annotations

from dataclasses import dataclass, field

Overlays = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Ran:
    """How a Trial was carried out.

    device     the GPU's name, or the CPU's and how many threads it used; what is trained on the digits uses one of them
    kind       "cuda" or "cpu"
    precision  "float32", or "tf32" where the GPU rounds what convolutions multiply to TF32; all else is float32
    torch      the version of PyTorch
    seconds    from the beginning of the experiment to its end, building the network included
    at         when it ended: ISO 8601, UTC, to the second
    weights    the name of the file that the network began with, None where it was initialised
    """

    device: str
    kind: str
    precision: str
    torch: str
    seconds: float
    at: str
    weights: str | None = None


@dataclass(frozen=True)
class Record:
    """What every record has. `ran` is given when the experiment has ended; it tells apart no two records."""

    ran: Ran | None = field(default=None, kw_only=True, compare=False)

    def overlays(self) -> Overlays:
        """{name of the overlay: {node: number}}, the nodes as in the traced graph. None by default."""
        return {}
