"""The one picture of a network: tensors as volumes, shortcuts as lanes above them; of one network or of several.

`scenes` places them on a canvas, `picture` draws what is placed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from explorer.drawing.marks import BANNER, STILL, Label, blank, hit_trace, text_trace
from explorer.drawing.scene.areas import areas, fills, folds, outlines
from explorer.drawing.scene.frames import Frame, borders, frames, step_labels
from explorer.drawing.scene.scene import OVERLAYS, Scene, View, scenes
from explorer.drawing.scene.stages import brackets, labels
from explorer.drawing.scene.volumes import joints, lanes, volumes, wires
from explorer.fold import walk

__all__ = ["OVERLAYS", "Scene", "View", "picture", "scenes"]


def picture(drawn: Sequence[Scene]) -> dict:
    """The Plotly spec of the first network, and of the others below it; see `explorer.diagrams` for its meta.

    What has one name in several networks is lit in all of them. What the first has not answers to the pointer by no
    name, and is lit nowhere.
    """
    first, *others = drawn
    pieces = [(scene, frames(scene)) for scene in drawn]
    texts = [label for piece in pieces for label in _labels(*piece)]
    banners = [label for scene in others for label in scene.header.labels]
    ours = frozenset(first.described)
    hits = ((name if name in ours else "", area, text) for piece in pieces for name, area, text in areas(*piece))
    return {
        "data": [text_trace(texts), text_trace(first.header.labels, STILL),
                 *([text_trace(banners, BANNER)] if banners else []), hit_trace(hits)],
        "layout": {**blank(first.canvas, first.theme), "shapes": [*_shapes(pieces), *first.header.shapes],
                   "meta": _meta(pieces, ours)},
    }


def _labels(scene: Scene, open_blocks: Mapping[str, Frame]) -> Iterator[Label]:
    yield from labels(scene)
    yield from step_labels(scene)
    yield from (label for frame in open_blocks.values() for label in frame.labels)


def _shapes(pieces: Iterable[tuple[Scene, Mapping[str, Frame]]]) -> Iterator[dict]:
    for scene, open_blocks in pieces:
        yield from (*borders(scene, open_blocks), wires(scene), *volumes(scene), *lanes(scene), *joints(scene))
        yield from brackets(scene)


def _meta(pieces: Sequence[tuple[Scene, Mapping[str, Frame]]], ours: Container[str]) -> dict:
    lit: dict[str, str] = {}
    for piece in pieces:
        for name, outline in outlines(*piece).items():
            if name in ours:
                lit[name] = lit.get(name, "") + outline
    first, _ = pieces[0]
    return {"width": round(max(scene.placed.width for scene, _ in pieces), 1), "outlines": lit,
            "walk": [part.name for part in walk(first.stages, first.opened)], "folds": folds(first),
            "fills": fills(first)}
