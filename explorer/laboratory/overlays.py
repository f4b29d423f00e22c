"""What an experiment measured of every block or operation, to colour the Network by."""

from __future__ import annotations

from typing import NamedTuple

from explorer.metrics import Metric


class Measure(NamedTuple):
    """Which experiment gives it, and what the number means."""

    experiment: str
    metric: Metric


def _of_a_block(name: str, title: str, convention: str) -> Metric:
    return Metric(name, title, "", convention, "found", prefixed=False)


MEASURED = {
    measure.metric.name: measure
    for measure in (
        Measure("signal", _of_a_block(
            "signal_variance", "Signal variance",
            "of what a block gives, the mean over its channels; unit normal input, batch norm in training mode")),
        Measure("signal", _of_a_block(
            "residual_variance", "Residual branch variance",
            "of what F(x) gives before the ⊕, the mean over its channels; unit normal input, batch norm in training "
            "mode")),
        Measure("gradient", _of_a_block(
            "gradient", "Gradient norm",
            "root of the sum of squares of the loss's gradient at a block's output, over the batch")),
        Measure("latency", Metric(
            "latency", "Latency", "s", "median time of an operation by itself, the whole batch, evaluation mode",
            "total", prefixed=False)),
        Measure("latency", Metric(
            "saved", "Kept for the backward pass", "B", "what a forward pass in training mode keeps because of an "
            "operation; counted at the first that keeps it, parameters not counted", "total")),
        Measure("effective_field", _of_a_block(
            "heard", "Positions heard",
            "share of the positions of what a block gives that hold 95.45 % of the selected unit's gradient there")),
        Measure("path_gradient", _of_a_block(
            "through_branch", "Gradient through F(x)",
            "share of the squared gradient at a block's x that came back through F(x) and not over the shortcut")),
        Measure("feature_maps", _of_a_block(
            "zeros", "Zeros",
            "share of 0 among the values of what a block gives, of all its channels, for the picture")),
        Measure("lesions", Metric(
            "lesion", "Accuracy lost", "", "share of the test images no longer named right without this block alone, "
            "of a network trained on the digits", "found", prefixed=False)),
    )
}
