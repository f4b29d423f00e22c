"""The device that runs the network: which one, its name, its clock, its memory and its random numbers."""

from __future__ import annotations

import gc
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

NAMES = {"cuda": "GPU", "cpu": "CPU"}


def choose() -> torch.device:
    """The current GPU where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def name(device: torch.device) -> str:
    """`NVIDIA H100 80GB HBM3`, or `AMD EPYC, 2 threads`."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    threads = torch.get_num_threads()
    return f"{_cpu_model()}, {threads} thread{'s' if threads > 1 else ''}"


def _cpu_model() -> str:
    """Linux says it in /proc/cpuinfo, where ARM has no such line; elsewhere Python knows."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, "") or platform.processor() or platform.machine() or "CPU"


def precision(tf32_supported: bool, convolutions: str) -> str:
    """What convolutions multiply in, "float32" or "tf32": PyTorch's setting counts only where the device has TF32."""
    return "tf32" if tf32_supported and convolutions == "tf32" else "float32"


def precision_of(device: torch.device) -> str:
    """TF32 is what PyTorch's convolutions do on a GPU that has it, unless they are told otherwise."""
    supported = device.type == "cuda" and torch.cuda.is_tf32_supported()
    return precision(supported, torch.backends.cudnn.conv.fp32_precision)


def timed(device: torch.device, work: Callable[[], object]) -> tuple[object, float]:
    """What `work` gives, and the seconds until the device had done all of it."""
    synchronise(device)
    begun = time.perf_counter()
    result = work()
    synchronise(device)
    return result, time.perf_counter() - begun


def synchronise(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def give_back(device: torch.device) -> None:
    """Frees what the network left behind, torch.fx's tracer refers to it in a circle, and PyTorch's cache of memory."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()


@contextmanager
def seeded(seed: int, device: torch.device) -> Iterator[None]:
    """PyTorch's default generators begin at the seed, and are put back as they were."""
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        torch.manual_seed(seed)
        yield


@contextmanager
def one_thread() -> Iterator[None]:
    """For small tensors on the CPU: several threads gain nothing there, and wait for one another where others compute.

    ResNet-56 on images of 8×8 took as long with two as with one, and 5 to 7 times as long on two busy cores.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
