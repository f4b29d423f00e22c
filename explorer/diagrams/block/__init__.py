"""Block: what does one residual block compute? The selected one; or, with none, the paper's two side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

import networkx as nx

from explorer.describe import Descriptions, block_class
from explorer.diagrams.block import anatomy
from explorer.diagrams.block.anatomy import Anatomy
from explorer.drawing import prose
from explorer.drawing.colouring import stage_colours
from explorer.drawing.legend import key
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page, picture
from explorer.fold import hierarchy
from explorer.metrics import Measured
from explorer.metrics.units import quantity
from explorer.residual import Block, residual_blocks
from explorer.spec import Spec
from explorer.theme import CANVASES, STAGES

EXAMPLES = (Spec(18), Spec(50))  # their layer1.1 are the two blocks of He et al. 2015, Fig. 5
EXAMPLE = "layer1.1"
EXEMPLARY = frozenset({"", "BasicBlock", "Bottleneck", "BottleneckV1", "PlainBlock"})  # classes that these stand for
STRETCHED = 0.7, 1.3  # at least, on a slide, and at most
GAP = 3  # em
TEXT = (17, 34)  # em: how wide the text beside a block is, at least and at most
APART = 0.6  # em, after a sentence


def others(spec: Spec, *, select: str) -> tuple[Spec, ...]:
    """A network of either block, for where none is selected."""
    return EXAMPLES


def draw(graph: nx.DiGraph, words: Mapping[str, str], *, select: str, canvas: str, theme: str, caption: str,
         others: Iterable[nx.DiGraph] = ()) -> dict:
    blocks = [block for stage in hierarchy(graph) for block in stage.blocks]
    selected = _selected(graph, blocks, {name.strip() for name in select.split(",")})
    usual = None if block_class(graph) in EXEMPLARY else _typical(blocks)
    chosen = selected or usual
    kinds = [chosen.kind] if chosen else ["identity"]
    drawn = partial(_one, block=chosen) if chosen else _both
    spec = picture(graph, words, canvas, theme, caption == "on", partial(key, kinds, words, CANVASES[canvas]), drawn,
                   others)
    spec["layout"]["meta"]["walk"] = [block.name for block in blocks]
    covers = _covered(graph, chosen) if chosen else []
    spec["layout"]["meta"]["covers"] = covers + (_outside(graph) if chosen is usual else [])
    return spec


def _selected(graph: nx.DiGraph, blocks: list[Block], names: set[str]) -> Block | None:
    """The first that one of these names belongs to."""
    within = {graph.nodes[name]["block"] for name in names if name in graph}
    names = names | within
    return next((block for block in blocks if not names.isdisjoint(
        (block.name, block.shortcut_name, *block.residual, *block.shortcut, block.merge))), None)


def _typical(blocks: list[Block]) -> Block | None:
    """What most of them are: with an identity shortcut, if there is one."""
    return next((block for block in blocks if block.kind == "identity"), next(iter(blocks), None))


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


def _one(page: Page, block: Block) -> Drawing:
    stage = page.graph.nodes[block.merge]["stage"]
    title = " ".join(filter(None, (block.name, block_class(page.graph))))
    figure = Anatomy(page.graph, block, title, stage_colours(page.stages)[stage], page.words, page.described,
                     page.canvas, page.theme)
    return _arranged(page, [figure], _told(page, block))


def _told(page: Page, block: Block) -> list[Sentence]:
    """The equation, its operands, why the shortcut is what it is, and what the block costs."""
    told = page.described[block.name]
    equation, *sentences = told.lines
    facts = (f"{label}: {value}" for label, value, _ in told.facts)
    return [_equation(equation), *map(_sentence, (*sentences, *facts, page.words["block.convention"]))]


def _equation(text: str) -> Sentence:
    return Sentence(text, 1.5, bold=True, after=APART)


def _sentence(text: str) -> Sentence:
    return Sentence(text, quiet=True, after=APART)


def _both(page: Page) -> Drawing:
    """The block of 18 and 34 beside that of 50 and deeper, over 56×56 as in the paper."""
    figures = [_example(page, graph, colour) for graph, colour in zip(page.others, STAGES, strict=False)]
    costs = {f"{figure.title}_{name}": quantity(sum(values[node] for node in _inside(figure.graph, EXAMPLE)))
             for figure in figures for name in ("parameters", "macs") for values in [Measured(figure.graph)[name]]}
    told = [page.words[f"block.example.{key}"].format(**costs)
            for key in ("BasicBlock", "Bottleneck", "expansion", "cost")]
    any_block = any(stage.blocks for stage in page.stages)
    told.append(page.words["block.example.select" if any_block else "block.none"])
    return _arranged(page, figures, [_equation(page.words["block.example.equation"]), *map(_sentence, told)])


def _example(page: Page, graph: nx.DiGraph, colour: str) -> Anatomy:
    block = next(block for block in residual_blocks(graph) if block.name == EXAMPLE)
    described = Descriptions(graph, hierarchy(graph), Measured(graph), page.words)
    return Anatomy(graph, block, block_class(graph), colour, page.words, described, page.canvas, page.theme,
                   named=False)


def _arranged(page: Page, figures: list[Anatomy], lines: list[Sentence]) -> Drawing:
    """The figures in a row where they fit, else one beneath the other; the text beside them or beneath."""
    em, room = page.em, page.right - page.left
    if max(figure.width for figure in figures) > room:
        figures = [replace(figure, narrow=True) for figure in figures]
    across = sum(figure.width for figure in figures) + GAP * em * (len(figures) - 1)
    drawing = Drawing()
    if across > room:
        drawing.bottom = _stacked(page, drawing, figures)
        return _beneath(page, drawing, lines)
    beside = min(room - across - GAP * em, TEXT[1] * em)
    if beside < TEXT[0] * em:
        drawing.bottom = _row(page, drawing, figures, page.left + (room - across) / 2, 1)
        return _beneath(page, drawing, lines)
    least, most = STRETCHED
    fitting = min(figure.stretch(page.top) for figure in figures)
    stretch = min(max(fitting, 1 if page.canvas.pans else least), most)
    left = page.left + (room - across - GAP * em - beside) / 2
    drawing.bottom = _row(page, drawing, figures, left, stretch)
    top = min(page.top - 3 * em, (page.top + drawing.bottom + prose.height(page, lines, beside)) / 2)
    drawing.bottom = min(drawing.bottom, prose.write(page, drawing, lines, left + across + GAP * em, top, beside))
    return drawing


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
