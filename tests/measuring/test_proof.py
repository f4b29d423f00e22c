"""A real forward pass confirms every traced shape, and its memory is what can be derived beforehand."""

import gc
import subprocess
import sys
import weakref
from datetime import datetime, timedelta, timezone
from itertools import product
from math import prod
from pathlib import Path

import pytest
import torch
from torch import nn

from explorer import measuring
from explorer.measuring import Proof, TooLarge, device, forward, measure, peak, room, run
from explorer.measuring.cost import evaluating
from explorer.metrics import activation_memory
from explorer.resnet import build
from explorer.spec import ARCHITECTURES, DEPTHS, Spec
from explorer.tracing import trace

FLOAT32 = 4
OPERATIONS = {"BasicBlock": 7, "Bottleneck": 10}  # convolution, norm and relu two or three times; a relu less, ⊕, relu
PROJECTIONS = {"BasicBlock": 3, "Bottleneck": 4}  # the first stage keeps 64 channels where nothing expands them
STEM, HEAD = 4, 3
CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    """The fewest timed passes."""
    monkeypatch.setattr(forward, "SECONDS", 0)


def shapes_in(depth: int) -> int:
    architecture = ARCHITECTURES["v1.5", depth]
    blocks = sum(architecture.layers) * OPERATIONS[architecture.block]
    return STEM + blocks + 2 * PROJECTIONS[architecture.block] + HEAD


def test_the_paper_s_network_has_175_shapes_to_prove():
    assert shapes_in(50) == 175


@pytest.mark.parametrize(("size", "depth"), [*product([33, 1], DEPTHS), *product([97, 7], [18, 50])])
def test_every_shape_is_confirmed(size, depth):
    proof = measure(Spec(depth, size, size))
    assert (proof.confirmed, proof.traced, proof.mismatches) == (shapes_in(depth), shapes_in(depth), ())


@pytest.mark.parametrize("depth", [18, 50])
@pytest.mark.parametrize(("height", "width"), [(224, 224), (225, 225), (320, 240), (1, 640)])
def test_every_shape_is_confirmed_at_larger_sizes(depth, height, width):
    proof = measure(Spec(depth, height, width))
    assert (proof.confirmed, proof.traced, proof.mismatches) == (shapes_in(depth), shapes_in(depth), ())


def test_a_shape_that_is_not_as_traced_is_named():
    spec = Spec(18, 33, 33)
    expected = {**dict(trace(spec).nodes(data="shape")), "layer1.0.add": (64, 9, 8), "layer9.conv1": (1,)}
    with torch.inference_mode():
        wrong = forward.mismatches(build(spec), torch.rand(1, 3, 33, 33), expected)
    assert wrong == ("layer1.0.add", "layer9.conv1")


def test_the_proof_says_how_it_was_measured():
    steps = []
    proof = measure(Spec(18, 33, 33), lambda *step: steps.append(step))
    assert steps == sorted(steps)
    assert set(steps) == {(1, 3), (2, 3), (3, 3)}
    assert proof.kind == ("cuda" if torch.cuda.is_available() else "cpu")
    assert proof.device == device.name(torch.device(proof.kind))
    assert proof.torch == torch.__version__
    assert proof.build_ms > 0
    assert proof.forward_ms > 0
    assert proof.precision == device.precision_of(torch.device(proof.kind))


def test_the_proof_says_when_it_was_measured():
    before = datetime.now(timezone.utc).replace(microsecond=0)
    measured_at = datetime.fromisoformat(measure(Spec(18, 1, 1)).measured_at)
    assert before <= measured_at <= datetime.now(timezone.utc)
    assert measured_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(("supported", "setting", "precision"), [
    (True, "tf32", "tf32"), (True, "ieee", "float32"), (True, "none", "float32"), (False, "tf32", "float32"),
])
def test_tf32_is_told_where_the_device_has_it_and_pytorch_uses_it(supported, setting, precision):
    assert device.precision(supported, setting) == precision


def test_a_cpu_multiplies_in_float32_whatever_gpus_are_told():
    assert torch.backends.cudnn.conv.fp32_precision == "tf32", "PyTorch's default, of which the page speaks"
    assert device.precision_of(CPU) == "float32"


@pytest.mark.parametrize(("ask", "setting"), [(True, "tf32"), (False, "float32")])
def test_pytorch_s_switch_decides_where_a_gpu_has_tf32(monkeypatch, ask, setting):
    monkeypatch.setattr(torch.cuda, "is_tf32_supported", lambda: True)
    with torch.backends.cudnn.flags(allow_tf32=ask):
        assert device.precision_of(torch.device("cuda")) == setting


def test_the_cpu_is_named_with_its_threads():
    assert device.name(CPU).rpartition(",")[2].split()[0] == str(torch.get_num_threads())


@pytest.mark.parametrize(("seconds", "slow", "runs"), [(0, 10, 3), (1e9, 10, 20), (0, 0, 1)])
def test_fast_passes_are_timed_more_often_than_slow_ones(monkeypatch, seconds, slow, runs):
    monkeypatch.setattr(forward, "SECONDS", seconds)
    monkeypatch.setattr(forward, "SLOW_SECONDS", slow)
    assert measure(Spec(18, 1, 1)).runs == runs


def copies(graph) -> int:
    """Bytes of the largest convolution's weights, input and output: what oneDNN may hold reordered while it runs."""
    sizes = {node: FLOAT32 * prod(shape) for node, shape in graph.nodes(data="shape")}
    return max(FLOAT32 * data["parameters"] + sizes[node] + sum(sizes[source] for source in graph.predecessors(node))
               for node, data in graph.nodes(data=True) if data["op"] == "conv2d")


@pytest.mark.parametrize(("depth", "size"), [(18, 224), (50, 224), (50, 384), (34, 33), (152, 1)])
def test_the_peak_is_the_derived_one_and_one_convolution_s_workspace(depth, size):
    spec = Spec(depth, size, size)
    graph = trace(spec)
    needed = evaluating(graph, 1).bytes
    assert needed <= run.measure_on(CPU, spec).peak_bytes <= needed + copies(graph)


def test_the_peak_is_the_derived_one_where_convolutions_need_no_workspace():
    """The fullest moment of a large input is bn1, of which the input, conv1's and bn1's tensor are alive."""
    spec = Spec(18, 640, 640)
    assert run.measure_on(CPU, spec).peak_bytes == pytest.approx(evaluating(trace(spec), 1).bytes, rel=1e-4)


def test_the_requirement_is_parameters_buffers_input_and_activations():
    graph, model = trace(Spec(50)), build(Spec(50), "meta")
    held = sum(tensor.numel() for tensor in (*model.parameters(), *model.buffers()))
    assert evaluating(graph, 1).bytes == FLOAT32 * (held + 3 * 224 * 224) + activation_memory.peak(graph)


def test_a_peak_that_the_allocator_does_not_report_is_unknown():
    assert peak.CpuPeak(CPU).bytes(1000) is None


def test_what_cannot_fit_is_refused_before_anything_is_allocated(monkeypatch):
    monkeypatch.setattr(run, "build", lambda *arguments: pytest.fail("was built"))
    spec = Spec(152, 4096, 4096)
    needed = evaluating(trace(spec), 1).bytes
    with pytest.raises(TooLarge) as refusal:
        run.measure_on(CPU, spec, budget=1_200_000_000)
    assert str(refusal.value) == (f"this network needs at least {needed / 1e9:.2f} GB and the CPU has 1.20 GB free: "
                                  "choose a smaller input")


def test_a_byte_decides():
    spec = Spec(18, 1, 1)
    needed = evaluating(trace(spec), 1).bytes
    assert measure(spec, budget=needed).mismatches == ()
    with pytest.raises(TooLarge):
        measure(spec, budget=needed - 1)


def test_without_a_budget_the_device_s_free_memory_decides(monkeypatch):
    monkeypatch.setattr(room, "free_bytes", lambda device: 1000)
    with pytest.raises(TooLarge, match=r"has 1\.00 kB free"):
        measure(Spec(18))


@pytest.mark.parametrize(("names", "statistic"), [(("memory.max", "memory.current"), "inactive_file"),
                                                  (("memory.limit_in_bytes", "memory.usage_in_bytes"),
                                                   "total_inactive_file")])
def test_the_container_s_limit_counts_and_its_page_cache_does_not(monkeypatch, tmp_path, names, statistic):
    for name, text in zip((*names, "memory.stat"), ("1000\n", "700\n", f"anon 1\n{statistic} 200\n"), strict=True):
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(room, "_groups", lambda: iter([tmp_path]))
    assert room.free_bytes(CPU) == 1000 - (700 - 200)


def test_what_is_left_of_a_measurement_is_free():
    left = nn.Conv2d(1, 1, 1)
    left.itself = [left]
    held = weakref.ref(left.weight)
    gc.disable()
    try:
        del left
        assert held() is not None
        room.free_bytes(CPU)
        assert held() is None
    finally:
        gc.enable()


def test_a_container_without_a_limit_leaves_the_machine_s_memory(monkeypatch, tmp_path):
    for name, text in (("memory.max", "max\n"), ("memory.current", "700\n")):
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(room, "_groups", lambda: iter([tmp_path]))
    assert list(room._group_room()) == []


def test_memory_that_runs_out_becomes_a_sentence_and_the_next_measurement_works(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(run, "build", lambda *arguments: torch.empty(2**60, dtype=torch.uint8))
        with pytest.raises(TooLarge, match="the CPU ran out of memory: this network needs at least"):
            run.measure_on(CPU, Spec(18, 1, 1))
    assert run.measure_on(CPU, Spec(18, 1, 1)).mismatches == ()


@pytest.mark.parametrize("problem", [MemoryError(), torch.OutOfMemoryError("CUDA out of memory")])
def test_each_way_to_run_out_of_memory_is_known(monkeypatch, problem):
    def full(*arguments):
        raise problem

    monkeypatch.setattr(run, "build", full)
    with pytest.raises(TooLarge):
        run.measure_on(CPU, Spec(18, 1, 1))


def test_any_other_error_is_not_swallowed(monkeypatch):
    def broken(*arguments):
        raise RuntimeError("a bug")

    monkeypatch.setattr(run, "build", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        measure(Spec(18, 1, 1))


def test_the_model_is_given_back(monkeypatch):
    built = []

    def watched(*arguments):
        model = build(*arguments)
        built.append(weakref.ref(model))
        return model

    monkeypatch.setattr(run, "build", watched)
    gc.disable()
    try:
        measure(Spec(18, 1, 1))
        assert built[0]() is None
    finally:
        gc.enable()


def test_reading_a_proof_needs_no_torch():
    code = "import sys, explorer.measuring; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(measuring.__file__).parents[2]).returncode == 0
    assert Proof.__module__ == "explorer.measuring.proof"
