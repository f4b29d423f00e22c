"""Which copies can be asked for, and one sentence for those that cannot."""

import pytest

from explorer.cli import SEVERAL, main
from explorer.cli.several import spread
from explorer.diagrams import DIAGRAMS
from explorer.laboratory.overlays import MEASURED
from explorer.options import Option
from explorer.spec import Spec
from explorer.ui.copies.contents import combined, offered, settled
from explorer.ui.copies.site import asked


def test_of_a_family_there_are_the_depths_that_it_has():
    found = asked(["18", "50", "34"], ["64"], ["plain", "v1.5"])
    assert found == (*(Spec(depth, 64, 64) for depth in (18, 50, 34)),
                     *(Spec(depth, 64, 64, variant="plain") for depth in (18, 34)))


@pytest.mark.parametrize(("arguments", "told"), [
    (["--depths", "51"], "no ResNet of depth 51: choose 18, "), (["--sizes", "0"], "height cannot be 0: choose "),
    (["--variants", "x"], "no variant 'x': choose "), (["--lang", "xx"], "no lang 'xx': choose "),
    (["--live", "javascript:alert(1)"], "no live 'javascript:alert(1)': choose https://… or http://…")])
def test_a_bad_copy_is_refused_in_one_sentence(tmp_path, capsys, arguments, told):
    assert main(["site", str(tmp_path / "out"), *arguments]) == 2
    said = capsys.readouterr().err
    assert said.startswith(told)
    assert said.count("\n") == 1


@pytest.mark.parametrize(("setting", "told"), [
    ("level=rooms", "no level 'rooms'"), ("taste=sweet", "no option 'taste'"), ("tab=x", "no tab 'x'"),
    (f"overlay={next(iter(MEASURED))}", "no overlay ")])
def test_a_bad_state_of_an_offline_file_is_refused(tmp_path, capsys, setting, told):
    assert main(["offline", str(tmp_path / "x.html"), "--depth", "18", "--set", setting]) == 2
    assert capsys.readouterr().err.startswith(told)


def test_an_option_has_several_values():
    line = "site OUT --depths 18 34 --live URL --lang en zh-CN"
    assert " ".join(spread(line.split(), SEVERAL)) == (
        "site OUT --depths 18 --depths 34 --live URL --lang en --lang zh-CN")


@pytest.mark.parametrize("line", ["table layers --lang en OUT", "", "site"])
def test_other_commands_stay_as_they_are(line):
    assert " ".join(spread(line.split(), SEVERAL)) == line


def test_there_is_every_combination_of_what_can_be_chosen():
    cost = next(diagram for diagram in offered([]) if diagram.name == "cost")
    found = {tuple(values.items()) for values in combined(cost, {option.name: "" for option in cost.options})}
    each = {option.name: len(option.choices) for option in DIAGRAMS["cost"].options}
    assert len(found) == each["cost"] * each["metric"] * 2 ** each["count"]


def test_what_changes_nothing_is_not_drawn_again():
    options = Option("panel", "a", ("a", "b")), Option("measure", "x", ("x", "y"), when=("panel", "a"))
    assert settled(options, {"panel": "b", "measure": "y"}) == {"panel": "b", "measure": "x"}
    assert settled(options, {"panel": "a", "measure": "y"}) == {"panel": "a", "measure": "y"}


def test_only_the_presets_of_a_network_that_is_there_are_offered():
    compare = {diagram.name: diagram for diagram in offered([Spec(34)])}["compare"]
    assert set(compare.presets) == {name for name, query in DIAGRAMS["compare"].presets.items()
                                    if query.startswith("depth=34&")}
