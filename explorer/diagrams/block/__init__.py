"""Block: what does one residual block compute? The selected one; or, with none, one of either kind of shortcut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import networkx as nx

from explorer.diagrams.block import anatomy
from explorer.diagrams.block.anatomy import Anatomy
from explorer.drawing import prose
from explorer.drawing.colouring import stage_colours
from explorer.drawing.legend import key
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page, picture
from explorer.fold import hierarchy
from explorer.metrics.units import quantity
from explorer.properties import block_class
from explorer.residual import Block
from explorer.theme import CANVASES

STRETCHED = 0.7, 1.3  # at least, on a slide, and at most
OVER_TEXT = 0.9, 1  # the same, where the text is beneath
GAP = 3  # em
TEXT = (17, 34)  # em: how wide the text beside a block is, at least and at most
APART = 0.6  # em, after a sentence


def draw(graph: nx.DiGraph, words: Mapping[str, str], *, select: str, canvas: str, theme: str, caption: str) -> dict:
    blocks = [block for stage in hierarchy(graph) for block in stage.blocks]
    selected = _selected(graph, blocks, set(select.split(",")))
    typical = _typical(blocks)
    shown = [selected] if selected else typical
    lines = partial(key, [block.kind for block in shown], words, CANVASES[canvas])
    spec = picture(graph, words, canvas, theme, caption == "on", lines, partial(_drawn, blocks=shown))
    spec["layout"]["meta"]["walk"] = [block.name for block in blocks]
    covers = _covered(graph, shown[0]) if len(shown) == 1 else []
    spec["layout"]["meta"]["covers"] = covers + (_outside(graph) if shown == typical else [])
    return spec


def _selected(graph: nx.DiGraph, blocks: list[Block], names: set[str]) -> Block | None:
    """The first that one of these names belongs to."""
    within = {graph.nodes[name]["block"] for name in names if name in graph}
    names = names | within
    return next((block for block in blocks if not names.isdisjoint(
        (block.name, block.shortcut_name, *block.residual, *block.shortcut, block.merge))), None)


def _typical(blocks: list[Block]) -> list[Block]:
    """The first whose shortcut is the identity, and the first whose is not."""
    kinds = (lambda kind: kind == "identity"), (lambda kind: kind != "identity")
    return [block for of in kinds for block in [block for block in blocks if of(block.kind)][:1]]


def _covered(graph: nx.DiGraph, block: Block) -> list[str]:
    """Every name that shows this block."""
    inside = _inside(graph, block.name)
    return [block.name, block.shortcut_name, *dict.fromkeys((*block.residual, *block.shortcut, block.merge, *inside))]


def _inside(graph: nx.DiGraph, block: str) -> list[str]:
    return [node for node, name in graph.nodes(data="block") if name == block]


def _outside(graph: nx.DiGraph) -> list[str]:
    """Every name that shows no block of the network."""
    stages = dict.fromkeys(stage for _, stage in graph.nodes(data="stage"))
    return list(dict.fromkeys(("", *stages, *(node for node, name in graph.nodes(data="block") if name is None))))


def _drawn(page: Page, blocks: list[Block]) -> Drawing:
    if not blocks:
        return _none(page)
    told = _told(page, *blocks) if len(blocks) == 1 else _compared(page, blocks)
    return _arranged(page, [_figure(page, block) for block in blocks], told)


def _none(page: Page) -> Drawing:
    told = page.words["block.none"]
    drawing = _beneath(page, Drawing(bottom=page.top), [_sentence(told)])
    drawing.areas.append(("", (page.left, drawing.bottom, page.right, page.top), told))
    return drawing


def _figure(page: Page, block: Block) -> Anatomy:
    stage = page.graph.nodes[block.merge]["stage"]
    title = " ".join(filter(None, (block.name, block_class(page.graph))))
    return Anatomy(page.graph, block, title, stage_colours(page.stages)[stage], page.words, page.described,
                   page.canvas, page.theme)


def _told(page: Page, block: Block) -> list[Sentence]:
    """The equation, its operands, why the shortcut is what it is, and what the block costs."""
    told = page.described[block.name]
    equation, *sentences = told.lines
    facts = (f"{label}: {value}" for label, value, _ in told.facts)
    return [_equation(equation), *map(_sentence, (*sentences, *facts, page.words["block.convention"]))]


def _compared(page: Page, blocks: list[Block]) -> list[Sentence]:
    """Of each the equation, why its shortcut is what it is, and its cost; and of both what their class does."""
    said: list[Sentence] = []
    for block in blocks:
        equation, *_, why = page.described[block.name].lines
        inside = _inside(page.graph, block.name)
        cost = {name: quantity(sum(page.values[name][node] for node in inside)) for name in ("parameters", "macs")}
        said += [replace(_equation(f"{block.name}: {equation}"), size=1.25), _sentence(why),
                 _sentence(page.words["figure.caption.totals"].format(**cost))]
    return [*said, *map(_sentence, _expansion(page, blocks[0])), _sentence(page.words["block.convention"])]


def _expansion(page: Page, block: Block) -> Iterator[str]:
    """What a class of He et al. 2015 does with the channels."""
    template = page.words.get(f"block.expansion.{block_class(page.graph).removesuffix('V1')}")
    if template:
        nodes = (page.graph.nodes[node] for node in block.residual)
        *_, width, channels = (data["shape"][0] for data in nodes if data["op"] == "conv2d")
        before, *_ = page.graph.nodes[block.fork]["shape"]
        yield template.format(name=block.name, before=before, width=width, channels=channels, stage=channels // 4)


def _equation(text: str) -> Sentence:
    return Sentence(text, 1.5, bold=True, after=APART)


def _sentence(text: str) -> Sentence:
    return Sentence(text, quiet=True, after=APART)


def _arranged(page: Page, figures: list[Anatomy], lines: list[Sentence]) -> Drawing:
    """The figures in a row where they fit, else one beneath the other; the text beside them or beneath."""
    em, room = page.em, page.right - page.left
    if _across(page, figures) > room:
        figures = [replace(figure, narrow=True) for figure in figures]
    across, drawing = _across(page, figures), Drawing()
    if across > room:
        drawing.bottom = _stacked(page, drawing, figures)
        return _beneath(page, drawing, lines)
    beside = min(room - across - GAP * em, TEXT[1] * em)
    if beside < TEXT[0] * em:
        beneath = prose.height(page, lines, room) + 2 * em
        stretch = _stretch(page, figures, page.top - beneath, OVER_TEXT)
        drawing.bottom = _row(page, drawing, figures, page.left + (room - across) / 2, stretch)
        return _beneath(page, drawing, lines)
    stretch = _stretch(page, figures, page.top, STRETCHED)
    left = page.left + (room - across - GAP * em - beside) / 2
    drawing.bottom = _row(page, drawing, figures, left, stretch)
    top = min(page.top - 3 * em, (page.top + drawing.bottom + prose.height(page, lines, beside)) / 2)
    drawing.bottom = min(drawing.bottom, prose.write(page, drawing, lines, left + across + GAP * em, top, beside))
    return drawing


def _stretch(page: Page, figures: list[Anatomy], room: float, bounds: tuple[float, float]) -> float:
    """How many times as high as it need be every body is, to fill a room of so many pixels."""
    least, most = bounds
    return min(max(min(figure.stretch(room) for figure in figures), 1 if page.canvas.pans else least), most)


def _across(page: Page, figures: list[Anatomy]) -> float:
    return sum(figure.width for figure in figures) + GAP * page.em * (len(figures) - 1)


def _row(page: Page, drawing: Drawing, figures: list[Anatomy], left: float, stretch: float) -> float:
    for figure in figures:
        anatomy.draw(figure, drawing, left, page.top, stretch)
        left += figure.width + GAP * page.em
    return page.top - max(figure.stretched(stretch) for figure in figures)


def _stacked(page: Page, drawing: Drawing, figures: list[Anatomy]) -> float:
    top = page.top
    for figure in figures:
        anatomy.draw(figure, drawing, page.left, top)
        top -= (figure.height + 1) * page.em
    return top


def _beneath(page: Page, drawing: Drawing, lines: list[Sentence]) -> Drawing:
    width = page.right - page.left
    drawing.bottom = prose.write(page, drawing, lines, page.left, drawing.bottom - page.em, width) - page.em
    return drawing
