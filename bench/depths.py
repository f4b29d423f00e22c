"""Depth 1202 as a first-class citizen: what a picture costs per operation, on the wire, and in the browser.

Every run is cold, as in `peers`. The depths take turns, so that a slow moment of the machine falls on all of them.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from statistics import median

from playwright.sync_api import Page, sync_playwright

from bench.report import machine, table
from bench.ways import ours, seconds
from explorer.export.pictures import browser_path
from explorer.properties import operations
from explorer.spec import Spec
from explorer.tracing import trace
from explorer.ui.given import PLOTLY
from tests.ui.conftest import BROWSER_ARGUMENTS

SHALLOW, *BETWEEN, DEEP = DEPTHS = (20, 56, 110, 1202)
RUNS, DRAWN_RUNS = 9, 7
GROWTH = 1.3  # of the time per operation, from the shallowest to the deepest
COMPRESSED_BYTES = 150_000
DRAWN = 3  # times what ResNet-152 takes in the browser
DRAW = """async (figure) => {
  figure.data.at(-1).visible = false; // as the page does: it finds the area under the pointer by itself
  const plot = document.body.appendChild(document.createElement('div'));
  const begun = performance.now();
  await Plotly.newPlot(plot, figure.data, figure.layout, { displayModeBar: false });
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  const milliseconds = performance.now() - begun;
  Plotly.purge(plot);
  plot.remove();
  return milliseconds;
}"""


def cifar(depth: int) -> Spec:
    return Spec(depth, variant="cifar")


def microseconds_each() -> dict[int, float]:
    """From the Spec to the figure's JSON, per operation."""
    rounds = [{depth: seconds(ours, cifar(depth)) for depth in DEPTHS} for _ in range(RUNS + 1)]
    return {depth: 1e6 * median(times[depth] for times in rounds[1:]) / len(operations(trace(cifar(depth))))
            for depth in DEPTHS}


def drawn_milliseconds(figures: Sequence[str]) -> list[float]:
    """From the figure's JSON to its picture on the screen, in turns."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_script_tag(path=PLOTLY)
        rounds = [[_drawn(page, figure) for figure in figures] for _ in range(DRAWN_RUNS + 1)]
        browser.close()
    return [median(times) for times in zip(*rounds[1:], strict=True)]


def _drawn(page: Page, figure: str) -> float:
    return page.evaluate(f"({DRAW})({figure})")


def main() -> list[str]:
    """Prints what was measured; gives what was promised and does not hold."""
    each = microseconds_each()
    figures = ours(Spec(152)), ours(cifar(DEEP))
    compressed = len(gzip.compress(figures[1].encode(), mtime=0))
    paper, deepest = drawn_milliseconds(figures)
    growth, slower = each[DEEP] / each[SHALLOW], deepest / paper
    rows = [(f"ResNet-{depth} (CIFAR)", f"{each[depth]:.0f} µs", f"{each[depth] / each[SHALLOW]:.2f}")
            for depth in DEPTHS]
    print(table(("Spec to figure, cold", "per operation", "to the shallowest"), rows))
    print(f"\nFigure of ResNet-{DEEP}: {len(figures[1])} bytes, {compressed} with gzip. Drawn in Chromium: "
          f"{deepest:.0f} ms, ResNet-152 {paper:.0f} ms ({slower:.2f} times).\n{machine('plotly', 'playwright')}; "
          f"median of {RUNS} and of {DRAWN_RUNS}")
    broken = {
        f"an operation of ResNet-{DEEP} takes {growth:.2f} times one of ResNet-{SHALLOW}: {GROWTH} were promised":
            growth > GROWTH,
        f"the figure of ResNet-{DEEP} has {compressed} bytes compressed: {COMPRESSED_BYTES} were promised":
            compressed > COMPRESSED_BYTES,
        f"ResNet-{DEEP} is drawn in {slower:.2f} times what ResNet-152 takes: {DRAWN} were promised": slower > DRAWN,
    }
    return [sentence for sentence, holds in broken.items() if holds]
