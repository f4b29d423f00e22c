"""Colours can be told apart by everybody, sizes can be read, and the lines differ without their colours."""

from itertools import combinations, pairwise

import pytest

from explorer.residual import residual_blocks
from explorer.theme import CANVASES, DASHES, SEQUENCE, STAGES, THEMES, mix, text_width

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 Contrast (Minimum), AA
LEAST_LINE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11 Non-text Contrast
EVERY_THEME = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_for_contrast_gives_the_published_extremes():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


@EVERY_THEME
def test_texts_stand_out_from_the_paper(theme):
    grounds = [theme.paper, mix(theme.paper, theme.ink, 0.10)]  # an open block's ground is a veil of at most 10 %
    assert [(ink, ground) for ink in (theme.ink, theme.quiet, *map(theme.words_of, DASHES)) for ground in grounds
            if contrast(ink, ground) < LEAST_CONTRAST] == []


@EVERY_THEME
@pytest.mark.parametrize("kind", DASHES)
def test_shortcuts_stand_out_from_the_paper(theme, kind):
    assert contrast(theme.shortcut(kind), theme.paper) >= LEAST_LINE_CONTRAST


@EVERY_THEME
def test_wires_stand_out_from_the_paper(theme):
    assert contrast(theme.line, theme.paper) >= LEAST_LINE_CONTRAST


def test_the_kinds_of_shortcuts_differ_in_their_dash(graphs):
    assert len(set(DASHES.values())) == len(DASHES)
    assert {block.kind for graph in graphs.values() for block in residual_blocks(graph)} <= set(DASHES)


@EVERY_THEME
def test_the_classes_of_an_overlay_darken_step_by_step(theme):
    fronts = [luminance(theme.faces(colour)[0]) for colour in SEQUENCE]
    assert all(light > dark for light, dark in pairwise(fronts))


@EVERY_THEME
@pytest.mark.parametrize("colour", STAGES)
def test_the_top_of_a_volume_is_lighter_than_its_front_and_the_side_darker(theme, colour):
    front, top, side = map(luminance, theme.faces(colour))
    assert top > front > side


@EVERY_THEME
def test_no_two_stages_have_one_colour(theme):
    assert all(theme.faces(one) != theme.faces(other) for one, other in combinations(STAGES, 2))


def test_mixing_goes_from_one_colour_to_the_other():
    assert [mix("#000000", "#FF8040", share) for share in (0, 0.5, 1)] == ["#000000", "#804020", "#FF8040"]


@pytest.mark.parametrize(("name", "canvas"), CANVASES.items(), ids=list(CANVASES))
def test_the_smallest_text_of_a_canvas_can_be_read(name, canvas):
    assert canvas.text >= (18 if name == "slide" else 12)
    assert canvas.title > canvas.text


def test_a_slide_is_full_hd_and_shows_all_of_the_picture():
    assert (CANVASES["slide"].width, CANVASES["slide"].height, CANVASES["slide"].pans) == (1920, 1080, False)


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("text", ["conv1 7×7, /2", "", "⌊⌋"])
def test_the_width_of_a_text_grows_with_its_size_and_length(text, bold):
    assert text_width(text, 26, bold) == pytest.approx(2 * text_width(text, 13, bold))
    assert text_width(text * 2, 13, bold) == pytest.approx(2 * text_width(text, 13, bold))
