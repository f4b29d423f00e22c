"""Parts that a network has not: refused where a program asks; the page, which keeps what was open, is drawn without."""

import pytest

from explorer.diagrams import DIAGRAMS, draw, present
from explorer.spec import Invalid, Spec
from explorer.ui.text import words
from tests.networks import pictured, tabulated, traced

STAGES = "input, stem, layer1, layer2, layer3, layer4 or head"
LISTS = [(diagram.name, option.name) for diagram in DIAGRAMS.values() for option in diagram.lists]


@pytest.mark.parametrize(("name", "option"), LISTS)
def test_a_part_that_there_is_not_is_told_with_those_that_there_are(name, option):
    with pytest.raises(Invalid) as refusal:
        draw(name, traced(Spec(18)), words(), **{option: "layer1.0,layer9.0"})
    assert str(refusal.value) == (f"{option} cannot be 'layer9.0': choose {STAGES}, or a part inside of one, such as "
                                  "layer1.0")


def test_a_list_may_have_spaces_between_its_names():
    graph = traced(Spec(18))
    assert pictured("network", graph, open="layer1.0, layer2.0") == pictured("network", graph, open="layer1.0,layer2.0")


def test_a_table_refuses_it_too():
    with pytest.raises(Invalid, match="root cannot be 'layer9'"):
        tabulated("cost", traced(Spec(18)), root="layer9")


def test_what_either_of_two_compared_networks_has_is_there():
    plain = pictured("compare", traced(Spec(18)), beside="v1.5-34")
    assert pictured("compare", traced(Spec(18)), beside="v1.5-34", open="layer3.5") != plain


@pytest.mark.parametrize(("name", "option"), LISTS)
def test_the_page_is_drawn_without_it(name, option):
    graph = traced(Spec(18))
    given = {option: "layer9.0,layer1.0,layer3.5", "canvas": "slide"}
    assert present(name, given, graph) == {option: "layer1.0", "canvas": "slide"}
    assert present(name, {option: "layer1.0"}, graph) == {option: "layer1.0"}
    if not DIAGRAMS[name].experiment:
        assert pictured(name, graph, **present(name, {option: "layer9.0"}, graph)) == pictured(name, graph)


def test_where_no_block_is_residual_another_part_is_named():
    with pytest.raises(Invalid, match=r"such as conv1$"):
        draw("network", traced(Spec(34, variant="plain")), words(), open="layer2.0")
