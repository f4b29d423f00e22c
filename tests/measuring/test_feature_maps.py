"""Feature maps: the numbers are those of a plain forward pass, and the picture is the one in scikit-learn's package."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
import torch
from PIL import Image
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
    assert found.zeros == pytest.approx((given[0] == 0).float().mean().item())
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


def as_file(pixels: np.ndarray, kind: str = "PNG", **more: object) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, kind, **more)
    return file.getvalue()


def test_one_s_own_picture_is_looked_at():
    pixels = np.random.default_rng(0).integers(0, 256, (64, 48, 3), np.uint8)
    record = perform_on(CPU, Trial(SPEC, "feature_maps", image=as_file(pixels)))
    luma = (torch.tensor(pixels) / 255 * torch.tensor([0.299, 0.587, 0.114])).sum(-1)
    assert torch.allclose(torch.tensor(record.brightness), F.adaptive_avg_pool2d(luma[None], (28, 28))[0], atol=1e-6)
    assert record.own
    assert record.maps != perform_on(CPU, Trial(SPEC, "feature_maps")).maps


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_one_colour_is_read_in_every_format(kind):
    shown = picture(4, 4, as_file(np.full((8, 8, 3), (255, 0, 0), np.uint8), kind))
    assert torch.allclose(shown, torch.tensor([1.0, 0, 0])[:, None, None].expand(3, 4, 4), atol=0.02)


def test_a_camera_s_picture_stands_upright():
    """EXIF orientation 6: the first column of what is seen is the last row of what is stored."""
    pixels = np.zeros((8, 8, 3), np.uint8)
    pixels[:4] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    shown = brightness(picture(8, 8, as_file(pixels, exif=exif)))
    assert torch.equal(shown, torch.cat((torch.zeros(8, 4), torch.ones(8, 4)), 1))


def test_what_is_transparent_is_white():
    assert picture(2, 2, as_file(np.zeros((4, 4, 4), np.uint8))).min() == 1


@pytest.mark.parametrize("image", [b"", b"GIF89a", b"<svg/>", as_file(np.zeros((8, 8, 3), np.uint8))[:45]],
                         ids=["nothing", "GIF", "SVG", "half a PNG"])
def test_what_is_no_picture_is_told(image):
    with pytest.raises(ValueError, match="this is no picture that can be read: give one as JPEG, PNG or WEBP"):
        picture(8, 8, image)


def test_a_picture_that_would_fill_the_memory_is_not_unpacked():
    bomb = BytesIO()
    Image.new("1", (6000, 6000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 10_000
    with pytest.raises(ValueError, match=r"a picture of 6000×6000 pixels is too large: give one of at most 25,000,000"):
        picture(8, 8, bomb.getvalue())


def test_only_what_looks_takes_a_picture():
    with pytest.raises(ValueError, match="signal looks at no picture: leave it out"):
        Trial(SPEC, "signal", image=b"")


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
