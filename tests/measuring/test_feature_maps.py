"""Feature maps: the numbers are those of a plain forward pass, and the picture is the one in scikit-learn's package."""

from dataclasses import replace

import pytest
import torch
from sklearn.datasets import load_sample_image
from torch.nn import functional as F

from explorer.laboratory import Trial
from explorer.measuring.experiments.feature_maps import cells
from explorer.measuring.performing import perform_on
from explorer.measuring.sample import brightness, normalised, picture
from explorer.resnet import build
from explorer.spec import Spec

CPU = torch.device("cpu")
SPEC = Spec(18, 64, 48)


def begun_with(model: torch.nn.Module, tmp_path, rank: int):
    torch.save(model.state_dict(), tmp_path / "own.pth")
    return perform_on(CPU, Trial(SPEC, "feature_maps", {"rank": rank}, weights=tmp_path / "own.pth"))


@pytest.mark.parametrize("rank", [1, 3, 64])
def test_a_map_is_what_a_hook_on_the_module_sees(tmp_path, rank):
    model, given = build(SPEC).eval(), []
    model.layer1.register_forward_hook(lambda module, taken, result: given.append(result[0]))
    with torch.no_grad():
        model(normalised(picture(64, 48))[None])
    found = begun_with(model, tmp_path, rank).maps[1]
    means = given[0].mean((1, 2))
    assert (found.block, found.mean) == ("layer1.1", pytest.approx(means.sort(descending=True).values[rank - 1].item()))
    channel = given[0][found.channel]
    assert torch.allclose(torch.tensor(found.cells), channel)  # 16×12: as it is
    assert (found.lowest, found.highest) == (pytest.approx(channel.min().item()), pytest.approx(channel.max().item()))


def test_a_rank_beyond_the_channels_is_the_lowest():
    maps = perform_on(CPU, Trial(SPEC, "feature_maps", {"rank": 2048})).maps
    highest = perform_on(CPU, Trial(SPEC, "feature_maps")).maps
    assert all(low.mean < high.mean for low, high in zip(maps, highest, strict=True))
    assert [one.block for one in maps] == [f"layer{stage}.{block}" for stage in (1, 2, 3, 4) for block in (0, 1)]


def test_the_seed_gives_the_weights():
    numbers = [perform_on(CPU, Trial(replace(SPEC, depth=34), "feature_maps", {"seed": seed})) for seed in (5, 5, 6)]
    assert numbers[0] == numbers[1] != numbers[2]


def test_the_picture_at_its_own_size_is_the_file_s_pixels():
    pixels = torch.tensor(load_sample_image("china.jpg"))
    assert torch.allclose(picture(427, 640), pixels.permute(2, 0, 1) / 255, atol=1e-6)


def test_of_another_shape_the_middle_is_taken():
    """427×640 pixels have 106 and 107 columns beside a square."""
    assert torch.allclose(picture(427, 427), picture(427, 640)[:, :, 106:533], atol=1e-6)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 4096), (4096, 1)])
def test_every_input_has_a_picture(height, width):
    shown = picture(height, width)
    assert shown.shape == (3, height, width)
    assert 0 <= shown.min() <= shown.max() <= 1


def test_white_is_bright_and_black_is_dark():
    assert torch.allclose(brightness(torch.ones(3, 2, 2)), torch.ones(2, 2))
    assert brightness(torch.zeros(3, 2, 2)).sum() == 0


def test_cells_are_means_of_what_lies_in_them():
    values = torch.rand(56, 84)
    expected = F.avg_pool2d(values[None], (2, 3))[0]
    assert torch.allclose(torch.tensor(cells(values)), expected)
