"""explorer.summary: a table whose parts add up to totals that are published, in text and in a notebook."""

import re
from unicodedata import east_asian_width

import pytest

import explorer
from explorer.export.aligned import aligned
from explorer.fold import LEVELS
from explorer.spec import Invalid, Spec
from explorer.tables import Column, Row, Table
from explorer.ui.text import words
from tests.networks import LAYERS, operations

PARAMETERS, GIGA_MACS = {18: 11_689_512, 50: 25_557_032}, {18: 1.814, 50: 4.089}  # torchvision's
COSTS = slice(3, 6)


@pytest.mark.parametrize("depth", PARAMETERS)
def test_the_stages_add_up_to_what_torchvision_publishes(depth):
    found = explorer.summary(Spec(depth), level="stages")
    parameters, macs, _ = map(sum, zip(*(row.cells[COSTS] for row in found.table.rows), strict=True))
    assert (parameters, round(macs / 1e9, 3)) == (PARAMETERS[depth], GIGA_MACS[depth])
    assert f"Parameters: {PARAMETERS[depth]:,} (" in str(found)


def test_every_level_adds_up_to_the_one_above():
    blocks, all_of_it = (explorer.summary(Spec(18), level).table.rows for level in LEVELS[1:])
    inside = [row.cells for row in all_of_it if row.cells[0].startswith("    layer2.0.")]
    (block,) = (row.cells for row in blocks if row.name == "layer2.0")
    assert tuple(map(sum, zip(*(cells[COSTS] for cells in inside), strict=True))) == block[COSTS]


def test_there_is_a_row_for_each_stage_block_and_operation():
    stages, blocks = 3 + len(LAYERS[34]), sum(LAYERS[34])  # input, stem and head
    counted = [len(explorer.summary(Spec(34), level).table.rows) for level in LEVELS]
    assert counted == [stages, stages + blocks, stages + blocks + operations("BasicBlock", blocks, 3) + 1]  # output


def test_it_shows_itself_as_text_and_as_a_table():
    found = explorer.summary(Spec(8, variant="cifar"))
    assert repr(found) == str(found)
    assert found._repr_html_().count("<tr>") == len(found.table.rows) + 1
    assert all(note in str(found) for note in found.table.notes)


def test_html_escapes_what_stands_in_it():
    found = explorer.summary(Spec(8, variant="cifar"))._repr_html_()
    assert set(re.findall(r"</?(\w+)", found)) == {"table", "caption", "br", "tr", "th", "td"}


def columns_wide(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_columns_stand_in_line_in_every_language(language):
    table = Table((Column("a", "名称 name"), Column("b", "数 n", number=True)),
                  (Row("", ("卷积", 1_000_000)), Row("", ("conv", 0.12345)), Row("", ("×", None))), ("A note.",))
    head, _, *rows, blank, note = aligned(table, words(language)).splitlines()
    assert len({columns_wide(line) for line in (head, *rows)}) == 1
    assert [row.split()[-1] for row in rows[:2]] == ["1,000,000", "0.123"]
    assert rows[2].endswith(words(language)["describe.uncounted"])
    assert (blank, note) == ("", "A note.")


def test_another_level_is_refused():
    with pytest.raises(Invalid, match="no level 'rooms': choose stages, blocks or operations"):
        explorer.summary(Spec(18), level="rooms")
