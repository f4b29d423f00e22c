"""From a start to a page, and from an address to a picture, beside a Gradio page that has one line of text.

Cold: a browser context that has fetched nothing. Warm: a second page of the same context. Both pages take turns, so
that a slow moment of the machine falls on both.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.report import machine, table
from explorer.export.pictures import browser_path
from tests.ui.conftest import BROWSER_ARGUMENTS, ROOT, free_port, wait_for

BARE, OURS = Path(__file__).parent / "bare.py", ROOT / "app.py"
PICTURE = ".plot[data-query] .main-svg"  # plotly.js's, which answers the pointer
SEEN = {BARE: (".prose p", ".prose p"), OURS: (f".sketch > g, {PICTURE}", PICTURE)}
WATCH = """(selectors) => {
  const seen = selectors.map(() => undefined);
  const look = () => {
    for (const [i, selector] of selectors.entries()) {
      if (document.querySelector(selector)?.getBoundingClientRect().width) seen[i] ??= performance.now();
    }
    if (seen.every(Boolean)) window.seen = seen;
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
RUNS = 7
MOST = {2: 1.5, 3: 4}  # times a bare page: a second page's picture as promised, and no doubling until it answers


@contextmanager
def started(script: Path, **environment: str) -> Iterator[tuple[str, float]]:
    """The address of a script's page while this lasts, and the seconds from its start to its first answer."""
    port = free_port()
    url, begun = f"http://127.0.0.1:{port}/", perf_counter()
    with subprocess.Popen([sys.executable, script], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
                          env={**os.environ, "GRADIO_SERVER_PORT": str(port), **environment}) as process:
        try:
            wait_for(url, process)
            yield url, perf_counter() - begun
        finally:
            process.terminate()


def seen(context: BrowserContext, url: str, selectors: Sequence[str]) -> list[float]:
    """Seconds from the navigation to the first frames in which there is something of each selector to be seen."""
    page = context.new_page()
    page.add_init_script(f"({WATCH})({json.dumps(selectors)})")
    page.goto(url, wait_until="commit")
    milliseconds = page.wait_for_function("window.seen").json_value()
    page.close()
    return [each / 1000 for each in milliseconds]


def cold_and_warm(browser: Browser, url: str, selectors: Sequence[str]) -> list[float]:
    with browser.new_context() as context:
        return [*seen(context, url, selectors), *seen(context, url, selectors)]


def main() -> list[str]:
    """Prints what was measured; gives what was promised and does not hold."""
    with started(BARE) as (bare, bare_start), started(OURS) as (app, app_start), sync_playwright() as drawn:
        urls = {BARE: bare, OURS: app}
        browser = drawn.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        rounds = [[cold_and_warm(browser, urls[script], selectors) for script, selectors in SEEN.items()]
                  for _ in range(RUNS + 1)]
        browser.close()
    theirs, ours = ([median(times) for times in zip(*pages, strict=True)] for pages in zip(*rounds[1:], strict=True))
    names = ("from the address to what it shows, cold", "cold, until it answers the pointer",
             "warm: a second page", "warm, until it answers the pointer")
    rows = [("from the start to the first answer", bare_start, app_start), *zip(names, theirs, ours, strict=True)]
    print(table(("", "bare Gradio page", "ours", "ratio"),
                [(name, f"{1000 * other:.0f} ms", f"{1000 * own:.0f} ms", f"{own / other:.2f}")
                 for name, other, own in rows]))
    print(f"\n{machine('gradio', 'plotly', 'playwright')}; median of {RUNS}, the starts once\n")
    ratios = {place: ours[place] / theirs[place] for place in MOST}
    return [f"{names[place]}: {ratio:.2f} times a bare page, {MOST[place]} at most" for place, ratio in ratios.items()
            if ratio > MOST[place]]
