"""From a click to what it draws, and from an address to its picture, beside Netron and Model Explorer, in Chromium.

A click's time is that from the last event of the person's hand to the second frame in which what it asked for stands;
an opened address's is that from the navigation to the first node on the screen, in a browser that has been there
before. Netron is given the file that torch.onnx wrote, and lays out all of it; Model Explorer the exported program, of
which its adapter makes a graph and its page shows the outermost three nodes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import quote

import netron
import torch
from playwright.sync_api import Page, Route, sync_playwright

from bench.paint import PICTURE, ROOT, started
from bench.report import machine, table
from bench.ways import by_onnx, exported
from explorer.export.pictures import browser_path
from explorer.spec import Spec
from tests.ui.conftest import BROWSER_ARGUMENTS, free_port, wait_for
from tests.ui.screen import SHOWS, STANDS, Screen

SPECS = (Spec(50), Spec(152), Spec(1202, variant="cifar"))
BLOCK, RUNS, OPENINGS = "layer1.1", 7, 3
PROMISED = 0.1  # seconds, for the opening of a block of ResNet-152
NODES = {"ours": PICTURE, "Netron": "svg .node", "Model Explorer": ".node-count-label"}
LIMIT = 120  # seconds
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
    return f"() => ({SHOWS})({json.dumps({name: str(value) for name, value in expected.items()})})"


class Visit:
    """A page of ours at one network."""

    def __init__(self, page: Page, url: str, spec: Spec):
        self.screen, self.spec = Screen(page, url), spec
        self.page = page

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


KINDS = {"another depth": Visit.depth, "a block opened": Visit.opening, "a tip under the pointer": Visit.hovering,
         "another colouring": Visit.colouring, "another tab": Visit.tab}


def clicked(page: Page, url: str) -> dict[str, list[float]]:
    """Seconds of every kind of click, for each of SPECS; the first of each is dropped."""
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for spec in SPECS:
        visit = Visit(page, url, spec)
        visit.screen.open(spec.to_query())
        for kind, click in KINDS.items():
            found[kind].append(median([click(visit) for _ in range(RUNS + 1)][1:]))
    return found


@contextmanager
def model_explorer() -> Iterator[str]:
    """The address of its server."""
    port = free_port()
    asked = [sys.executable, "-m", "model_explorer", "--host", "127.0.0.1", "--port", str(port), "--no_open_in_browser"]
    with subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/", process)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.kill()


def opened(page: Page, address: str, node: str) -> float:
    """Seconds; the median of OPENINGS after the first."""
    consent, stands = page.get_by_role("button", name="Accept"), page.locator(node).first
    times = []
    for _ in range(OPENINGS + 1):
        begun = perf_counter()
        page.goto(address, wait_until="commit")
        consent.or_(stands).first.wait_for(timeout=1000 * LIMIT)
        if consent.is_visible():
            consent.click()
        stands.wait_for(timeout=1000 * LIMIT)
        times.append(perf_counter() - begun)
    return median(times[1:])


def addresses(spec: Spec, ours: str, theirs: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Where each shows the network, made ready before."""
    yield "ours", f"{ours}?{spec.to_query()}"
    file = folder / f"{spec.depth}.onnx"
    file.write_bytes(by_onnx(spec))
    netron.stop()
    host, port = netron.start(str(file), ("127.0.0.1", free_port()), browse=False)
    yield "Netron", f"http://{host}:{port}/"
    program = folder / f"{spec.depth}.pt2"
    torch.export.save(exported(spec), program)
    yield "Model Explorer", f"{theirs}?data={quote(json.dumps({'models': [{'url': str(program)}]}))}"


def local(route: Route) -> None:
    """Nothing is asked of another machine."""
    inside = route.request.url.startswith(("http://127.0.0.1", "data:", "blob:"))
    return route.continue_() if inside else route.abort()


def main() -> list[str]:
    """Prints what was measured; gives what was promised and does not hold."""
    with ExitStack() as running:
        url, _ = running.enter_context(started(ROOT / "app.py"))
        theirs = running.enter_context(model_explorer())
        folder = Path(running.enter_context(TemporaryDirectory()))
        browser = running.enter_context(sync_playwright()).chromium.launch(
            executable_path=browser_path(), args=[*BROWSER_ARGUMENTS, "--enable-unsafe-swiftshader"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        clicks = clicked(context.new_page(), url)
        context.route("**/*", local)
        openings = [[opened(context.new_page(), address, NODES[name])
                     for name, address in addresses(spec, url, theirs, folder)] for spec in SPECS]
        netron.stop()
        browser.close()
    names = [spec.architecture.name for spec in SPECS]
    rows = [(kind, *(f"{1000 * took:.0f} ms" for took in times)) for kind, times in clicks.items()]
    print(table(("from a click to what it draws", *names), rows))
    rows = [(name, *(f"{1000 * times[place]:.0f} ms" for times in openings)) for place, name in enumerate(NODES)]
    print("", table(("from an address to its picture", *names), rows), sep="\n")
    print(f"\n{machine('gradio', 'plotly', 'netron', 'ai-edge-model-explorer', 'playwright')}; "
          f"median of {RUNS} and of {OPENINGS}\n")
    took = clicks["a block opened"][1]
    return [f"a block of ResNet-152 opens in {took:.2f} s: {PROMISED} s were promised"] * (took > PROMISED)
