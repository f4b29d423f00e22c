"""Blocks switched off: against surgery on the modules, and where they do nothing."""

from statistics import fmean

import pytest
import torch
from torch import nn

from explorer.laboratory import Trial
from explorer.laboratory.lesions import Lesions, possible
from explorer.measuring import Unsuited, trained
from explorer.measuring.device import one_thread
from explorer.measuring.experiments import lesions
from explorer.measuring.performing import perform_on
from explorer.measuring.surgery import run_without
from explorer.measuring.training import Training, accuracy
from explorer.resnet import build
from explorer.spec import Spec
from explorer.tracing import trace

CPU = torch.device("cpu")
SMALL = Spec(14, 8, 8, 10, "cifar")


def lesioned(spec: Spec = SMALL, **given: int | str) -> Lesions:
    trained.KEPT.clear()
    return perform_on(CPU, Trial(spec, "lesions", {"steps": 10, **given}))


def removed(block: nn.Module) -> nn.Module:
    """What is left of a block by hand: its shortcut, with the norm before it or the ReLU after the ⊕."""
    if block.downsample is None:
        return nn.Identity()
    if hasattr(block, "bn3") or block.last == "bn2":
        return nn.Sequential(block.downsample, nn.ReLU())
    return nn.Sequential(block.bn1, nn.ReLU(), block.downsample)


@pytest.mark.parametrize(("variant", "depth", "names"), [
    ("cifar", 14, ["layer1.1"]), ("cifar", 14, ["layer1.0", "layer1.1", "layer2.0", "layer3.1"]),
    ("v1.5", 26, ["layer2.0", "layer3.1"]), ("cifar-v2", 14, ["layer1.0", "layer2.0", "layer3.1"]),
    ("cifar-plain", 14, ["layer1.1", "layer3.1"]),
])
@torch.no_grad()
def test_a_lesion_is_surgery_with_identity(variant, depth, names):
    spec = Spec(depth, 33, 33, 10, variant)
    model, noise = build(spec), torch.randn(2, 3, 33, 33)
    found = possible(trace(spec))
    result = run_without(model, noise, dict(found[name] for name in names))
    for name in names:
        model.set_submodule(name, removed(model.get_submodule(name)))
    assert torch.equal(result, model(noise))


@pytest.mark.parametrize(("variant", "depth"), [("cifar", 20), ("cifar-v2", 20), ("v1.5", 26), ("se", 18)])
@torch.no_grad()
def test_begun_as_identity_a_lesion_changes_no_bit(variant, depth):
    spec = Spec(depth, 33, 33, 10, variant, zero_init=True)
    model, noise = build(spec), torch.randn(2, 3, 33, 33)
    whole, found = model(noise), possible(trace(spec))
    for blocks in (*([name] for name in found), list(found)):
        assert torch.equal(run_without(model, noise, dict(found[name] for name in blocks)), whole)


def test_the_whole_network_is_as_right_as_training_left_it():
    training = Training(SMALL, 0, CPU)
    with one_thread():  # how many there are may change the last bit of a sum
        training.go_on(lambda: None)
    assert lesioned().whole == training.points[-1].test_accuracy == accuracy(training.model, training.test)


def test_what_is_off_is_as_right_as_it_is_alone_and_in_the_order():
    record = lesioned(off="layer2.1")
    alone = next(lesion for lesion in record.lesions if lesion.block == "layer2.1")
    assert record.left == alone.accuracy
    singles = {lesion.accuracy for lesion in record.lesions}
    assert {record.random[1].lowest, record.random[1].highest} <= singles
    everything = lesioned(off=",".join(lesion.block for lesion in record.lesions)).left
    assert [level.at for level in record.random] == list(range(7))
    assert (record.random[0].mean, record.random[6].mean) == pytest.approx((record.whole, everything))


def test_the_same_seed_gives_the_same_lesions_and_remembered_training_too():
    first = lesioned()
    assert perform_on(CPU, Trial(SMALL, "lesions", {"steps": 10})) == first
    assert lesioned() == first
    assert lesioned(seed=1) != first


def test_no_lesion_where_the_shape_changes_without_a_shortcut():
    record = lesioned(Spec(14, variant="cifar-plain"))
    assert [lesion.block for lesion in record.lesions if lesion.accuracy is None] == ["layer2.0", "layer3.0"]
    assert len(record.random) == 1 + 4


def test_progress_counts_steps_and_tests_to_the_end():
    steps = []
    trained.KEPT.clear()
    perform_on(CPU, Trial(SMALL, "lesions", {"steps": 10}), lambda step, of: steps.append((step, of)))
    assert steps == [(step, 10 + 1 + 6 + 1 + 5 * 6) for step in range(1, 10 + 38 + 1)]


@pytest.mark.parametrize("spec", [Spec(50), Spec(164, variant="cifar-v2"), Spec(1202, variant="cifar")], ids=str)
def test_what_is_not_trained_here_is_refused_with_what_is(spec):
    with pytest.raises(Unsuited) as refusal:
        lesions.cost(Trial(spec, "lesions"))
    assert str(refusal.value) == (f"ResNet-{spec.depth} is not trained here: choose the variant cifar, cifar-plain or "
                                  "cifar-v2 and a depth up to 110")


@pytest.mark.parametrize(("variant", "low", "high"), [("cifar", 0.6, 1.0), ("cifar-plain", 0.0, 0.25)])
def test_without_a_block_a_residual_network_still_works_and_a_plain_one_guesses(variant, low, high):
    """Veit et al. 2016, Fig. 3: VGG is at chance, which is 10 % here, whichever layer is removed."""
    record = lesioned(Spec(14, variant=variant), steps=50)
    alone = fmean(lesion.accuracy for lesion in record.lesions if lesion.accuracy is not None)
    assert record.whole > 0.85
    assert low < alone < high
