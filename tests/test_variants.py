"""The kin of the tutorial's networks: published sizes, where strides and shortcuts are, and that they run as traced."""

from collections import Counter
from dataclasses import replace
from math import ceil, floor, prod

import pytest
import torch
from torch import nn

from explorer.blocks import BLOCKS, PreActivationBasicBlock, PreActivationBottleneck, SEBottleneck
from explorer.measuring.forward import mismatches
from explorer.metrics import metric
from explorer.metrics.receptive_field import fields, seen, shortest_fields
from explorer.residual import residual_blocks
from explorer.resnet import build, outline
from explorer.shortcuts import SHORTCUTS, pooled_projection, projection, zero_padded
from explorer.spec import ARCHITECTURES, VARIANTS, Spec
from explorer.tracing import trace, trace_module
from tests.networks import LAYERS

TORCHVISION = {  # num_params of its weights' metadata
    ("resnext-32x4d", 50): 25_028_904, ("resnext-32x8d", 101): 88_791_336, ("resnext-64x4d", 101): 83_455_272,
    ("wide-2", 50): 68_883_240, ("wide-2", 101): 126_886_696,
    **dict(zip([("v1", depth) for depth in LAYERS], [11_689_512, 21_797_672, 25_557_032, 44_549_160, 60_192_808],
               strict=True)),
}  # fmt: skip
PYTORCHCV = {  # https://github.com/osmr/imgclsmob: ResNet-BC-26b, SE-ResNet, ResNet(A), PreResNet(BN) on CIFAR-10
    ("v1.5", 26): 15_995_176,
    ("se", 50): 28_088_024, ("se", 101): 49_326_872, ("se", 152): 66_821_848,
    ("d", 18): 11_708_744, ("d", 50): 25_576_264, ("d", 101): 44_568_392,
    ("cifar-v2", 164): 1_703_258, ("cifar-v2", 1001): 10_327_706,
}  # fmt: skip
TABLE_6 = {20: 0.27, 32: 0.46, 44: 0.66, 56: 0.85, 110: 1.7, 1202: 19.4}  # He et al. 2015, millions
ADDED = ("shortcut", "merge")  # what a plain network lacks
SAMPLES = [*(Spec(variant=variant) for variant in VARIANTS), Spec(18, variant="v2"), Spec(110, variant="cifar"),
           Spec(38, variant="cifar-plain"), Spec(164, variant="cifar-v2"), Spec(18, variant="se"),
           Spec(variant="own", layers=(1, 2), block="BasicBlock", channels=8)]  # fmt: skip


def called(spec: Spec) -> str:
    return f"{spec.variant}-{spec.depth}"


EVERY_SAMPLE = pytest.mark.parametrize("spec", SAMPLES, ids=called)


def parameters(variant: str, depth: int) -> int:
    return sum(tensor.numel() for tensor in build(Spec(depth, variant=variant), "meta").parameters())


def gmacs(variant: str, depth: int) -> float:
    return sum(metric("macs", trace(Spec(depth, variant=variant))).values()) / 1e9


def shapes(variant: str, depth: int) -> dict[str, tuple[int, ...]]:
    state = build(Spec(depth, variant=variant), "meta").state_dict()
    return {key: tuple(tensor.shape) for key, tensor in state.items()}


@pytest.mark.parametrize(("key", "published"), (TORCHVISION | PYTORCHCV).items(), ids=str)
def test_the_parameters_are_as_many_as_published(key, published):
    assert parameters(*key) == published


@pytest.mark.parametrize("depth", TABLE_6)
def test_the_networks_for_cifar_have_the_parameters_of_table_6(depth):
    digits = 2 if depth < 110 else 1
    for variant in ("cifar", "cifar-plain"):
        assert round(parameters(variant, depth) / 1e6, digits) == TABLE_6[depth]


@pytest.mark.parametrize("depth", [18, 34])
def test_option_a_adds_no_parameter_and_option_c_a_projection_to_every_other_block(depth):
    """He et al. 2015, section 4.1."""
    counts = {variant: parameters(variant, depth) for variant in ("plain", "option-a", "v1.5", "option-c")}
    changing = [c * 2 * c + 2 * 2 * c for c in (64, 128, 256)]
    same = [blocks * (c * c + 2 * c) for c, blocks in zip((64, 128, 256, 512), LAYERS[depth], strict=True)]
    first = sum(c * c + 2 * c for c in (128, 256, 512))  # these blocks have one already
    assert counts["plain"] == counts["option-a"] == counts["v1.5"] - sum(changing)
    assert counts["option-c"] == counts["v1.5"] + sum(same) - first


def test_plain_34_has_the_multiply_adds_that_the_paper_says():
    assert round(gmacs("plain", 34), 1) == 3.6


@pytest.mark.parametrize(("depth", "published"), [(50, 3.8), (101, 7.6), (152, 11.3)])
def test_v1_has_the_multiply_adds_of_table_1(depth, published):
    """The paper rounds some and cuts off others."""
    counted = 10 * gmacs("v1", depth)
    assert published in (round(counted) / 10, floor(counted) / 10)


@pytest.mark.parametrize("depth", LAYERS)
def test_v1_is_v1_5_with_the_stride_in_the_first_convolution(depth):
    assert shapes("v1", depth) == shapes("v1.5", depth)
    modules = build(Spec(depth, variant="v1"), "meta").named_modules()
    strided = {name for name, module in modules if getattr(module, "stride", 1) == (2, 2) and name.startswith("layer")}
    assert strided == {f"layer{stage}.0.{name}" for stage in (2, 3, 4) for name in ("conv1", "downsample.0")}


@pytest.mark.parametrize(("key", "groups", "width"), [
    (("resnext-32x4d", 50), 32, 4), (("resnext-32x8d", 101), 32, 8), (("resnext-64x4d", 101), 64, 4),
    (("wide-2", 50), 1, 128), (("wide-2", 101), 1, 128),
], ids=str)  # fmt: skip
def test_groups_and_widths_have_torchvisions_keys_and_shapes(key, groups, width):
    """Inside a block everything that has the stage's channels has channels·width/64·groups: conv1, bn1, conv2, bn2."""
    expected = shapes("v1.5", key[1])
    for name, shape in expected.items():
        parts = name.split(".")
        if parts[0].startswith("layer") and parts[2] in ("conv1", "bn1", "conv2", "bn2", "conv3") and shape:
            inner = 64 * 2 ** (int(parts[0][5]) - 1) * width // 64 * groups
            grouped, widening = (inner, inner // groups, 3, 3), (shape[0], inner, 1, 1)
            convolutions = {"conv1": (inner, *shape[1:]), "conv2": grouped, "conv3": widening}
            expected[name] = convolutions.get(parts[2], (inner,))
    assert shapes(*key) == expected


@pytest.mark.parametrize("depth", [18, 34, 50, 101, 152])
def test_pre_activation_moves_the_norms_and_leaves_the_convolutions(depth):
    """No norm after conv1 and after a projection, one at the end; in a Bottleneck the first is over what comes in."""
    last = [64, 128, 256, 512] if depth < 50 else [256, 512, 1024, 2048]
    projected = last[1:] if depth < 50 else last
    norms = [-64, *(-c for c in projected), last[-1]]
    before = [64, *last[:-1]]  # what the first block of a stage takes in, instead of what it gives
    norms += [b - c for b, c in zip(before, last, strict=True)]
    assert parameters("v2", depth) == parameters("v1.5", depth) + 2 * sum(norms)


@EVERY_SAMPLE
@pytest.mark.parametrize("size", [(37, 45), (1, 1)])
def test_every_operation_of_a_real_forward_pass_has_the_shape_that_was_traced(spec, size):
    spec = replace(spec, height=size[0], width=size[1], classes=3)
    graph = trace(spec)
    expected = {node: graph.nodes[node]["shape"] for node in graph if node not in ("input", "output")}
    with torch.no_grad():
        assert mismatches(build(spec), torch.rand(1, *spec.input_shape), expected) == ()


@EVERY_SAMPLE
@pytest.mark.parametrize("size", [(224, 97), (33, 64)])
def test_a_stage_halves_and_rounds_up(spec, size):
    graph = trace(replace(spec, height=size[0], width=size[1]))
    whole = 1 if spec.variant.startswith("cifar") else 4
    last = {data["stage"]: data["shape"] for _, data in graph.nodes(data=True) if data["stage"].startswith("layer")}
    widening = BLOCKS[spec.block].expansion
    assert last == {f"layer{i + 1}": (spec.channels * 2**i * widening, *(ceil(n / (whole * 2**i)) for n in size))
                    for i in range(len(spec.layers))}  # fmt: skip


@EVERY_SAMPLE
def test_everything_is_counted(spec):
    assert trace(spec).graph["uncounted"] == ()


@pytest.mark.parametrize("key", ARCHITECTURES, ids=str)
def test_shortcuts_are_of_the_kind_that_the_variant_says(key):
    row = ARCHITECTURES[key]
    blocks = {f"layer{stage}.{i}" for stage, count in enumerate(row.layers, start=1) for i in range(count)}
    same = {"layer1.0"} if BLOCKS[row.block].expansion == 1 else set()
    changing = {f"layer{stage}.0" for stage in range(1, len(row.layers) + 1)} - same
    kind = "parameter-free" if row.shortcut == "zero-padded" else "projection"
    expected = {name: kind if name in changing or key[0] == "option-c" else "identity" for name in blocks}
    found = {block.name: block.kind for block in residual_blocks(trace(Spec(key[1], variant=key[0])))}
    assert found == ({} if row.shortcut == "none" else expected)


@pytest.mark.parametrize("depth", [18, 50])
def test_a_pre_activated_shortcut_begins_at_the_sum_or_behind_the_relu_where_the_shape_changes(depth):
    """He et al. 2016, Fig. 1b, and its appendix for the projections."""
    before = "maxpool"
    for block in residual_blocks(trace(Spec(depth, variant="v2"))):
        first = [] if block.kind == "projection" else [f"{block.name}.bn1", f"{block.name}.relu"]
        assert block.fork == (before if first else f"{block.name}.relu")
        assert list(block.residual[: len(first) + 1]) == [*first, f"{block.name}.conv1"]
        before = block.merge


@pytest.mark.parametrize("depth", [18, 34])
def test_a_plain_network_is_a_chain_in_the_same_stages(depth):
    plain, residual = (trace(Spec(depth, variant=variant)) for variant in ("plain", "v1.5"))
    assert all(plain.in_degree(node) <= 1 for node in plain)
    stages = {node: data["stage"] for node, data in residual.nodes(data=True) if data["branch"] not in ADDED}
    assert dict(plain.nodes(data="stage")) == stages


@pytest.mark.parametrize("key", [key for key in ARCHITECTURES if key[1] <= 200], ids=str)
def test_the_depth_is_that_of_the_layers_with_weights_on_the_main_path(key):
    """As He et al. count: without projections and what only scales; ResNet-D has three convolutions for conv1."""
    network = build(Spec(key[1], variant=key[0]), "meta")
    weighted = {name for name, module in network.named_modules() if isinstance(module, nn.Conv2d | nn.Linear)}
    beside = {name for name in weighted if "downsample" in name or ".se." in name or name in ("conv1.3", "conv1.6")}
    assert len(weighted - beside) == key[1]


def test_the_outline_of_a_network_does_not_grow_with_its_depth():
    operations = {depth: len(list(outline(Spec(depth, variant="cifar"))[0].modules())) for depth in (20, 110, 1202)}
    assert len(set(operations.values())) == 1


@pytest.mark.parametrize("depth", [20, 110, 1202])
def test_the_operations_are_as_many_as_the_depth_says(depth):
    """Stem 3, head 3; conv, norm and ReLU a layer, an ⊕ a block; a pooling and zeros on two shortcuts."""
    blocks = (depth - 2) // 2
    assert len(trace(Spec(depth, variant="cifar"))) == 2 + 3 + 3 + 7 * blocks + 2 * 2


def test_the_zero_padded_shortcut_is_every_second_pixel_and_zeros():
    x = torch.rand(2, 16, 7, 8)
    out = zero_padded(16, 32, 2)(x)
    assert torch.equal(out[:, :16], x[:, :, ::2, ::2])
    assert out.shape == (2, 32, 4, 4)
    assert not out[:, 16:].any()


@pytest.mark.parametrize(("shortcut", "share"), [(projection, 1 / 4), (pooled_projection, 1)])
def test_the_pooled_projection_reads_every_pixel_and_the_other_a_quarter(shortcut, share):
    """Bag of Tricks, 2019, section 4.2: the path of a strided 1×1 convolution ignores 3/4 of its input."""
    x = torch.ones(1, 4, 8, 8, requires_grad=True)
    module = shortcut(4, 8, 2).eval()
    for parameter in module.parameters():
        nn.init.ones_(parameter)
    module(x).sum().backward()
    assert (x.grad != 0).float().mean() == share


@pytest.mark.parametrize("name", SHORTCUTS)
@pytest.mark.parametrize(("channels", "stride"), [((4, 4), 1), ((4, 8), 1), ((4, 8), 2), ((4, 4), 2)])
def test_a_shortcut_has_the_shape_of_the_residual_branch(name, channels, stride):
    shortcut = SHORTCUTS[name](*channels, stride)
    x = torch.rand(2, channels[0], 9, 6)
    if name == "none" or (channels[0] == channels[1] and stride == 1 and name != "projection everywhere"):
        assert shortcut is None
    else:
        assert shortcut(x).shape == (2, channels[1], ceil(9 / stride), ceil(6 / stride))


def shortcut_of(block: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """What a block gives whose F is zero."""
    pre = isinstance(block, PreActivationBasicBlock | PreActivationBottleneck)
    if block.downsample:
        x = block.downsample(block.relu(block.bn1(x)) if pre else x)
    return x if pre else x.relu()


@pytest.mark.parametrize("spec", [Spec(18), Spec(26), Spec(20, variant="cifar"), Spec(18, variant="v2"),
                                  Spec(50, variant="v2"), Spec(50, variant="se")], ids=called)  # fmt: skip
def test_with_zero_init_every_block_begins_as_its_shortcut(spec):
    network, passed = build(replace(spec, height=32, width=32, zero_init=True)), []
    for module in network.modules():
        if isinstance(module, BLOCKS[spec.block]):
            module.register_forward_hook(lambda block, inputs, out: passed.append((block, *inputs, out)))
    network(torch.rand(1, 3, 32, 32))
    assert len(passed) == sum(spec.layers)
    assert all(torch.equal(out, shortcut_of(block, x)) for block, x, out in passed)


def test_without_zero_init_no_scale_is_zero():
    assert all(weight.any() for name, weight in build(Spec(18)).named_parameters() if name.endswith("weight"))


def test_zero_init_changes_no_operation():
    graphs = [trace(Spec(26, zero_init=switch)) for switch in (False, True)]
    assert len({tuple((node, data["shape"]) for node, data in graph.nodes(data=True)) for graph in graphs}) == 1


def test_squeeze_and_excitation_scales_each_channel():
    """Hu et al. 2018, section 3: s = σ(W₂ δ(W₁ z)), where z are the means."""
    block = SEBottleneck(256, 64).eval()
    x, weights = torch.rand(1, 256, 5, 6), dict(block.se.named_parameters())
    z = x.mean((2, 3))
    hidden = (z @ weights["fc1.weight"][:, :, 0, 0].T + weights["fc1.bias"]).relu()
    s = torch.sigmoid(hidden @ weights["fc2.weight"][:, :, 0, 0].T + weights["fc2.bias"])
    assert torch.allclose(block.se(x), x * s[:, :, None, None], atol=1e-6)


@pytest.mark.parametrize("size", [(32, 32), (17, 40)])
def test_squeeze_and_excitation_lets_every_unit_see_the_whole_image(size):
    module = nn.Sequential(nn.Conv2d(3, 256, 3, stride=2, padding=1), SEBottleneck(256, 64))
    graph = trace_module(module, (3, *size))
    for axis, length in zip(seen(graph, "1.add"), size, strict=True):
        assert (axis.longest.clipped(length).first, axis.longest.clipped(length).last) == (0, length - 1)
        assert axis.shortest.size == 3
    pooled = 3 + (ceil(size[0] / 2) - 1) * 2 + 2 * 2  # the stem's field, over all rows, behind the 3×3 of F
    assert fields(graph)["1.add"][0] == (pooled, 2)
    assert shortest_fields(graph)["1.add"][0] == (3, 2)


@pytest.mark.parametrize("key", [("resnext-32x4d", 50), ("se", 18), ("d", 50), ("cifar", 20), ("v2", 50)], ids=str)
def test_the_metrics_of_the_trace_are_those_of_the_modules(key):
    spec = Spec(key[1], variant=key[0])
    graph, network = trace(spec), build(spec, "meta")
    assert sum(metric("parameters", graph).values()) == sum(p.numel() for p in network.parameters())
    counted = Counter(dict.fromkeys(graph, 0))
    for name, module in network.named_modules():
        if isinstance(module, nn.Conv2d):
            counted[name] = prod(graph.nodes[name]["shape"]) * prod(module.weight.shape[1:])
    assert metric("macs", graph) == counted | {"fc": prod(network.fc.weight.shape)}
