"""The experiments that can be made with a network: what can be set before each, and a Trial of one.

All of it is plain data; `explorer.measuring` carries a Trial out on the device. A Trial says everything that its result
depends on, the seed included, so that a link repeats it and the same one is computed once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from explorer.laboratory import checkpoints
from explorer.laboratory.unsuited import Unsuited
from explorer.options import Option, read_all
from explorer.spec import Invalid, Spec, choose


@dataclass(frozen=True)
class Experiment:
    """`explorer.measuring.experiments.<name>` carries it out, and says what it gives.

    One that is `weighed` can begin with weights that are offered, see `checkpoints`; one that `looks` takes an image.
    """

    name: str
    own: tuple[Option, ...]
    weighed: bool = True
    looks: bool = False

    @property
    def settings(self) -> tuple[Option, ...]:
        """What can be set, here and now."""
        names = tuple(checkpoints.offered()) if self.weighed else ()
        return (*self.own, Option("weights", AS_INITIALISED, (AS_INITIALISED, *names))) if names else self.own


AS_INITIALISED = "none"
BATCH = Option("batch", "8", range(1, 257))
SEED = Option("seed", "0", range(2**31))
NORM = Option("norm", "batch", ("batch", "none"))
SELECT = Option("select", "", ())
INIT = Option("init", "he", ("he", "default"))
STEPS = Option("steps", "150", range(10, 1001, 10))
TRAINABLE = range(8, 111, 6)  # depths of networks for CIFAR

EXPERIMENTS: dict[str, Experiment] = {
    experiment.name: experiment
    for experiment in (
        Experiment("signal", (BATCH, SEED)),
        Experiment("latency", (BATCH,), weighed=False),
        Experiment("gradient", (BATCH, NORM, INIT, SEED)),
        Experiment("effective_field", (BATCH, SEED, SELECT)),
        Experiment("path_gradient", (BATCH, SEED)),
        Experiment("degradation", (Option("shallow", "20", TRAINABLE), Option("deep", "56", TRAINABLE), STEPS, SEED,
                                   Option("repeats", "1", range(1, 6))), weighed=False),
        Experiment("lesions", (Option("off", ""), STEPS, SEED)),
        Experiment("feature_maps", (Option("rank", "1", range(1, 2049)), SEED), looks=True),
    )
}


@dataclass(frozen=True)
class Trial:
    """One experiment with one network: `Trial(Spec(50), "signal", {"batch": 8, "seed": 0})`.

    What is not set is as the experiment has it by default. `weights` is a file on this machine from which the network
    begins, see `explorer.measuring.weights`: that is in no link, unlike the name of weights that are offered. Nor is
    `image`, the bytes of a JPEG, PNG or WebP file that is looked at. Raises `Invalid`, a ValueError, for an experiment
    or a setting that there is not, for a bad value, for weights that are no path and an image that is no bytes;
    `Unsuited`, likewise, for an image that nothing looks at.
    """

    spec: Spec
    experiment: str
    given: Mapping[str, object] = field(default_factory=dict, hash=False, compare=False, repr=False)
    settings: tuple[tuple[str, str], ...] = field(init=False)
    weights: str | Path | None = field(default=None, kw_only=True)
    image: bytes | None = field(default=None, kw_only=True, repr=False)

    def __post_init__(self) -> None:
        experiment = EXPERIMENTS[choose("experiment", self.experiment, EXPERIMENTS)]
        settings = read_all("setting", experiment.settings, self.given)
        object.__setattr__(self, "given", settings)
        object.__setattr__(self, "settings", tuple(settings.items()))
        object.__setattr__(self, "weights", checkpoints.file_of(self.weights))
        if self.image is not None and not experiment.looks:
            raise Unsuited("unsuited.image", experiment=self.experiment)
        if not isinstance(self.image, bytes | None):
            raise Invalid("image", self.image)

    def __getitem__(self, name: str) -> str:
        return self.given[name]

    @property
    def checkpoint(self) -> Path | None:
        """The file of weights that the network begins with."""
        name = self.given.get("weights", AS_INITIALISED)
        return self.weights or (None if name == AS_INITIALISED else checkpoints.located(checkpoints.offered()[name]))

    @property
    def begun_with(self) -> str | None:
        """What that is called."""
        if self.weights:
            return self.weights.name
        return self.given["weights"] if self.checkpoint else None

    def number(self, name: str) -> int:
        """A setting that is a whole number."""
        return int(self.given[name])

    def to_query(self) -> str:
        return f"{self.spec.to_query()}&{urlencode({'experiment': self.experiment, **self.given}, safe=',')}"
