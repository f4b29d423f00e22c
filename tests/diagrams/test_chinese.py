"""Every diagram in Chinese, whose signs are one em wide and whose words have no spaces between them."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.diagrams import DIAGRAMS
from explorer.drawing.sheet import wrapped
from explorer.spec import Spec
from explorer.theme import CANVASES, text_width
from tests.diagrams.conftest import FEW
from tests.diagrams.geometry import TRIED, Picture, failures, overlaps
from tests.networks import pictured, traced

CLOSING, OPENING = "，。；：、）", "（"
WIDTHS = st.integers(20, 400)


def pictures(name: str, canvas: str) -> Iterator[Picture]:
    measured = TRIED.get(name, (Spec(34),))
    for spec in measured if DIAGRAMS[name].experiment else (Spec(18), Spec(152), Spec(152, 33, 97, 100_000)):
        graph = traced(spec)
        for options in FEW.get(name, [{}]):
            figure = pictured(name, graph, "zh-CN", canvas=canvas, **options)
            yield Picture(f"{spec.to_query()} {options}", graph, CANVASES[canvas], figure)


@pytest.mark.parametrize("canvas", ["wide", "narrow", "slide", "slide-half"])
@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_picture_in_chinese_can_be_read(name, canvas):
    def unreadable(picture):
        width = {True: picture.canvas.width, False: max(picture.canvas.width, picture.meta["width"])}
        outside = [text.text for text in picture.texts if min(text.area[:2]) < 0
                   or text.area[2] > width[text.fixed] or text.area[3] > picture.height]
        return outside + overlaps((text.text, text.area) for text in picture.texts)

    drawn = list(pictures(name, canvas))
    assert failures(drawn, unreadable) == []
    assert all(picture.canvas.pans or picture.height == picture.canvas.height for picture in drawn)


@pytest.mark.parametrize("text", ["残差块", "，。：（）", "！？；、"])
def test_a_chinese_sign_is_one_em_wide(text):
    assert text_width(text, 10) == 10 * len(text)


@given(st.text("残差步幅 2x×,，。：、（）()", min_size=1), WIDTHS)
def test_chinese_is_broken_between_signs_and_nothing_is_lost(text, width):
    lines = wrapped(text, width, 12)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert [line for line in lines if text_width(line, 12) > width and len(line.strip("2x×,，。：、（）() ")) > 1] == []


def test_what_a_no_break_space_holds_together_is_not_broken():
    assert wrapped("残差块 12\u00a0个残差块", 50, 12) == ["残差块", "12\u00a0个残差块"]


@given(st.lists(st.text("残差块", min_size=1, max_size=9), min_size=2), st.sampled_from(CLOSING), WIDTHS)
def test_no_line_begins_with_punctuation_that_closes_or_ends_with_what_opens(parts, sign, width):
    for line in wrapped(sign.join(parts), width, 12) + wrapped(OPENING.join(parts), width, 12):
        assert line[0] not in CLOSING
        assert line[-1] not in OPENING
