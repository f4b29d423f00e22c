"""What the blocks of a network make of a picture, one channel of each."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.laboratory.record import Overlays, Record

LONGEST_SIDE = 28

Cells = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class FeatureMap:
    """One channel, counted from 0, of what the next block gets; of it the mean, the lowest and the highest value.

    zeros  share of 0 among the values of all channels of the block, where `at` is
    cells  row by row; a map with more than LONGEST_SIDE values along a side is averaged into so many along it
    """

    block: str
    stage: str
    at: str
    channel: int
    mean: float
    lowest: float
    highest: float
    cells: Cells
    zeros: float


@dataclass(frozen=True)
class FeatureMaps(Record):
    """In evaluation mode, with the picture scaled to the input and normalised as torchvision's weights expect it.

    brightness  of the picture, from 0 to 1, in cells as those of a map
    size        height and width of the input, in pixels
    own         whether the picture was the reader's own
    rank        that of the channels by their mean, 1 is the highest; a block with fewer channels shows its lowest
    """

    brightness: Cells
    size: tuple[int, int]
    own: bool
    rank: int
    maps: tuple[FeatureMap, ...]

    def overlays(self) -> Overlays:
        return {"zeros": {one.at: one.zeros for one in self.maps}}
