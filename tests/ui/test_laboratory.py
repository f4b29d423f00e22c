"""An experiment on the page: started, told about, stopped, in the link with its seed, and as colours of the Network."""

import re

import pytest
from playwright.sync_api import expect

from explorer.diagrams import DIAGRAMS
from explorer.ui.text import words
from tests.ui.screen import NETWORK, PANEL, Screen
from tests.ui.test_access import violations

SMALL = "variant=cifar&depth=20&height=16&width=16"
LARGE = "depth=152&height=224&width=224&batch=32"  # takes long enough to be stopped
START, STOP, COLOUR = (f".laboratory [data-action={action}]" for action in ("start", "halt", "colour"))


def drawn(screen: Screen) -> str:
    """All texts of the experiment's picture, when it stands."""
    screen.page.wait_for_selector(f"{PANEL} .stage:not([hidden]):not([aria-busy]) .plot .main-svg", state="attached")
    return " ".join(screen.page.locator(f"{PANEL} .plot text").all_text_contents())


def test_nothing_runs_before_somebody_asks(new_screen):
    screen, asked = new_screen(), []
    screen.page.on("request", lambda request: asked.append(request.url))
    screen.open(f"{SMALL}&tab=signal")
    expect(screen.page.locator(START)).to_be_visible()
    expect(screen.page.locator(f"{PANEL} .stage")).to_be_hidden()
    assert [url for url in asked if "figure/signal" in url] == []


def test_run_draws_what_was_found_and_is_in_the_address(screen: Screen):
    screen.go(f"{SMALL}&tab=signal")
    screen.page.click(START)
    assert "The variance goes from" in drawn(screen)
    assert screen.address["run"] == "signal"
    expect(screen.page.locator(f"{PANEL} tbody tr")).to_have_count(9)


def test_there_is_nothing_to_save_before_a_run(new_screen):
    screen = new_screen().open(f"{SMALL}&tab=signal")
    saves = [screen.page.locator(f"{PANEL} [data-action={action}]") for action in ("svg", "png", "csv")]
    for save in saves:
        expect(save).to_be_disabled()
    screen.page.click(START)
    for save in saves:
        expect(save).to_be_enabled()


def test_a_link_repeats_it_with_its_seed(new_screen):
    texts = [drawn(new_screen().open(f"{SMALL}&tab=gradient&run=gradient&seed={seed}&norm=none")) for seed in (5, 5, 6)]
    ratios = [re.findall(r"gradient is (\S+) times", text) for text in texts]
    assert ratios[0] == ratios[1] != ratios[2]


def test_the_link_is_of_what_is_shown_also_where_another_experiment_was_run_since(new_screen):
    screen = new_screen().open(f"{SMALL}&tab=gradient&run=gradient")
    assert "gradient is" in drawn(screen)
    screen.page.get_by_role("tab", name="Signal", exact=True).click()
    screen.page.click(START)
    screen.until(run="signal")
    assert "The variance goes from" in drawn(screen)
    screen.page.get_by_role("tab", name="Gradient", exact=True).click()
    assert "gradient is" in drawn(screen)
    assert (screen.address["tab"], screen.address["run"]) == ("gradient", "gradient")


def test_another_setting_is_another_experiment(screen: Screen):
    screen.go(f"{SMALL}&tab=gradient&run=gradient")
    assert "Batch norm: with;" in drawn(screen)
    screen.page.get_by_label("without", exact=True).check()
    expect(screen.page.locator(f"{PANEL} .plot text", has_text="Batch norm: without;")).to_have_count(1)
    assert screen.address["norm"] == "none"


def test_it_can_be_stopped_and_started_again(screen: Screen):
    screen.go(f"{LARGE}&tab=signal&run=signal")
    screen.page.click(STOP)
    expect(screen.page.locator(START)).to_be_visible()
    assert "run" not in screen.address
    screen.go(f"{SMALL}&tab=gradient&run=gradient")
    assert "gradient is" in drawn(screen)


def test_another_network_is_not_measured_unasked(new_screen):
    screen = new_screen().open(f"{SMALL}&tab=signal&run=signal")
    drawn(screen)
    screen.page.get_by_label("Height, px").fill("24")
    screen.until(height="24")
    expect(screen.page.locator(START)).to_be_visible()
    assert "run" not in screen.address


def test_what_does_not_fit_is_told_with_what_does(screen: Screen):
    screen.go("depth=152&height=4096&width=4096&tab=gradient&batch=256&run=gradient")
    expect(screen.page.locator(".laboratory .said")).to_contain_text(re.compile("4096×4096|batch|size"))
    expect(screen.page.locator(START)).to_be_visible()


@pytest.mark.parametrize("overlay", ["signal_variance", "gradient", "latency"])
def test_a_link_colours_the_network_by_what_is_measured(screen: Screen, overlay):
    screen.go(f"{SMALL}&overlay={overlay}")
    screen.until(overlay=overlay)
    expect(screen.page.locator(f"{NETWORK} .plot text", has_text=words()[f"metric.{overlay}"])).to_have_count(1)


def test_the_network_is_coloured_by_what_was_run(screen: Screen):
    screen.go(f"{SMALL}&tab=signal&run=signal")
    screen.page.click(COLOUR)
    screen.until(overlay="signal_variance")
    expect(screen.page.locator(f"{NETWORK} .plot text", has_text="Signal variance")).to_have_count(1)


def test_a_bad_setting_is_told_and_replaced(screen: Screen):
    screen.go(f"{SMALL}&tab=signal&seed=-1")
    expect(screen.page.locator(".notice")).to_contain_text("seed cannot be '-1': choose a whole number from 0 to")


LEARNING = f"{SMALL}&tab=degradation&run=degradation&shallow=8&deep=14"


def steps(screen: Screen) -> int:
    """After how many steps the picture that stands was drawn."""
    said = screen.page.locator(f"{PANEL} .plot text", has_text=re.compile("After .* steps"))
    return int(re.search(r"After (\d+) steps", said.first.text_content()).group(1))


def test_training_is_drawn_as_it_goes_on_and_stops_and_goes_on(screen: Screen):
    screen.go(f"{LEARNING}&steps=1000")
    expect(screen.page.locator(f"{PANEL} .plot text", has_text="After 20 steps")).not_to_have_count(0)
    screen.page.click(STOP)
    expect(screen.page.locator(START)).to_be_visible()
    drawn(screen)
    stopped = steps(screen)  # ten more may be there by now, whose picture is on its way
    assert 20 <= stopped < 1000
    screen.page.get_by_label("Steps", exact=True).fill(str(stopped + 20))
    screen.page.get_by_label("Steps", exact=True).press("Enter")
    screen.page.click(START)
    expect(screen.page.locator(f"{PANEL} .plot text", has_text=f"After {stopped + 20} steps")).not_to_have_count(
        0, timeout=120_000)  # the process that was stopped starts again, and trains from the first step
    expect(screen.page.locator(START)).to_be_hidden()


def test_it_goes_on_where_it_is_begun_again_at_once(screen: Screen):
    screen.go(f"{LEARNING}&steps=40&seed=1")
    screen.page.locator(STOP).wait_for()
    screen.page.evaluate("buttons => buttons.forEach(button => document.querySelector(button).click())", [STOP, START])
    expect(screen.page.locator(f"{PANEL} .plot text", has_text="After 40 steps")).not_to_have_count(0)


def test_a_click_on_a_block_switches_it_off(screen: Screen):
    screen.go("variant=cifar&depth=8&height=8&width=8&tab=lesions&run=lesions&steps=10")
    assert "Click a block" in drawn(screen)
    screen.click("layer2.0", PANEL)
    expect(screen.page.locator(f"{PANEL} .plot text", has_text="Without layer2.0 together")).to_have_count(1)
    assert screen.address["off"] == "layer2.0"


def test_a_click_on_the_network_switches_a_block_off_while_its_lesions_are_shown(new_screen):
    screen = new_screen().open("variant=cifar&depth=8&height=8&width=8&tab=lesions&run=lesions&steps=10")
    drawn(screen)
    expect(screen.page.locator(".hint")).to_contain_text("switch it off")
    screen.click("layer2.0")
    expect(screen.page.locator(f"{PANEL} .plot text", has_text="Without layer2.0 together")).to_have_count(1)
    assert (screen.address["off"], screen.address.get("open", "")) == ("layer2.0", "")
    assert screen.lit("route", NETWORK)
    screen.page.locator(f"{NETWORK} .stage").press("Enter")
    expect(screen.page.locator(f"{PANEL} .plot text", has_text="Without layer2.0 together")).to_have_count(0)
    screen.page.locator("#tab-shapes").click()
    expect(screen.page.locator(".hint")).to_contain_text("to open it")
    screen.click("layer2.0").until(open="layer2.0")


def test_what_is_not_trained_here_is_told(screen: Screen):
    screen.go("depth=50&tab=lesions&run=lesions")
    expect(screen.page.locator(".laboratory .said")).to_contain_text("ResNet-50 is not trained here")


@pytest.mark.parametrize("name", [name for name, diagram in DIAGRAMS.items() if diagram.experiment])
def test_every_experiment_is_drawn_fits_a_phone_and_can_be_read_by_all(screen: Screen, name: str):
    few = "batch=2&steps=10&shallow=8&deep=14"
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.go(f"variant=cifar&depth=8&tab={name}&run={name}&{few}")
    drawn(screen)
    expect(screen.proof).to_contain_text("shapes confirmed")
    assert screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(screen, PANEL) == []
