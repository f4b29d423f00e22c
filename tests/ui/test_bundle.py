"""Our modules as one: each once, after those that it imports, with nothing left that only modules may say."""

import re

from explorer.ui.bundle import ENTRY, bundle, ordered
from explorer.ui.given import BY_GRADIO, STATIC

ONLY_IN_MODULES = re.compile(r"^\s*(import|export)\b.*", re.MULTILINE)


def test_every_module_comes_after_those_that_it_imports():
    order = ordered(ENTRY)
    assert len(order) == len(set(order))
    for place, name in enumerate(order):
        imported = re.findall(r"from '\./(\w+)\.js'", (STATIC / f"{name}.js").read_text("utf-8"))
        assert set(imported) <= set(order[:place])


def test_every_module_of_the_page_is_in_it():
    assert {file.name for file in STATIC.glob("*.js")} - {f"{name}.js" for name in ordered(ENTRY)} == {*BY_GRADIO}


def test_it_exports_one_thing_and_imports_nothing():
    assert [found.group().split(" = ")[0] for found in ONLY_IN_MODULES.finditer(bundle())] == ["export const mount"]


def test_whatever_a_module_exports_is_handed_on():
    exports = re.findall(r"^export .*?(?:const|class|function) (\w+)", "\n".join(
        (STATIC / f"{name}.js").read_text("utf-8") for name in ordered(ENTRY)), re.MULTILINE)
    handed = [name for names in re.findall(r"^return \{ ([\w, ]*) \};$", bundle(), re.MULTILINE)
              for name in filter(None, names.split(", "))]
    assert handed == exports
