"""Every colour, font, size and line style, and how wide a text is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from unicodedata import east_asian_width

FONT = (
    "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', "
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)
STAGES = ("#0072B2", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#B8A800")
VERMILION = "#D55E00"
GREY = "#868B95"
SEQUENCE = ("#FDE9A9", "#F5C55F", "#E8963D", "#CF5C43", "#96345B", "#4A1F5E")
GREYS = ("#1E1E1E", "#474747", "#707070", "#999999", "#C2C2C2", "#EBEBEB")  # of a picture, from black to white
NO_VALUE = "#AEB3BC"
UNCOUNTED = "#E4E6EB"
DASHES = {"identity": "solid", "projection": "dot", "parameter-free": "dash"}


@dataclass(frozen=True)
class Theme:
    """Colours of the ground and what stands on it; `lights` is how much white a volume's top and front get."""

    ink: str
    quiet: str
    line: str
    frame: str
    edge: str
    paper: str
    lights: tuple[float, float]
    shade: float
    projection: str
    projection_ink: str

    def shortcut(self, kind: str) -> str:
        return self.projection if kind == "projection" else self.ink

    def words_of(self, kind: str) -> str:
        """The colour of what is written about a shortcut: a text needs more contrast than a line."""
        return self.projection_ink if kind == "projection" else self.ink

    def faces(self, colour: str) -> tuple[str, str, str]:
        """Front, top and side of a volume in this colour."""
        top, front = self.lights
        return mix(colour, "#FFFFFF", front), mix(colour, "#FFFFFF", top), mix(colour, "#000000", self.shade)


THEMES = {
    "light": Theme(ink="#1A1C22", quiet="#5A5F6B", line="#8A8F9A", frame="rgba(90,95,107,0.08)", edge="#FFFFFF",
                   paper="#FFFFFF", lights=(0.55, 0.25), shade=0.12, projection=VERMILION, projection_ink="#AD4C00"),
    "dark": Theme(ink="#F1F2F5", quiet="#B4B9C4", line="#878D99", frame="rgba(200,205,215,0.10)", edge="#14161B",
                  paper="#14161B", lights=(0.45, 0.12), shade=0.28, projection=VERMILION, projection_ink="#EE8440"),
}


SMALLEST_ON_PAGE, SMALLEST_ON_SLIDE = 12, 18  # pixels


@dataclass(frozen=True)
class Canvas:
    """What a picture is drawn for: its size and its smallest text in pixels, and the weight of its lines.

    One that `pans` may show a part of a wider picture.
    """

    width: int
    height: int
    text: int
    line: float = 1.5
    pans: bool = True

    @property
    def title(self) -> int:
        return round(self.text * 1.25)

    @property
    def smallest(self) -> int:
        """How small a text may be where much has to fit: 18 pixels on a slide, 12 on a page."""
        return max(ceil(0.75 * self.text), SMALLEST_ON_PAGE if self.pans else SMALLEST_ON_SLIDE)

    @property
    def sizes(self) -> range:
        """Those of its texts in pixels, the usual one first."""
        return range(self.text, self.smallest - 1, -1)


CANVASES = {
    "wide": Canvas(1320, 470, 13),
    "broad": Canvas(940, 470, 13),
    "medium": Canvas(700, 440, 12),
    "narrow": Canvas(320, 420, 12, 1.2),
    "slide": Canvas(1920, 1080, 24, 2.6, pans=False),
    "slide-4x3": Canvas(1440, 1080, 24, 2.6, pans=False),
    "slide-square": Canvas(1080, 1080, 24, 2.6, pans=False),
    "slide-half": Canvas(960, 1080, 24, 2.6, pans=False),
}

NARROW = frozenset("iljI.,:;|!' ·()[]/ft")
WIDE = frozenset("mwMW×@%→⌊⌋−+=")


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Pixels a line of text takes at most, in the widest of the fonts that FONT may fall back to."""
    return sum(map(_units, text)) * size * (1.08 if bold else 1)


@cache
def _units(sign: str) -> float:
    """The width of a sign in em. A Chinese one is as wide as it is high, and so is punctuation among them."""
    if east_asian_width(sign) in "WF":
        return 1
    return 0.42 if sign in NARROW else 0.88 if sign in WIDE else 0.65


@cache
def mix(colour: str, other: str, share: float) -> str:
    """`colour` with this share of `other` in it, both as #RRGGBB."""
    channels = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in channels)


def translucent(colour: str, opacity: float) -> str:
    """`colour`, given as #RRGGBB, through which what is below it can be seen."""
    return f"rgba({','.join(map(str, _channels(colour)))},{opacity:g})"


def _channels(colour: str) -> Sequence[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
