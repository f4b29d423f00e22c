"""Everything known about each part of a network, in words: what hovering shows and what the inspector says.

The words come from the caller, so that another language is another set of words: `words[key]` is a `str.format`
template, the keys are those of ui/text/en.json that begin with `describe.`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import prod

import networkx as nx

from explorer.arithmetic import FORMULAS, Shape, times
from explorer.fold import Part, combined
from explorer.metrics import METRICS, Values
from explorer.properties import (
    ahead,
    block_class,
    called,
    input_shape,
    kind_of,
    operand,
    operations,
    per_axis,
    rectified,
    share,
    zero_channels,
)
from explorer.residual import Block, operands
from explorer.spec import Spec

Words = Mapping[str, str]


@dataclass(frozen=True)
class Description:
    """`lines` explain and are shown on hovering too, `working` explains the `facts`: (label, value, its convention)."""

    title: str
    kind: str
    lines: tuple[str, ...]
    working: tuple[str, ...] = ()
    facts: tuple[tuple[str, str, str], ...] = ()


class Descriptions(Mapping):
    """A description for every operation, block, shortcut and stage by its name, and for the whole by "".

    Each is made when it is asked for. `values` are those of every metric.
    """

    def __init__(self, graph: nx.DiGraph, stages: Iterable[Part], values: Mapping[str, Values], words: Words):
        self.teller = _Teller(graph, values, words)
        stages = tuple(stages)
        whole = Part("", "network", tuple(graph), stages)
        self.parts: dict[str, Part] = {"": whole}
        for stage in stages:
            self.parts[stage.name] = stage
            self.parts.update((node, Part(node, "operation", (node,))) for node in stage.nodes)
            for child in stage.children:
                if child.block:
                    self.parts[child.name] = child
                    name = child.block.shortcut_name
                    self.parts[name] = Part(name, "shortcut", child.block.shortcut, block=child.block)

    def __getitem__(self, name: str) -> Description:
        part = self.parts[name]
        return replace(self.teller.tell(part), working=self.teller.working(part), facts=self.teller.facts(part))

    def kind(self, part: Part) -> str:
        """What a stage, a block or an operation is, also where another part has its name."""
        return self.teller.tell(part).kind

    def hover(self, name: str) -> str:
        """What is shown beside the pointer: the description without its numbers."""
        told = self.teller.tell(self.parts[name])
        return "<br>".join((f"<b>{told.title}</b>", told.kind, *told.lines))

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)


class _Teller:
    def __init__(self, graph: nx.DiGraph, values: Mapping[str, Values], words: Words):
        self.graph, self.values, self.words = graph, values, words

    def tell(self, part: Part) -> Description:
        """Each kind of part has a method of its name."""
        return getattr(self, part.kind)(part)

    def say(self, key: str, **parts: object) -> str:
        return self.words[f"describe.{key}"].format(**parts)

    def shape(self, node: str) -> str:
        return times(self.graph.nodes[node]["shape"])

    def channels(self, node: str) -> int:
        return self.graph.nodes[node]["shape"][0]

    def operation(self, part: Part) -> Description:
        node = part.name
        data = self.graph.nodes[node]
        arriving = sign(data["op"], self.words).join(self.shape(source) for source in operands(self.graph, node))
        flow = f"{arriving} → {self.shape(node)}" if arriving else self.shape(node)
        return Description(node, self._settings(data), (flow, *self._worked(node), *self._memory(data)))

    def _memory(self, data: Mapping) -> Iterator[str]:
        if data["in_place"] and data["op"] not in ("output", "parameter"):
            yield self.words["describe.in_place"]

    def _settings(self, data: Mapping) -> str:
        settings = data["settings"]
        name = operation_name(data, self.words)
        if data["op"] == "zero_pad":
            return f"{name}, {self.say('zeros', count=zero_channels(settings))}"
        if "kernel" not in settings:
            return name
        padding = [side for axis in settings["padding"] for side in axis]
        said = [f"{name} {times(settings['kernel'])}", self.say("stride", value=per_axis(settings["stride"])),
                self.say("padding", value=per_axis(padding))]
        if settings.get("groups", 1) > 1:
            said.append(self.say("groups", value=settings["groups"]))
        return self.words["describe.list"].join(said)

    def _worked(self, node: str) -> Iterator[str]:
        """The arithmetic of height and width; one line where both are the same."""
        data = self.graph.nodes[node]
        rule = FORMULAS.get(data["op"])
        shapes = [self.graph.nodes[source]["shape"] for source in operands(self.graph, node)]
        windows = rule.windows(shapes, data["settings"]) if rule else ()
        axes = ("both",) if len(set(windows)) == 1 else ("height", "width")
        for axis, window in zip(axes, windows, strict=False):
            dropped = self.say("dropped", share=share(window.dropped)) if window.dropped else ""
            yield f"{self.say(axis)}: {window.formula}{dropped}"

    def working(self, part: Part) -> tuple[str, ...]:
        """How the parameters and MACs of a convolution or a linear layer come about."""
        weighted = part.kind == "operation" and self.graph.nodes[part.name]["op"] in ("conv2d", "linear")
        return tuple(self._cost(part.name)) if weighted else ()

    def _cost(self, node: str) -> Iterator[str]:
        data, settings = self.graph.nodes[node], self.graph.nodes[node]["settings"]
        fan_in = self.channels(operands(self.graph, node)[0]) // settings.get("groups", 1)
        weights = " · ".join(map(str, (*settings.get("kernel", ()), fan_in)))
        per_output = prod(settings.get("kernel", ())) * fan_in
        bias = f" + {data['shape'][0]}" if settings["bias"] else ""
        yield self.say("parameters", formula=f"{weights} · {data['shape'][0]}{bias}", value=f"{data['parameters']:,}")
        yield self.say("macs", formula=f"{' · '.join(map(str, data['shape']))} × {per_output}",
                       value=f"{self.values['macs'][node]:,}")

    def block(self, part: Part) -> Description:
        block = part.block
        told = block_class(self.graph), self.say(f"shortcut.{block.kind}")
        kind = self.words["describe.list"].join(filter(None, told))
        lines = (self._equation(block), self._operands(block), self.why(block))
        return Description(part.name, kind, lines)

    def _equation(self, block: Block) -> str:
        """`y = F(x) + x, then ReLU`; `y = F(a) + Wₛ·a, a = relu(bn1(x))` where x is normalised for both branches."""
        equation = self.say(f"equation.{block.kind}", x=operand(self.graph, block))
        if before := ahead(self.graph, block):
            functions = "".join(f"{node.rpartition('.')[2]}(" for node in reversed(before))
            equation += self.say("ahead", x=operand(self.graph, block), functions=f"{functions}x{')' * len(before)}")
        return equation + (self.words["describe.then_relu"] if rectified(self.graph, block) else "")

    def _operands(self, block: Block) -> str:
        residual, shortcut = (branch[-1] if branch else block.fork for branch in (block.residual, block.shortcut))
        return self.say(f"operands.{block.kind}", x=operand(self.graph, block), before=self.shape(block.fork),
                        f=self.shape(residual), s=self.shape(shortcut))

    def shortcut(self, part: Part) -> Description:
        block = part.block
        kind = self.say(f"shortcut.{block.kind}")
        lines = (f"{block.fork} → {block.merge}", f"{self.shape(block.fork)} → {self.shape(block.merge)}",
                 self.why(block), *(f"{node}: {self._settings(self.graph.nodes[node])}" for node in block.shortcut))
        return Description(part.name, kind, lines)

    def why(self, block: Block) -> str:
        """Why the shortcut is what it is: what differs between x and F(x)."""
        before, after = (self.graph.nodes[node]["shape"] for node in (block.fork, block.merge))
        strides = {self.graph.nodes[node]["settings"].get("stride", (1, 1)) for node in block.shortcut} - {(1, 1)}
        reasons = [self.say("why.stride", value=per_axis(next(iter(strides))))] if strides else []
        if before[0] != after[0]:
            reasons.append(self.say("why.channels", before=before[0], after=after[0]))
        both = self.words["describe.and"]
        needed = "" if reasons or not block.shortcut else ".unneeded"
        return self.say(f"why.{block.kind}{needed}", reasons=both.join(reasons), shape=times(before),
                        operations=both.join(map(self._through, block.shortcut)), x=operand(self.graph, block))

    def _through(self, node: str) -> str:
        """An operation of a shortcut within a sentence: `a 1×1 convolution`."""
        data = self.graph.nodes[node]
        template = self.words.get(f"describe.through.{kind_of(data)}", operation_name(data, self.words))
        return template.format(kernel=times(data["settings"].get("kernel", ())))

    def network(self, whole: Part) -> Description:
        kinds = Counter(block.kind for block in whole.blocks)
        lines = tuple(f"{count} × {self.say(f'shortcut.{kind}')}" for kind, count in kinds.items())
        kind = self.say("network", blocks=self.counted("blocks", kinds.total()),
                        operations=self.counted("operations", len(operations(self.graph))))
        return Description(called(self.graph), kind, lines)

    def counted(self, noun: str, count: int) -> str:
        """`1 operation`, `2 operations`."""
        return self.say(f"{noun}.{'one' if count == 1 else 'other'}", count=count)

    def stage(self, stage: Part) -> Description:
        blocks = len(stage.blocks)
        kind = (self.say("stage", blocks=self.counted("blocks", blocks)) if blocks else
                self.counted("operations", len(operations(self.graph, stage.nodes))))
        arriving = operands(self.graph, stage.nodes[0])
        flow = f"{self.shape(arriving[0])} → {self.shape(stage.out)}" if arriving else self.shape(stage.out)
        return Description(stage.name, kind, (flow,))

    def facts(self, part: Part) -> tuple[tuple[str, str, str], ...]:
        """Every metric of the part; none where it has no operation."""
        if not part.nodes:
            return ()
        shape = self.graph.nodes[part.out]["shape"]
        return tuple(self._fact(name, combined(self.values[name], part, metric.fold), shape)
                     for name, metric in METRICS.items())

    def _fact(self, name: str, value: float | None, shape: Shape) -> tuple[str, str, str]:
        metric = METRICS[name]
        label = metric.title_of(shape, self.words)
        convention = metric.convention_in(self.words)
        if value is None:
            return label, self.words["describe.uncounted"], convention
        exact = f" ({value:,} {metric.unit}".rstrip() + ")" if metric.prefixed and value >= 1000 else ""
        return label, f"{metric.shown(value)}{exact}", convention


def operation_name(data: Mapping, words: Words) -> str:
    """What a node of the graph does, in words."""
    return words.get(f"describe.op.{kind_of(data)}", data["op"])


def sign(op: str, words: Words) -> str:
    """What stands between the tensors that an operation takes."""
    return f" {words['describe.times' if op == 'mul' else 'describe.plus']} "


def variant_name(spec: Spec, words: Words) -> str:
    """What kind of network it is, as a caption has it."""
    return words.get(f"figure.variant.{spec.variant}", spec.variant).format(layers=", ".join(map(str, spec.layers)))


def network_name(spec: Spec, words: Words) -> str:
    """`ResNet-50, 3×224×224, v1.5`: the variant is named where the architecture has more than one."""
    key = "figure.caption.network.variant" if spec.architecture.has_variants else "figure.caption.network"
    return words[key].format(name=spec.architecture.name, input=times(spec.input_shape),
                             variant=variant_name(spec, words))


def titled(graph: nx.DiGraph, words: Words) -> str:
    """The same of a graph; `OwnNet, 3×64×48` of somebody's own module."""
    if spec := graph.graph.get("spec"):
        return network_name(spec, words)
    return words["figure.caption.network"].format(name=called(graph), input=times(input_shape(graph)))
