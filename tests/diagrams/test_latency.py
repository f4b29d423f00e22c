"""Latency as drawn: a dot tells the record's time and the network's MACs."""

import re

from explorer.diagrams import draw
from explorer.laboratory.latency import Latency, Operation
from explorer.spec import Spec
from explorer.tracing import trace
from explorer.ui.text import words

GRAPH = trace(Spec(18))
CONV1 = 112 * 112 * 64 * 3 * 7 * 7  # output positions, channels, and the kernel: He et al. 2015, Table 1
FC = 512 * 1000


def told(*operations: Operation) -> dict[str, str]:
    found = Latency(operations, (), 1.0, 3, None, 2)
    hits = draw("latency", GRAPH, words(), found=found)["data"][-1]
    return dict(zip(hits["customdata"], hits["hovertext"], strict=True))


def test_a_dot_tells_name_time_and_macs_of_the_batch():
    said = told(Operation("conv1", 0.25, 0), Operation("fc", 0.002, 0), Operation("bn1", 0.001, 0))
    assert list(said) == ["conv1", "fc", "bn1"]
    assert [int(re.search(r"([\d,]+) MACs", text)[1].replace(",", "")) for text in said.values()] == [
        2 * CONV1, 2 * FC, 0]
    assert [float(re.search(r"<br>([\d.]+) ms", text)[1]) for text in said.values()] == [250, 2, 1]


def test_of_dots_in_one_place_the_first_answers():
    assert list(told(Operation("bn1", 0.001, 0), Operation("relu", 0.001, 0))) == ["bn1"]
