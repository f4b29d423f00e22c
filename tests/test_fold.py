"""What is seen at each level of folding follows from the layer table, and folding loses no operation."""

from itertools import chain
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.fold import LEVELS, combined, hierarchy, opened, visible, walk
from explorer.metrics import METRICS, metric
from explorer.spec import DEPTHS, Spec
from explorer.tracing import trace
from tests.networks import LAYERS

STAGES = ["input", "stem", "layer1", "layer2", "layer3", "layer4", "head"]
AROUND = 5  # volumes beside the blocks: input; conv1, maxpool; avgpool, fc
SUMS = [name for name, described in METRICS.items() if described.fold == "sum"]


def stages_of(graph):
    return hierarchy(graph)


@pytest.fixture(scope="module")
def stages(graphs):
    return {depth: stages_of(graph) for depth, graph in graphs.items()}


NAMES = [part.name for stage in stages_of(trace(Spec(34))) for part in (stage, *stage.children)]
FOLDINGS = st.tuples(st.sampled_from(LEVELS), st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))


@pytest.mark.parametrize("depth", DEPTHS)
def test_as_many_parts_are_seen_as_the_layer_table_says(graphs, stages, depth):
    seen = {level: len([*visible(stages[depth], opened(stages[depth], level))]) for level in LEVELS}
    assert seen == {"stages": len(STAGES), "blocks": AROUND + sum(LAYERS[depth]), "operations": len(graphs[depth])}


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_stages_and_their_blocks_are_in_the_order_of_the_network(stages, depth):
    assert [stage.name for stage in stages[depth]] == STAGES
    blocks = [child.name for stage in stages[depth] for child in stage.children if child.kind == "block"]
    assert blocks == [f"layer{i}.{j}" for i, count in enumerate(LAYERS[depth], start=1) for j in range(count)]


@given(FOLDINGS)
def test_every_operation_is_in_one_visible_part(graphs, stages, folding):
    parts = visible(stages[34], opened(stages[34], *folding))
    assert sorted(chain.from_iterable(part.nodes for part in parts)) == sorted(graphs[34])


@pytest.mark.parametrize("name", SUMS)
@given(folding=FOLDINGS)
def test_what_is_seen_adds_up_to_the_total(graphs, stages, name, folding):
    values = metric(name, graphs[34])
    parts = visible(stages[34], opened(stages[34], *folding))
    assert sum(combined(values, part, "sum") for part in parts) == sum(values.values())


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_step_keeps_the_values_of_its_tensor(graphs, stages, depth):
    sizes = {node: prod(shape) for node, shape in graphs[depth].nodes(data="shape")}
    parts = [part for stage in stages[depth] for child in stage.children for part in (child, *child.children)]
    for step in (part for part in parts if part.kind == "step"):
        assert {sizes[node] for node in step.nodes} == {sizes[step.name]}
        assert [operation.name for operation in step.children] == list(step.nodes)


def test_an_exception_opens_a_block_and_its_stage_or_closes_one(stages):
    assert opened(stages[50], "stages", also=["layer2.1"]) == {"layer2", "layer2.1"}
    everything, but_one = (opened(stages[50], "operations", but=but) for but in ((), ["layer2.1"]))
    assert everything - but_one == {"layer2.1"}
    assert "layer2" not in opened(stages[50], "blocks", but=["layer2"])


def test_what_is_both_opened_and_closed_is_closed(stages):
    assert opened(stages[50], "stages", also=["layer2.1"], but=["layer2.1"]) == {"layer2"}


@given(st.sets(st.text()), st.sets(st.text()), st.sampled_from(LEVELS))
def test_unknown_names_change_nothing(stages, also, but, level):
    known = {*STAGES, *NAMES}
    plain, strange = opened(stages[34], level), opened(stages[34], level, also - known, but - known)
    assert [*visible(stages[34], plain)] == [*visible(stages[34], strange)]


def test_a_walk_comes_to_an_open_block_before_what_is_inside(stages):
    stepped = [part.name for part in walk(stages[18], opened(stages[18], "stages", also=["layer1.1"]))]
    assert stepped[:4] == ["input", "stem", "layer1.0", "layer1.1"]
    assert stepped[4:11] == [f"layer1.1.{name}" for name in ("conv1", "bn1", "relu", "conv2", "bn2", "add", "relu_1")]
    assert stepped[11:] == ["layer2", "layer3", "layer4", "head"]


def test_numbers_combine_by_sum_maximum_or_the_last(stages):
    stem = stages[50][1]
    values = dict(zip(stem.nodes, (7, 9, 2, 4), strict=True))
    assert [combined(values, stem, how) for how in ("sum", "max", "last")] == [22, 9, 4]


@pytest.mark.parametrize("how", ["sum", "max"])
def test_a_part_with_something_uncounted_has_no_number(stages, how):
    stem = stages[50][1]
    assert combined(dict.fromkeys(stem.nodes[1:], 1), stem, how) is None
    assert combined({}, stem, "last") is None


def test_what_comes_before_a_blocks_fork_comes_first_in_it():
    """He et al. 2016: where the shape changes both branches take relu(bn1(x))."""
    graph = trace(Spec(50, variant="v2"))
    children = {part.name: part for stage in hierarchy(graph) for part in stage.children}
    assert [step.nodes[0].rpartition(".")[2] for step in children["layer2.0"].children] == [
        "bn1", "downsample", "conv1", "conv2", "conv3", "add"]
