"""The page as plain files: it opens, links and lights as the app does, and tells what it has not."""

import gzip
import json
import re
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from explorer.spec import Spec
from explorer.ui.copies.contents import offered, toggled
from explorer.ui.copies.packing import folder as folder_of
from explorer.ui.copies.packing import key
from explorer.ui.copies.site import asked
from explorer.ui.text import words
from tests.networks import pictured, traced
from tests.ui.copies.conftest import LIVE
from tests.ui.screen import NETWORK, PANEL, Screen
from tests.ui.test_access import violations
from tests.ui.test_embed import bare
from tests.ui.test_save import saved

FIRST = {"depth": "18", "height": "64", "width": "64", "classes": "1000", "level": "blocks", "overlay": "stage"}
SPEC = Spec(18, 64, 64)
SPECS = SPEC, Spec(20, variant="cifar"), Spec(variant="own", layers=(1, 2), zero_init=True)
DIAGRAMS = offered([SPEC])[1:]
KEYS = """([url, base]) => import('./kept.js')
.then(({ folderOf, keyOf }) => [folderOf(new URL(url)), keyOf(new URL(url), new URL(base))])"""
LISTS = """queries => import('./networks.js').then(({ Networks }) => {
  const [networks, box] = [new Networks(queries, 'v1.5', () => {}), document.createElement('div')];
  networks.show(networks.all[0], {}, box);
  return [...box.querySelectorAll('select')].map(({ options }) => [...options].map(({ value }) => value));
})"""
FOLDS = "([state, folds, name]) => import('./folding.js').then(({ toggled }) => toggled(state, folds, name))"


def kept(folder: Path, name: str) -> dict:
    return json.loads(gzip.decompress((folder / "kept" / folder_of(SPEC, "en") / f"{name}.gz").read_bytes()))


def trouble(screen: Screen):
    return screen.page.locator(".trouble")


def test_it_opens_with_the_first_network_and_asks_nothing_outside_its_folder(new_screen, server):
    screen, asked = new_screen(), []
    screen.page.on("request", lambda request: asked.append(request.url))
    screen.open()
    assert screen.address == screen.shown == FIRST
    assert [url for url in asked if not url.startswith(server)] == []
    expect(screen.proof).to_contain_text(LIVE)


def test_it_opens_from_a_server_that_unpacks_on_the_way(new_screen):
    screen = new_screen()
    screen.page.route("**/kept/**", lambda route: route.fulfill(body=gzip.decompress(route.fetch().body())))
    assert screen.open("depth=34").shown == {**FIRST, "depth": "34"}


def test_hover_tells_the_arithmetic(screen: Screen):
    lines = " ".join(screen.hover("conv1"))
    assert f"{(64 + 2 * 3 - (7 - 1) - 1) // 2 + 1}" in lines


def test_another_depth_is_chosen_from_a_list(screen: Screen):
    assert screen.control("Depth").locator("option").all_inner_texts() == ["18", "34"]
    screen.control("Depth").select_option("34")
    screen.until(depth=34)
    screen.page.go_back()
    screen.until(depth=18)
    expect(screen.control("Depth")).to_have_value("18")


def test_there_is_a_list_for_each_in_which_networks_differ(modules: Page):
    networks = asked(["18", "34", "50"], ["64", "224"], ["v1.5", "plain"])
    lists = modules.evaluate(LISTS, [spec.to_query() for spec in networks])
    assert lists == [["v1.5", "plain"], ["18", "34", "50"], ["64×64", "224×224"]]


def test_a_diagram_stands_alone_in_a_frame(new_screen):
    screen = new_screen()
    screen.page.goto(f"{screen.url}?embed=1&tab=paths")
    bare(screen.until_panel(), PANEL, NETWORK)


def test_it_is_coloured_and_folded_by_its_controls(screen: Screen):
    screen.control("Colour by").select_option("macs")
    screen.until(overlay="macs")
    screen.control("Operations").check()
    screen.until(level="operations", overlay="macs")
    expect(trouble(screen)).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1920])
def test_every_tab_stands_on_any_screen(new_screen, width: int):
    screen = new_screen(width=width).open("select=layer2.0")
    for diagram in DIAGRAMS:
        if not diagram.experiment:
            screen.page.get_by_role("tab", name=words()[f"diagram.{diagram.name}"], exact=True).click()
            screen.until_panel()
    expect(trouble(screen)).to_be_hidden()


def test_every_combination_of_a_diagrams_controls_is_there(folder):
    index = kept(folder, "index")
    for diagram in DIAGRAMS:
        free = [option for option in diagram.options if option.choices and not option.several]
        for chosen in product(*(option.choices for option in free)):
            values = dict(zip((option.name for option in free), chosen, strict=True))
            defaults = {option.name: option.default for option in diagram.follows}
            if not diagram.experiment:
                assert key(f"figure/{diagram.name}", {**defaults, **values}) in index


def test_every_slide_of_a_deck_is_there(folder):
    index, opened = kept(folder, "index"), {"level": "stages", "overlay": "stage"}
    stages = ("stem", "layer1", "layer2", "layer3", "layer4", "head")
    assert [name for name in stages if key("figure/network", {**opened, "open": name}) not in index] == []
    assert (folder / "kept" / folder_of(SPEC, "en") / f"{index[key('figure/layers', {})]}-slide-light.gz").is_file()


def test_a_link_restores_what_was_shown(screen: Screen, new_screen):
    screen.click("layer2.0").until(open="layer2.0")
    screen.control("Depth").select_option("34")
    screen.until(depth=34)
    again = new_screen().open(urlencode(screen.address))
    assert (again.shown, again.texts) == (screen.shown, screen.texts)
    assert again.inspector.inner_text() == screen.inspector.inner_text()


def test_a_click_opens_a_block_and_what_is_not_there_is_told_beside_the_last_picture(screen: Screen):
    screen.click("layer1.0").until(open="layer1.0")
    assert "layer1.0.conv1" in screen.parts
    screen.click("layer2.0")
    expect(trouble(screen)).to_contain_text(f"open the live app at {LIVE}")
    assert screen.shown["open"] == "layer1.0"
    screen.page.go_back()
    expect(trouble(screen)).to_be_hidden()
    screen.page.go_back()
    screen.until(open="")


def test_a_link_to_what_is_not_there_is_mended_and_told(new_screen):
    screen = new_screen().open("depth=101&height=97&level=rooms&tab=x&zero_init=1")
    for told in ("this copy holds only depth 18 or 34, not 101", "this copy holds only height 64, not 97",
                 f"for other networks, open the live app at {LIVE}.",
                 "no level 'rooms': choose stages, blocks or operations", "no tab 'x': choose block, shapes, "):
        expect(screen.notice).to_contain_text(told)
    expect(screen.notice).not_to_contain_text("no ResNet")
    assert screen.address == screen.shown == FIRST


def test_an_experiment_says_that_it_needs_a_device(new_screen):
    screen = new_screen().open("tab=signal")
    screen.button("Run on this device").click()
    expect(screen.page.locator(".said")).to_have_text(screen.proof.inner_text().removesuffix(f" {LIVE}"))


def test_a_slide_is_saved(screen: Screen, tmp_path):
    assert saved(screen, "Save SVG", tmp_path).name == "resnet18-64x64-network.svg"


def test_it_can_be_read_by_everybody(new_screen):
    assert violations(new_screen(theme="dark").open("tab=cost&select=layer2.0")) == []


def test_what_is_kept_is_what_python_draws(folder):
    place = kept(folder, "index")[key("figure/network", {"level": "blocks", "open": "layer2.0", "overlay": "stage"})]
    drawn = pictured("network", traced(SPEC), canvas="narrow", theme="dark", open="layer2.0")
    assert kept(folder, f"{place}-narrow-dark") == json.loads(json.dumps(drawn))


def test_javascript_finds_a_file_where_python_puts_it(modules: Page, server):
    for spec, values in product(SPECS, ({"open": "", "level": "blocks"}, {"open": "layer1.0,layer2.0", "b": "é +&="})):
        query = f"{spec.to_query()}&{urlencode({'lang': 'en', **values, 'canvas': 'wide', 'theme': 'dark'})}"
        found = modules.evaluate(KEYS, [f"{server}figure/network?{query}", server])
        assert found == [folder_of(spec, "en"), key("figure/network", values)]


def test_python_folds_as_the_page_does(modules: Page):
    for opened, closed, stands in (("", "", True), ("", "", False), ("a,b", "c", True), ("c", "b,a", False)):
        values = {"open": opened, "closed": closed}
        assert modules.evaluate(FOLDS, [values, {"a": stands}, "a"]) == toggled(values, "a", stands)


def test_it_is_a_static_space(folder):
    front = re.search(r"\A---\n(.*?)\n---\n", (folder / "README.md").read_text(encoding="utf-8"), re.DOTALL).group(1)
    told = dict(line.split(": ", 1) for line in front.splitlines())
    assert told["sdk"] == "static"
    assert (folder / told["app_file"]).is_file()


def test_its_page_names_no_address_but_its_own(folder):
    page = (folder / "index.html").read_text(encoding="utf-8").replace(LIVE, "")
    assert re.findall(r'(?:href|src)="(?!static/|data:,)[^"]*"', page) == []
