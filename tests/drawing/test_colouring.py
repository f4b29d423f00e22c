"""The classes of an overlay cover every number once; zero and what is not counted stand apart."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.drawing.colouring import NO_VALUE, UNCOUNTED, by_metric, by_stage, stage_colours
from explorer.fold import Part, combined, hierarchy, opened, visible
from explorer.metrics import METRICS, metric
from explorer.spec import DEPTHS, Spec
from explorer.theme import GREY, SEQUENCE, STAGES
from explorer.tracing import trace

NUMBERS = st.lists(st.one_of(st.none(), st.integers(0, 10**13)), min_size=1, max_size=60)


def coloured(numbers):
    """One part of one operation for every number; None stands for one that is not counted."""
    parts = [Part(str(i), "operation", (str(i),)) for i in range(len(numbers))]
    values = {str(i): number for i, number in enumerate(numbers) if number is not None}
    return by_metric(parts, METRICS["macs"], values)


@given(NUMBERS)
def test_every_number_is_in_the_one_class_of_its_colour(numbers):
    result = coloured(numbers)
    for name, number in result.numbers.items():
        if number is not None:
            holding = [colour for low, high, colour in result.classes if low <= number <= high]
            assert holding == [result.colours[name]]


@given(NUMBERS)
def test_classes_rise_and_do_not_overlap(numbers):
    classes = coloured(numbers).classes
    assert all(below[1] < above[0] for below, above in pairwise(classes))
    positive = [colour for low, _, colour in classes if low > 0]
    assert positive == [colour for colour in SEQUENCE if colour in positive]


@given(NUMBERS)
def test_there_are_six_classes_of_rising_numbers_at_most(numbers):
    positive = {number for number in numbers if number}
    classes = [group for group in coloured(numbers).classes if group[1] > 0]
    assert len(classes) <= 6
    assert len(classes) == len(positive) or len(positive) > 6


@given(NUMBERS)
def test_zero_and_uncounted_stand_apart(numbers):
    result = coloured(numbers)
    assert {name for name, number in result.numbers.items() if number == 0} == {
        name for name, colour in result.colours.items() if colour == NO_VALUE}
    assert {name for name, number in result.numbers.items() if number is None} == {
        name for name, colour in result.colours.items() if colour == UNCOUNTED}
    assert result.uncounted == (None in numbers)


def test_the_colours_of_what_has_no_number_are_no_class():
    assert not {NO_VALUE, UNCOUNTED} & set(SEQUENCE)


@given(st.sets(st.integers(1, 10**13), min_size=1, max_size=60))
def test_the_classes_are_used_evenly(numbers):
    """Each holds ⌊n / 6⌋ or ⌈n / 6⌉ of n different numbers, however far apart they lie."""
    colours = [*coloured([*numbers]).colours.values()]
    held = [colours.count(colour) for colour in SEQUENCE if colour in colours]
    assert {*held} <= {len(numbers) // len(held), -(-len(numbers) // len(held))}


def kinds(stages):
    """Steps and blocks, and the operations inside."""
    children = [child for stage in stages for child in stage.children]
    return [*children, *visible(stages, opened(stages, "operations"))]


@pytest.mark.parametrize("name", METRICS)
def test_a_colour_means_the_same_whatever_stands_open(graphs, name):
    stages = hierarchy(graphs[50])
    values = metric(name, graphs[50])
    among = [combined(values, part, METRICS[name].fold) for part in kinds(stages)]
    whole, other = (by_metric(visible(stages, opened(stages, "blocks", also)), METRICS[name], values, among)
                    for also in ((), ("layer2.0", "layer4.1")))
    assert whole.classes == other.classes
    both = whole.colours.keys() & other.colours.keys()
    assert len(both) > 10
    assert {part: whole.colours[part] for part in both} == {part: other.colours[part] for part in both}


def test_what_is_above_all_others_is_in_the_highest_class_and_told_in_its_range():
    parts = [Part(str(i), "operation", (str(i),)) for i in range(4)]
    result = by_metric(parts, METRICS["macs"], {"0": 1, "1": 2, "2": 3, "3": 50}, [1, 2, 3])
    assert result.classes[-1] == (3, 50, SEQUENCE[-1])
    assert [low for low, _, _ in result.classes] == [1, 2, 3]


@pytest.mark.parametrize("depth", DEPTHS)
def test_each_stage_has_its_own_colour_and_the_rest_is_grey(graphs, depth):
    stages = hierarchy(graphs[depth])
    colours = stage_colours(stages)
    assert [colours[f"layer{stage}"] for stage in (1, 2, 3, 4)] == list(STAGES[:4])
    assert {colours[name] for name in ("input", "stem", "head")} == {GREY}


def test_what_is_inside_a_stage_has_the_colour_of_the_stage(graphs):
    stages = hierarchy(graphs[50])
    parts = [*visible(stages, opened(stages, "operations"))]
    colours = by_stage(parts, dict(graphs[50].nodes(data="stage")), stage_colours(stages)).colours
    assert {colours[node] for node in stages[3].nodes} == {STAGES[1]}


@pytest.mark.parametrize("name", METRICS)
def test_a_part_is_coloured_by_the_number_of_its_operations(graphs, name):
    stages = hierarchy(graphs[18])
    values, how = metric(name, graphs[18]), METRICS[name].fold
    combine = {"sum": sum, "max": max, "last": lambda inside: inside[-1]}[how]
    result = by_metric(stages, METRICS[name], values)
    assert result.numbers == {stage.name: combine([values[node] for node in stage.nodes]) for stage in stages}


def test_stages_have_colours_without_blocks_too():
    graph = trace(Spec(34, variant="plain"))
    colours = stage_colours(hierarchy(graph))
    assert [colours[f"layer{place}"] for place in range(1, 5)] == list(STAGES[:4])
    assert {colours[name] for name in ("input", "stem", "head")} == {GREY}
