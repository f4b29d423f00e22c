"""Which blocks can be off, and what is passed on in their place."""

import pytest

from explorer.laboratory.lesions import Lesion, Lesions, chosen, possible
from explorer.laboratory.unsuited import Unsuited
from explorer.spec import Invalid, Spec
from explorer.tracing import trace


@pytest.mark.parametrize(("spec", "block", "passed"), [
    (Spec(18), "layer1.1", ("layer1.1.add", "layer1.0.relu_1")),
    (Spec(18), "layer2.0", ("layer2.0.add", "layer2.0.downsample.1")),
    (Spec(20, variant="cifar"), "layer2.0", ("layer2.0.add", "layer2.0.downsample.1")),
    (Spec(18, variant="v2"), "layer1.1", ("layer1.1.add", "layer1.0.add")),
    (Spec(18, variant="v2"), "layer2.0", ("layer2.0.add", "layer2.0.downsample")),
    (Spec(20, variant="cifar-plain"), "layer1.0", ("layer1.0.relu_1", "relu")),
])
def test_the_shortcut_s_tensor_is_passed_on_or_what_a_plain_block_takes(spec, block, passed):
    assert possible(trace(spec))[block] == passed


def test_a_plain_block_that_changes_the_shape_cannot_be_off():
    graph = trace(Spec(14, variant="cifar-plain"))
    assert list(possible(graph)) == ["layer1.0", "layer1.1", "layer2.1", "layer3.1"]
    with pytest.raises(Unsuited, match="Plain-14 cannot be taken out: it has no shortcut"):
        chosen(graph, "layer1.0,layer2.0")


def test_a_block_is_off_once_however_often_it_is_named():
    assert chosen(trace(Spec(18)), "layer2.0,layer1.1,,layer2.0") == ("layer2.0", "layer1.1")


def test_a_block_that_the_network_has_not_is_refused():
    with pytest.raises(Invalid, match=r"no block 'layer9.0': choose layer1.0, .* or layer4.1"):
        chosen(trace(Spec(18)), "layer9.0")


def test_the_overlay_says_what_is_lost():
    lesions = (Lesion("layer1.0", "layer1.0.add", 0.25), Lesion("layer2.0", "layer2.0.relu_1", None))
    record = Lesions("ResNet-8", 0.75, lesions, (), 0.75, (), 5, 360, 150)
    assert record.overlays() == {"lesion": {"layer1.0.add": 0.5}}
