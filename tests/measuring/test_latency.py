"""Times add up, and what is saved for the backward pass is what can be derived."""

from math import prod

import networkx as nx
import pytest
import torch

from explorer.laboratory import Trial
from explorer.laboratory.latency import Latency
from explorer.measuring import TooSmall, clock, timing
from explorer.measuring.cost import evaluating
from explorer.measuring.network import network
from explorer.measuring.performing import perform_on
from explorer.measuring.saved import saved_bytes
from explorer.spec import VARIANTS, Spec
from explorer.tracing import trace
from tests.measuring.small import TRIED

CPU = torch.device("cpu")
FLOAT32, INT64 = 4, 8


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    """The fewest timed passes, and few."""
    monkeypatch.setattr(timing, "SECONDS", 0)
    monkeypatch.setattr(timing, "FEWEST", 2)


def latency(spec: Spec, batch: int = 2) -> Latency:
    return perform_on(CPU, Trial(spec, "latency", {"batch": batch}))


def kept_for_the_backward(graph: nx.DiGraph, batch: int) -> int:
    """Each tensor once: what convolutions, norms, poolings and the linear layer take, and what ReLUs give.

    Beside them a norm keeps mean and scale of each channel, and a max pooling where each maximum was.
    """
    shape, op = graph.nodes(data="shape"), graph.nodes(data="op")
    takers = ("conv2d", "batch_norm", "max_pool2d", "linear")
    kept = {source for node in graph if op[node] in takers for source in graph.pred[node]}
    kept |= {node for node in graph if op[node] == "relu"}
    extra = sum(2 * FLOAT32 * shape[node][0] for node in graph if op[node] == "batch_norm")
    places = sum(INT64 * prod(shape[node]) for node in graph if op[node] == "max_pool2d")
    return extra + batch * (places + FLOAT32 * sum(prod(shape[node]) for node in kept))


@pytest.mark.parametrize("spec", [Spec(18, 33, 33), Spec(50, 65, 33), Spec(20, variant="cifar"),
                                  Spec(18, 33, 33, variant="plain"), Spec(18, 33, 33, variant="v2")],
                         ids=lambda spec: f"{spec.variant}-{spec.depth}")
def test_what_is_saved_is_what_is_derived(spec):
    model = network(Trial(spec, "latency"), CPU).train()
    saved = saved_bytes(model, torch.randn(3, *spec.input_shape))
    assert sum(saved.values()) == kept_for_the_backward(trace(spec), batch=3)


def test_what_is_saved_is_what_autograd_s_hook_sees_in_a_plain_pass():
    model, storages = network(Trial(Spec(18, 33, 33, variant="se"), "latency"), CPU).train(), {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    noise = torch.randn(2, 3, 33, 33)
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        result = model(noise)
    for own in (*model.parameters(), *model.buffers()):
        storages.pop(own.untyped_storage().data_ptr(), None)
    assert result.requires_grad
    assert sum(saved_bytes(model, noise).values()) == sum(storages.values())


@pytest.mark.parametrize("spec", TRIED.values(), ids=TRIED)
def test_every_operation_of_every_variant_has_its_time(spec):
    graph = trace(spec)
    record = latency(spec)
    ran = [node for node, op in graph.nodes(data="op") if op not in ("input", "output")]
    assert [operation.name for operation in record.operations] == ran
    assert all(operation.seconds > 0 for operation in record.operations)
    assert record.runs == timing.FEWEST
    assert len(record.held) == sum(spec.architecture.layers) * VARIANTS[spec.variant].has_shortcuts


class Ticks:
    """A clock that goes on by one each time it is read."""

    def __init__(self):
        self.now = 0

    def mark(self) -> int:
        self.now += 1
        return self.now

    def finish(self) -> None:
        self.now = None

    def between(self, begun: int, ended: int) -> int:
        assert self.now is None, "is read after all has run"
        return ended - begun


def test_between_two_marks_there_is_nothing_but_the_operation(monkeypatch):
    monkeypatch.setitem(clock.CLOCKS, "cpu", Ticks)
    record = latency(Spec(18, 33, 33))
    assert {operation.seconds for operation in record.operations} == {1}
    assert (record.whole, record.seconds, record.share) == (1, len(record.operations), len(record.operations))


@pytest.mark.parametrize(("spec", "block", "operations"), [
    (Spec(18, 33, 33), "layer1.0", 6),  # conv, norm, relu, conv, norm, ⊕
    (Spec(50, 33, 33), "layer1.1", 9), (Spec(50, 33, 33), "layer1.0", 9 + 2),
    (Spec(18, 33, 33, variant="v2"), "layer1.0", 7),  # norm, relu, conv, norm, relu, conv, ⊕
])
def test_a_shortcut_holds_its_tensor_while_its_block_runs(monkeypatch, spec, block, operations):
    monkeypatch.setitem(clock.CLOCKS, "cpu", Ticks)
    held = next(held for held in latency(spec).held if held.block == block)
    channels = 64 * (4 if spec.depth == 50 else 1)
    assert (held.operations, held.seconds, held.bytes) == (operations, operations, FLOAT32 * 2 * channels * 9 * 9)


def test_the_operations_take_about_as_long_as_the_whole_pass():
    """A factor of three, where others use the processor too."""
    assert 1 / 3 < latency(Spec(18, 97, 97), batch=4).share < 3


def test_the_peak_is_that_of_evaluation_and_grows_with_the_batch():
    spec = Spec(18, 97, 97)
    one, four = (latency(spec, batch).peak for batch in (1, 4))
    assert evaluating(trace(spec), 1).bytes <= one < four < one + 4 * evaluating(trace(spec), 1).bytes


def test_training_needs_two_values_of_each_channel():
    with pytest.raises(TooSmall):
        latency(Spec(18, 32, 32), batch=1)
