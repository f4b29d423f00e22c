"""What differs between two networks is what the papers and the arithmetic say differs."""

from collections.abc import Iterable
from fractions import Fraction

import pytest

from explorer.difference import ABSENT, Fact, count, facts, matched, multiple, signed, table
from explorer.metrics import COSTS, METRICS
from explorer.spec import Spec
from explorer.ui.text import words
from tests.networks import LAYERS, traced

TORCHVISION = {("v1.5", 34): 21_797_672, ("v1.5", 50): 25_557_032, ("resnext-32x4d", 50): 25_028_904,
               ("wide-2", 50): 68_883_240}  # parameters, published with its weights
PAIRS = [(Spec(34, variant="plain"), Spec(34)), (Spec(50), Spec(20, 224, 224, 1000, "cifar")),
         (Spec(50), Spec(50, variant="se"))]


def compared(here: Spec, there: Spec) -> dict[tuple[str, str], Fact]:
    return {(fact.stage, fact.what): fact for fact in facts(traced(here), traced(there))}


def told(here: Spec, there: Spec) -> dict[str, tuple]:
    return {row.cells[0]: row.cells[1:] for row in table(traced(here), traced(there), words()).rows}


def staged(found: Iterable[Fact], what: str) -> list[Fact]:
    return [fact for fact in found if fact.stage and fact.what == what]


def test_plain_34_lacks_the_projections_of_34():
    """He et al. 2015, section 4.1: a 1×1 convolution and its batch norm where channels double, and nothing else."""
    found = compared(Spec(34, variant="plain"), Spec(34))
    for stage, width in (("layer2", 64), ("layer3", 128), ("layer4", 256)):
        assert found[stage, "parameters"].difference == width * 2 * width + 2 * 2 * width
    assert found["", "parameters"].difference == sum(2 * w * w + 4 * w for w in (64, 128, 256))
    assert found["", "blocks"].difference == sum(LAYERS[34])
    assert (found["", "blocks.projection"].there, found["", "blocks.identity"].there) == (3, sum(LAYERS[34]) - 3)


def test_v1_saves_multiply_adds_and_no_parameter():
    """conv1 of layer2.0, 3.0 and 4.0 over 28², 14², 7² positions instead of 56², 28², 14²."""
    later = 256 * 128 * (56**2 - 28**2) + 512 * 256 * (28**2 - 14**2) + 1024 * 512 * (14**2 - 7**2)
    found = compared(Spec(50), Spec(50, variant="v1"))
    assert (found["", "parameters"].difference, found["", "macs"].difference) == (0, -later) == (0, -231_211_008)
    assert told(Spec(50), Spec(50, variant="v1"))["MACs"][2] == "−231,211,008"


@pytest.mark.parametrize(("variant", "depth"), TORCHVISION)
def test_the_parameters_are_the_published_ones(variant, depth):
    fact = compared(Spec(50), Spec(depth, variant=variant))["", "parameters"]
    assert (fact.here, fact.there) == (TORCHVISION["v1.5", 50], TORCHVISION[variant, depth])


@pytest.mark.parametrize(("here", "there"), PAIRS, ids=str)
def test_the_stages_add_up_to_the_whole(here, there):
    found = compared(here, there)
    for what in (*COSTS, "blocks"):
        assert sum(fact.difference for fact in staged(found.values(), what)) == found["", what].difference


@pytest.mark.parametrize(("here", "there"), PAIRS, ids=str)
def test_seen_from_the_other_network_it_is_mirrored(here, there):
    one, other = compared(here, there), compared(there, here)
    assert one == {key: Fact(fact.what, fact.stage, fact.there, fact.here) for key, fact in other.items()}


def test_a_network_does_not_differ_from_itself():
    assert [fact for fact in facts(traced(Spec(50)), traced(Spec(50))) if fact.here != fact.there] == []
    assert {cells[2:] for cells in told(Spec(50), Spec(50)).values()} == {("0", ""), ("=", "")}


def test_a_stage_that_only_one_network_has_is_said_to_be_its():
    """CIFAR networks have three stages (He et al. 2015, section 4.2)."""
    rows = told(Spec(50), Spec(20, 224, 224, 1000, "cifar"))
    assert rows["layer4: Output, C×H×W"] == ("2048×7×7", ABSENT, "only in ResNet-50, v1.5", "")
    assert told(Spec(20, variant="cifar"), Spec(50))["layer4: Residual blocks"] == (ABSENT, 3, "+3", "")


def test_there_are_two_paths_a_block_and_none_has_more_layers_than_the_depth_and_its_projections():
    """Veit et al. 2016: n blocks give 2ⁿ paths. A projection replaces a branch, so the longest goes by F."""
    found = compared(Spec(34, variant="plain"), Spec(50))
    assert (found["", "paths"].here, found["", "paths"].there) == (1, 2 ** sum(LAYERS[50]))
    assert (found["", "longest"].here, found["", "longest"].there) == (34, 50)
    assert told(Spec(34, variant="plain"), Spec(50))["Paths"][1:] == ("2¹⁶ = 65,536", "+65,535", "×2¹⁶")


def test_the_receptive_field_is_that_of_the_paper_on_receptive_fields():
    """Araujo et al. 2019, Table 1: ResNet-50 (v1's kernels have the same reach) sees 483 px, ResNet-101 1027."""
    fact = compared(Spec(50, variant="v1"), Spec(101, variant="v1"))["", "receptive_field"]
    assert (fact.here, fact.there) == (483, 1027)


@pytest.mark.parametrize(("number", "text"), [
    (1, "1"), (2, "2"), (4, "2² = 4"), (3**16, "43,046,721"), (2**200, "2²⁰⁰"), (2**16, "2¹⁶ = 65,536"),
])
def test_a_number_of_paths_is_exact(number, text):
    assert count(number) == text


@pytest.mark.parametrize(("ratio", "text"), [
    (None, ""), (Fraction(1), ""), (Fraction(7, 6), "×1.17"), (Fraction(2**200), "×2²⁰⁰"),
    (Fraction(1, 2**20), "×2⁻²⁰"), (Fraction(3000), "×3,000"), (Fraction(3**40, 2), ""),
])
def test_a_ratio_has_three_digits_or_is_a_power_of_two(ratio, text):
    assert multiple(ratio) == text


def test_a_difference_has_its_sign():
    assert [signed(number) for number in (-1024, 0, 1024)] == ["−1,024", "0", "+1,024"]


def test_stages_are_matched_by_name_and_keep_their_order():
    assert matched("sh", "sabh") == matched("sabh", "sh") == list("sabh")


def test_every_convention_is_among_the_notes():
    notes = " ".join(table(traced(Spec(50)), traced(Spec(34)), words()).notes)
    assert [name for name in (*COSTS, "receptive_field") if METRICS[name].convention not in notes] == []
