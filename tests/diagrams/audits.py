"""What every picture is audited for: each finds what cannot be read."""

import re
from collections.abc import Callable

from tests.diagrams.geometry import Picture, crossings, failures, overlaps


def lines_through_labels(picture: Picture) -> list:
    labels = {text.text: text.area for text in picture.texts if not text.fixed}
    return crossings(picture.lines, labels) if picture.lines and labels else []


def labels_over_labels(picture: Picture) -> list:
    return overlaps((text.text, text.area) for text in picture.texts)


def labels_off_the_canvas(picture: Picture) -> list:
    """And not where it pans to either."""
    width, height = picture.canvas.width, picture.height
    widths = {True: width, False: max(width, picture.meta["width"])}
    return [text.text for text in picture.texts
            if min(text.area[:2]) < 0 or text.area[2] > widths[text.fixed] or text.area[3] > height]


def small_texts(picture: Picture) -> list:
    return [text for text in picture.texts if text.size < (12 if picture.canvas.pans else 18)]


def areas_over_areas(picture: Picture) -> list:
    """Of what answers to the pointer."""
    return [pair for pair in overlaps(picture.hits) if pair[0] != pair[1]]


def slides_that_show_a_part(picture: Picture) -> bool:
    room = picture.canvas
    return not room.pans and (picture.meta["width"] > room.width + 1 or picture.height != room.height)


def slides_that_ask_for_a_click(picture: Picture) -> list:
    """A slide is shown far from the page."""
    told = " ".join(text.text for text in picture.texts)
    return [] if picture.canvas.pans else re.findall(r"\b(?:click|select|hover|tap|press|drag)\b", told, re.I)


AUDITS: list[Callable[[Picture], object]] = [
    lines_through_labels, labels_over_labels, labels_off_the_canvas, small_texts, areas_over_areas,
    slides_that_show_a_part, slides_that_ask_for_a_click,
]  # fmt: skip


def unreadable(pictures: list[Picture]) -> dict[str, list]:
    """What each audit finds, where it finds anything."""
    return {audit.__name__: found for audit in AUDITS if (found := failures(pictures, audit))}
