"""Table 1 is the paper's at 224×224, and PyTorch's at every size."""

import pytest

from explorer.metrics import metric
from explorer.spec import DEPTHS, VARIANTS, Spec
from explorer.table1 import PAPER, Table1, notes, others, table, table1
from explorer.ui.text import words
from tests.networks import traced

SIZES = [(224, 224), (225, 97), (1, 1), (320, 240)]
BASIC, DEEP = ("3×3", "3×3"), ("1×1", "3×3", "1×1")
# He et al. 2015, Table 1: output sizes; and for each stage the channels of its convolutions, and how many blocks
OUTPUTS = {"conv1": 112, "layer1": 56, "layer2": 28, "layer3": 14, "layer4": 7, "avgpool": 1}
BLOCKS = {
    18: (BASIC, [(64, 64), (128, 128), (256, 256), (512, 512)], (2, 2, 2, 2)),
    34: (BASIC, [(64, 64), (128, 128), (256, 256), (512, 512)], (3, 4, 6, 3)),
    50: (DEEP, [(64, 64, 256), (128, 128, 512), (256, 256, 1024), (512, 512, 2048)], (3, 4, 6, 3)),
    101: (DEEP, [(64, 64, 256), (128, 128, 512), (256, 256, 1024), (512, 512, 2048)], (3, 4, 23, 3)),
    152: (DEEP, [(64, 64, 256), (128, 128, 512), (256, 256, 1024), (512, 512, 2048)], (3, 8, 36, 3)),
}


def whole(spec: Spec) -> Table1:
    return table1(traced(spec), map(traced, others(spec)))


def test_the_output_sizes_are_the_papers():
    sizes = {stage.name: stage.size for stage in whole(Spec()).stages}
    assert {name: sizes[name] for name in OUTPUTS} == {name: (size, size) for name, size in OUTPUTS.items()}


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_blocks_are_the_papers(depth):
    kernels, stages, counts = BLOCKS[depth]
    told = table(traced(Spec()), words(), map(traced, others(Spec())))
    cells = {row.name: row.cells[2 + DEPTHS.index(depth)] for row in told.rows}
    for place, (channels, count) in enumerate(zip(stages, counts, strict=True), start=1):
        inside = "; ".join(f"{kernel}, {number}" for kernel, number in zip(kernels, channels, strict=True))
        assert cells[f"layer{place}"] == f"[{inside}]×{count}"


@pytest.mark.parametrize("size", SIZES)
def test_its_columns_are_the_networks_by_depth_whichever_is_chosen(size):
    for depth in (18, 101):
        found = whole(Spec(depth, *size, classes=10)).networks
        assert [network.architecture.depth for network in found] == list(DEPTHS)
        for network in found:
            graph = traced(Spec(network.architecture.depth, *size, classes=10))
            assert network.macs == sum(metric("macs", graph).values())
            assert network.parameters == sum(metric("parameters", graph).values())


@pytest.mark.parametrize("depth", DEPTHS)
def test_with_the_stride_where_the_paper_has_it_they_are_the_papers_multiply_adds(depth):
    """The paper gives two digits, some of them cut off instead of rounded."""
    (network,) = [network for network in whole(Spec()).networks if network.architecture.depth == depth]
    assert PAPER == {18: 1.8, 34: 3.6, 50: 3.8, 101: 7.6, 152: 11.3}
    assert -0.05 < (network.macs - network.later) / 1e9 - PAPER[depth] < 0.1


def test_the_later_stride_costs_what_its_arithmetic_says():
    """conv1 of layer2.0, 3.0 and 4.0 over 56², 28², 14² positions instead of 28², 14², 7²."""
    expected = 256 * 128 * (56**2 - 28**2) + 512 * 256 * (28**2 - 14**2) + 1024 * 512 * (14**2 - 7**2)
    later = {network.architecture.depth: network.later for network in whole(Spec()).networks}
    assert later == {18: 0, 34: 0, 50: expected, 101: expected, 152: expected}
    assert "231 M more" in notes(whole(Spec()), words())[-1]


@pytest.mark.parametrize("spec", [Spec(50, 225, 224), Spec(50, classes=10)], ids=str)
def test_the_papers_numbers_are_told_only_for_the_papers_input(spec):
    told = table(traced(spec), words(), map(traced, others(spec)))
    assert not [row for row in told.rows if "×10⁹" in row.cells[2]]
    assert len(told.notes) == 1


@pytest.mark.parametrize(("variant", "depths"), [
    ("v1.5", (18, 26, 34, 50, 101, 152)), ("plain", (18, 34)), ("cifar", (20, 26, 32, 44, 56, 110, 1202)), ("d", None),
])
def test_the_columns_are_the_depths_of_the_papers_and_the_chosen_one(variant, depths):
    spec = Spec(26 if depths and 26 in depths else VARIANTS[variant].depth, variant=variant)
    assert tuple(network.architecture.depth for network in whole(spec).networks) == (depths or VARIANTS[variant].depths)


def test_a_network_of_ones_own_stands_alone():
    (network,) = whole(Spec(variant="own", layers=(1, 2, 1))).networks
    assert [count for _, count in network.blocks.values()] == [1, 2, 1]


@pytest.mark.parametrize(("spec", "stage", "written"), [
    (Spec(34, variant="plain"), "layer3", "[3×3, 256; 3×3, 256]×6"),  # He et al. 2015, Table 1: as ResNet-34
    (Spec(20, variant="cifar"), "layer2", "[3×3, 32; 3×3, 32]×3"),  # section 4.2: 2n layers of 32 channels, n = 3
    (Spec(50, variant="resnext-32x4d"), "layer1", "[1×1, 128; 3×3, 128, C=32; 1×1, 256]×3"),  # Xie et al., Table 1
    (Spec(50, variant="se"), "layer4", "[1×1, 512; 3×3, 512; 1×1, 2048; fc, [128, 2048]]×3"),  # Hu et al., Table 1
    (Spec(50, variant="v2"), "layer2", "[1×1, 128; 3×3, 128; 1×1, 512]×4"),
    (Spec(50, variant="d"), "conv1.0", "3×3, 32, /2"),  # He T. et al. 2019, Fig. 2b: three 3×3, the first with stride 2
    (Spec(50, variant="d"), "conv1.6", "3×3, 64"),
    (Spec(20, variant="cifar"), "conv1", "3×3, 16"),
], ids=str)
def test_the_cells_are_written_as_the_papers_write_them(spec, stage, written):
    told = table(traced(spec), words())
    assert {row.name: row.cells[2] for row in told.rows}[stage] == written


@pytest.mark.parametrize(("variant", "told"), [("v1", True), ("plain", True), ("v2", False), ("se", False)])
def test_the_papers_numbers_are_told_of_the_papers_networks(variant, told):
    found = table(traced(Spec(34, variant=variant)), words())
    assert any("×10⁹" in row.cells[2] for row in found.rows) == told
    assert len(found.notes) == 1


def test_with_the_papers_strides_the_numbers_are_the_papers_without_a_word():
    for network in whole(Spec(variant="v1")).networks:
        assert network.later == 0
        assert -0.05 < network.macs / 1e9 - PAPER[network.architecture.depth] < 0.1


def test_without_max_pooling_the_stages_have_no_names_of_the_paper():
    assert [stage.paper for stage in whole(Spec(variant="cifar")).stages][1:4] == ["layer1", "layer2", "layer3"]
    assert "layer2 and layer3 has stride 2" in notes(whole(Spec(variant="cifar")), words())[0]
