"""Weights at the command line: what fits is used and named, what does not is told in a sentence."""

import json

import pytest
import torch

from explorer.cli import main
from explorer.resnet import build
from explorer.spec import Spec

NETWORK = ("--depth", "8", "--variant", "cifar", "--weights")
SMALL = ("--set", "batch=2")


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> str:
    """Of ResNet-8 whose residual branches are 0."""
    file = tmp_path_factory.mktemp("weights") / "own.pth"
    torch.save(build(Spec(8, variant="cifar", zero_init=True)).state_dict(), file)
    return str(file)


def test_a_table_is_of_the_file_s_weights(file, tmp_path, capsys):
    """Without residual branches the whole gradient goes along the path that has none."""
    assert main(["table", "path_gradient", str(tmp_path / "own.csv"), *SMALL, *NETWORK, file]) == 0
    assert main(["table", "path_gradient", str(tmp_path / "begun.csv"), *SMALL, *NETWORK[:-1]]) == 0
    own, begun = ((tmp_path / f"{name}.csv").read_text("utf-8-sig").splitlines() for name in ("own", "begun"))
    assert len(own) == len(begun)
    assert own != begun


def test_a_figure_names_the_file(file, tmp_path):
    picture = tmp_path / "maps.json"
    assert main(["figure", "feature_maps", str(picture), *NETWORK, file]) == 0
    texts = [text for trace in json.loads(picture.read_bytes())["data"] for text in trace.get("text", ())]
    assert any("With the weights of own.pth." in text for text in texts)


def test_a_network_is_measured_with_the_file_s_weights(file, capsys):
    assert main(["measure", "--json", *NETWORK, file]) == 0
    assert json.loads(capsys.readouterr().out)["mismatches"] == []


@pytest.mark.parametrize("asked", [["measure"], ["figure", "signal", "out.json", *SMALL], ["table", "signal", *SMALL]])
def test_what_does_not_fit_is_told(file, capsys, asked):
    assert main([*asked, "--depth", "14", "--variant", "cifar", "--weights", file]) == 2
    assert "own.pth does not fit ResNet-14: missing 30 (layer1.1.conv1.weight" in capsys.readouterr().err


@pytest.mark.parametrize("asked", [["figure", "network", "out.json"], ["table", "layers"]])
def test_what_shows_nothing_of_the_weights_takes_none(file, capsys, asked):
    assert main([*asked, *NETWORK, file]) == 2
    assert "shows nothing that depends on weights: leave them out" in capsys.readouterr().err
