"""The command line answers as Python does: files, tables, totals, and one sentence where it cannot."""

import csv
import io
import json
from dataclasses import asdict

import networkx as nx
import pytest

from explorer.cli import COMMANDS, main
from explorer.diagrams import DIAGRAMS
from explorer.export import FORMATS, summary
from explorer.measuring import Proof
from explorer.metrics import metric
from explorer.spec import VARIANTS, Spec
from explorer.ui.text import LANGUAGES, words
from tests.networks import pictured, tabulated, traced

SMALL = ("--depth", "18", "--height", "64", "--width", "33", "--classes", "10")
SPEC = Spec(18, 64, 33, 10)
COMPUTED = {name: diagram for name, diagram in DIAGRAMS.items() if not diagram.experiment}  # the same each time
TABLES = [name for name, diagram in COMPUTED.items() if diagram.table]


@pytest.fixture
def told(capsys):
    """Runs a command line that has to succeed; what it wrote."""

    def run(*arguments: str) -> str:
        assert main(arguments) == 0
        said = capsys.readouterr()
        assert said.err == ""
        return said.out

    return run


@pytest.mark.parametrize("name", FORMATS)
def test_a_graph_is_written_in_the_format_of_its_ending(told, tmp_path, name):
    file = tmp_path / f"network{FORMATS[name].suffix}"
    assert told("graph", str(file), *SMALL) == ""
    assert file.read_bytes() == FORMATS[name].write(traced(SPEC), words()).encode()


def test_a_graph_goes_to_standard_output_too(capfdbinary):
    assert main(["graph", "-", "--format", "graphml", *SMALL]) == 0
    back = nx.parse_graphml(capfdbinary.readouterr().out.decode())
    assert dict(back.nodes(data="macs")) == metric("macs", traced(SPEC))


@pytest.mark.parametrize("name", COMPUTED)
def test_every_diagram_is_drawn_for_a_slide_as_json(told, tmp_path, name):
    file = tmp_path / "picture.json"
    told("figure", name, str(file), *SMALL)
    assert json.loads(file.read_bytes()) == json.loads(json.dumps(pictured(name, traced(SPEC), canvas="slide")))


def test_every_setting_of_a_diagram_can_be_given(told, tmp_path):
    file = tmp_path / "picture.json"
    given = ("--set", "view=table1", "--set", "caption=off", "--canvas", "narrow", "--theme", "dark")
    told("figure", "shapes", str(file), *SMALL, *given)
    drawn = pictured("shapes", traced(SPEC), view="table1", caption="off", canvas="narrow", theme="dark")
    assert json.loads(file.read_bytes()) == json.loads(json.dumps(drawn))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_shown_whole_and_written_as_csv(told, tmp_path, name):
    file, table = tmp_path / "table.csv", tabulated(name, traced(SPEC))
    shown = told("table", name, *SMALL).splitlines()
    told("table", name, str(file), *SMALL)
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    assert rows[0] == [column.key for column in table.columns]
    assert len(rows) - 1 == len(table.rows) == len(shown) - 2 - len(table.notes) - bool(table.notes)
    assert all(str(row.cells[0]) in line for row, line in zip(table.rows, shown[2:], strict=False))


def test_a_table_speaks_another_language(told):
    assert tabulated("layers", traced(SPEC)).columns[0].title not in told("table", "layers", *SMALL, "--lang", "zh-CN")


def test_a_summary_is_the_totals_that_every_door_gives(told):
    assert json.loads(told("summary", "--json", *SMALL)) == json.loads(json.dumps(summary(traced(SPEC))))


def test_a_measurement_is_a_proof_as_json(told):
    proof = json.loads(told("measure", "--depth", "8", "--variant", "cifar", "--json"))
    assert set(proof) == set(Proof.__dataclass_fields__)
    assert (proof["confirmed"], proof["mismatches"]) == (len(traced(Spec(8, variant="cifar"))) - 2, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_measurement_is_told_in_sentences(told, language):
    said = "".join(told("measure", "--depth", "8", "--variant", "cifar", "--lang", language).split())
    traced_here = len(traced(Spec(8, variant="cifar"))) - 2
    shapes = words(language)["proof.shapes"].format(confirmed=traced_here, traced=traced_here)
    assert "".join(shapes.split()) in said


@pytest.mark.parametrize(("given", "spec"), [
    (["--size", "40"], Spec(50, 40, 40)), (["--size", "40", "--width", "30"], Spec(50, 40, 30)),
    (["--layers", "1,2"], Spec(variant="own", layers=(1, 2))),
    (["--layers", "2", "--block", "BasicBlock", "--channels", "8"],
     Spec(variant="own", layers=(2,), block="BasicBlock", channels=8)),
    (["--variant", "cifar", "--depth", "8", "--zero-init"], Spec(8, variant="cifar", zero_init=True)),
])
def test_the_options_make_the_spec(told, given, spec):
    answered = json.loads(told("summary", "--json", *given))
    asked = json.loads(json.dumps(asdict(spec)))
    assert {field: answered[field] for field in asked} == asked


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_an_example(told, command):
    assert f"python -m explorer {command}" in told(command, "--help").split("Example")[1]


def test_the_help_names_every_depth_of_the_usual_variant(told):
    said = " ".join(told("summary", "--help").replace("│", " ").split())
    assert f"Weighted layers: {', '.join(map(str, VARIANTS[Spec.variant].depths))}, or" in said


def test_the_help_of_figure_names_every_option_of_every_diagram(told):
    said = told("figure", "--help")
    assert [option.name for diagram in DIAGRAMS.values() for option in diagram.options if option.name not in said] == []
