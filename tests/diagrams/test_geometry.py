"""The geometry audit: every picture, at every depth, level and canvas, is one that can be read."""

import re

from tests.diagrams.geometry import crossings, failures, overlaps


def test_no_line_runs_through_a_label(pictures):
    def struck(picture):
        labels = {text.text: text.area for text in picture.texts if not text.fixed}
        return picture.lines and labels and crossings(picture.lines, labels)

    assert failures(pictures, struck) == []


def test_no_two_labels_overlap(pictures):
    assert failures(pictures, lambda picture: overlaps((text.text, text.area) for text in picture.texts)) == []


def test_every_label_is_on_the_canvas_or_where_it_pans_to(pictures):
    def outside(picture):
        width, height = picture.canvas.width, picture.height
        widths = {True: width, False: max(width, picture.meta["width"])}
        return [text.text for text in picture.texts if min(text.area[:2]) < 0
                or text.area[2] > widths[text.fixed] or text.area[3] > height]

    assert failures(pictures, outside) == []


def test_no_text_is_small(pictures):
    def small(picture):
        return [text for text in picture.texts if text.size < (12 if picture.canvas.pans else 18)]

    assert failures(pictures, small) == []


def test_what_answers_to_the_pointer_does_not_overlap(pictures):
    def contested(picture):
        return [pair for pair in overlaps(picture.hits) if pair[0] != pair[1]]

    assert failures(pictures, contested) == []


def test_a_slide_shows_the_whole_picture(pictures):
    def outside(picture):
        room = picture.canvas
        return not room.pans and (picture.meta["width"] > room.width + 1 or picture.height != room.height)

    assert failures(pictures, outside) == []


def test_what_cannot_be_clicked_asks_for_no_click(pictures):
    """A slide is shown far from the page."""
    def asking(picture):
        told = " ".join(text.text for text in picture.texts)
        return [] if picture.canvas.pans else re.findall(r"\b(?:click|select|hover|tap|press|drag)\b", told, re.I)

    assert failures(pictures, asking) == []
