"""Weights from a file: what fits is what the experiments begin with, what does not is told."""

import os
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

import explorer
from explorer.laboratory import Trial
from explorer.measuring import Unfit, Unsuited
from explorer.measuring.network import network
from explorer.measuring.performing import perform_on
from explorer.measuring.weights import READERS
from explorer.resnet import build
from explorer.spec import Invalid, Spec

CPU = torch.device("cpu")
SPEC, OTHER = Spec(8, variant="cifar"), Spec(14, variant="cifar")
STATE = build(SPEC).state_dict()
IDENTITY = build(Spec(8, variant="cifar", zero_init=True)).state_dict()


def saved(folder: Path, state: object, name: str = "own.pth") -> Path:
    (save_file if name.endswith("safetensors") else torch.save)(state, folder / name)
    return folder / name


def begun(file: Path, spec: Spec = SPEC) -> dict[str, torch.Tensor]:
    return network(Trial(spec, "signal", weights=file), CPU).state_dict()


@pytest.mark.parametrize("suffix", READERS)
def test_a_network_begins_with_the_file_s_tensors(tmp_path, suffix):
    found = begun(saved(tmp_path, STATE, f"own{suffix}"))
    assert all(torch.equal(found[name], tensor) for name, tensor in STATE.items())


def test_half_precision_becomes_float32_and_norms_need_no_counter(tmp_path):
    halves = {name: tensor.half() for name, tensor in STATE.items() if not name.endswith("num_batches_tracked")}
    found = begun(saved(tmp_path, halves))
    assert all(torch.equal(found[name], tensor.float()) for name, tensor in halves.items())


def test_signal_and_gradient_are_those_of_the_file(tmp_path):
    """The file's network begins as the identity, the Spec's does not."""
    file = saved(tmp_path, IDENTITY)
    signal, lengths = (explorer.perform(Trial(SPEC, name, {"batch": 2}), weights=file)
                       for name in ("signal", "path_gradient"))
    assert {block.residual.variance for block in signal.blocks} == {0.0}
    assert {block.expected for block in signal.blocks} == {None}
    assert lengths.shares[0] == 1
    assert signal.ran.weights == lengths.ran.weights == "own.pth"


def test_weights_of_one_s_own_are_not_initialised_anew(tmp_path):
    file = saved(tmp_path, STATE)
    he, default = (perform_on(CPU, Trial(SPEC, "gradient", {"batch": 2, "init": init}, weights=file))
                   for init in ("he", "default"))
    assert he.shortcuts == default.shortcuts


def test_lesions_of_any_network_are_told_by_what_it_says_without_them(tmp_path):
    spec = Spec(18, 40, 33, 7)
    file = saved(tmp_path, build(Spec(18, 40, 33, 7, zero_init=True)).state_dict())
    record = perform_on(CPU, Trial(spec, "lesions", {"off": "layer2.0"}, weights=file))
    assert {lesion.accuracy for lesion in record.lesions} == {record.whole} == {record.left} == {1.0}
    assert (record.steps, record.images, len(record.lesions)) == (0, 32, 8)


def test_what_does_not_fit_is_told_by_name_and_number(tmp_path):
    state = STATE | {"more": STATE["fc.bias"], "conv1.weight": torch.zeros(16, 1, 3, 3)}
    del state["fc.bias"]
    with pytest.raises(Unfit) as refusal:
        begun(saved(tmp_path, state))
    assert str(refusal.value) == ("own.pth does not fit ResNet-8: missing 1 (fc.bias), unexpected 1 (more), of another "
                                  "shape 1 (conv1.weight 16×1×3×3 for 16×3×3×3)")


def test_of_many_only_the_first_are_named(tmp_path):
    """ResNet-14 has three blocks more, each with 2 convolutions and 2 batch norms of 4 tensors that are needed."""
    with pytest.raises(Unfit, match=r"missing 30 \(layer1.1.conv1.weight, layer1.1.bn1.weight, .*, …\), unexpected 0,"):
        begun(saved(tmp_path, STATE), OTHER)


class Harmful:
    def __reduce__(self):
        return os.mkdir, ("harm",)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no weights at all", pickle.dumps({"a": Harmful()}, 2)])
@pytest.mark.parametrize("suffix", READERS)
def test_what_is_no_checkpoint_is_refused_and_not_run(tmp_path, monkeypatch, content, suffix):
    monkeypatch.chdir(tmp_path)
    Path(f"own{suffix}").write_bytes(content)
    with pytest.raises(Unfit, match="cannot be read as tensors by name"):
        begun(Path(f"own{suffix}"))
    assert not Path("harm").exists()


@pytest.mark.parametrize("content", [{"model": STATE, "epoch": 90}, [1, 2], torch.zeros(3)], ids=type)
def test_tensors_without_names_are_refused(tmp_path, content):
    with pytest.raises(Unfit, match="give what state_dict"):
        begun(saved(tmp_path, content))


@pytest.mark.parametrize(("name", "sentence"), [
    ("none.pth", "none.pth cannot be read: No such file or directory"),
    ("own.bin", "own.bin is no file of weights by its name: choose one that ends in .pth, .pt or .safetensors"),
])
def test_a_file_that_is_not_there_and_one_of_another_kind_are_told(tmp_path, name, sentence):
    with pytest.raises(Unfit) as refusal:
        begun(tmp_path / name)
    assert str(refusal.value) == sentence


def test_what_trains_networks_of_its_own_takes_no_weights(tmp_path):
    with pytest.raises(Unsuited, match="degradation trains networks of its own: leave the weights out"):
        perform_on(CPU, Trial(SPEC, "degradation", weights=saved(tmp_path, STATE)))


def test_a_file_is_in_no_link_and_makes_another_trial():
    own, usual = Trial(SPEC, "signal", weights=Path("own.pth")), Trial(SPEC, "signal")
    assert own.to_query() == usual.to_query()
    assert own != usual


def test_a_file_is_named_by_a_path_or_by_a_text(tmp_path):
    file = str(saved(tmp_path, STATE))
    assert begun(file)["fc.bias"].equal(STATE["fc.bias"])
    assert explorer.measure(SPEC, weights=file).mismatches == ()


@pytest.mark.parametrize("weigh", [lambda weights: Trial(SPEC, "signal", weights=weights),
                                   lambda weights: explorer.perform(Trial(SPEC, "signal"), weights=weights),
                                   lambda weights: explorer.measure(SPEC, weights=weights)])
def test_weights_that_are_no_path_are_told(weigh):
    with pytest.raises(Invalid, match=r"^weights cannot be 3: give the path of a file$"):
        weigh(3)
