"""From a click to what it draws, in Chromium: ours, and opening the same network in Netron and Model Explorer.

A time is that from the last event of the person's hand to the second frame after what it asked for stands; for an
opened address, from the navigation. Each is the median of RUNS, on a page that has done the same once before. Netron
gets the file that torch.onnx wrote, without weights; Model Explorer what its adapter made of the exported program.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median

from playwright.sync_api import Page, sync_playwright

from bench.paint import ROOT, started
from bench.report import machine, table
from explorer.spec import Spec
from tests.ui.conftest import BROWSER_ARGUMENTS, browser_path
from tests.ui.screen import SHOWN, STANDS, Screen

SPECS = (Spec(50), Spec(152), Spec(1202, variant="cifar"))
BLOCK, RUNS = "layer1.1", 5
OPENING, DEEPER = 0.1, 3  # seconds at ResNet-152; times what it takes, for 1202
ARM = """(holds) => {
  Object.assign(window, { begun: 0, stands: 0 });
  const begin = ({ timeStamp }) => { if (!window.stands) window.begun = timeStamp; };
  for (const kind of ['pointerdown', 'pointerup', 'pointermove', 'click', 'input', 'change', 'keydown']) {
    document.addEventListener(kind, begin, { capture: true });
  }
  const look = () => {
    if (!window.begun || !holds()) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame((now) => { window.stands = now; }));
  };
  look();
}"""


def after(page: Page, act: Callable[[], object], holds: str) -> float:
    """Seconds from the last event of `act` until `holds`, a function of the page, is true."""
    page.evaluate(f"() => ({ARM})({holds})")
    act()
    return page.wait_for_function("window.stands && window.stands - window.begun").json_value() / 1000


def shows(**expected: object) -> str:
    pairs = json.dumps({name: str(value) for name, value in expected.items()})
    return f"""() => {{
      const given = new URLSearchParams(({SHOWN})() ?? '');
      return Object.entries({pairs}).every(([name, value]) => (given.get(name) ?? '') === value);
    }}"""


class Visit:
    """A page of ours at one network."""

    def __init__(self, page: Page, url: str, spec: Spec):
        self.screen, self.spec = Screen(page, url), spec
        self.page = page

    def opened(self) -> float:
        return after_navigation(self.page, f"{self.screen.url}?{self.spec.to_query()}", shows(depth=self.spec.depth))

    def start(self) -> None:
        self.screen.go(self.spec.to_query()).until(open="", overlay="stage")

    def depth(self) -> float:
        """From a shallower network to this one."""
        self.screen.go(f"{Spec(20 if self.spec.variant == 'cifar' else 18, variant=self.spec.variant).to_query()}")
        self.screen.control("Depth").fill(str(self.spec.depth))
        return after(self.page, lambda: self.screen.control("Depth").press("Enter"), shows(depth=self.spec.depth))

    def opening(self) -> float:
        self.start()
        return after(self.page, lambda: self.screen.click(BLOCK), shows(open=BLOCK))

    def hovering(self) -> float:
        self.page.mouse.move(0, 0)
        tip = f"() => document.querySelector('.tip:not([hidden])')?.textContent.includes('{BLOCK}')"
        return after(self.page, lambda: self.screen.hover(BLOCK), tip)

    def colouring(self) -> float:
        self.start()
        return after(self.page, lambda: self.screen.pick("Colour by", "macs"), shows(overlay="macs"))

    def tab(self) -> float:
        self.page.click("#tab-receptive_field")
        self.screen.until_panel()
        return after(self.page, lambda: self.page.click("#tab-paths"),
                     f"() => document.querySelector('#tab-paths[aria-selected=true]') && ({STANDS})()")


def after_navigation(page: Page, address: str, holds: str) -> float:
    page.goto(address, wait_until="commit")
    page.evaluate(f"() => {{ ({ARM})({holds}); window.begun = 1e-9; }}")
    return page.wait_for_function("window.stands").json_value() / 1000
