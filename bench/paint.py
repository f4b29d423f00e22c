"""From a start to a page, and from an address to a picture, beside a Gradio page that has one line of text.

Cold: a browser context that has fetched nothing. Warm: a second page of the same context. Both pages take turns, so
that a slow moment of the machine falls on both.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.report import machine, table
from tests.ui.conftest import BROWSER_ARGUMENTS, ROOT, browser_path, free_port, wait_for

BARE = Path(__file__).parent / "bare.py"
STANDING = {BARE: ".prose p", ROOT / "app.py": ".plot[data-query] .main-svg"}
WATCH = """(selector) => {
  const look = () => {
    if (document.querySelector(selector)?.getBoundingClientRect().width) window.stands = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
RUNS = 7
WARM_RATIO = 1.5


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


def standing(context: BrowserContext, url: str, selector: str) -> float:
    """Seconds from the navigation to the first frame in which there is something of the selector to be seen."""
    page = context.new_page()
    page.add_init_script(f"({WATCH})({json.dumps(selector)})")
    page.goto(url, wait_until="commit")
    milliseconds = page.wait_for_function("window.stands").json_value()
    page.close()
    return milliseconds / 1000


def cold_and_warm(browser: Browser, url: str, selector: str) -> tuple[float, float]:
    with browser.new_context() as context:
        return standing(context, url, selector), standing(context, url, selector)


def main() -> list[str]:
    """Prints what was measured; gives what was promised and does not hold."""
    with started(BARE) as (bare, bare_start), started(ROOT / "app.py") as (app, app_start), sync_playwright() as drawn:
        urls = dict(zip(STANDING, (bare, app), strict=True))
        browser = drawn.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        rounds = [[cold_and_warm(browser, urls[script], selector) for script, selector in STANDING.items()]
                  for _ in range(RUNS + 1)]
        browser.close()
    (bare_cold, bare_warm), (cold, warm) = ([median(times) for times in zip(*pages, strict=True)]
                                            for pages in zip(*rounds[1:], strict=True))
    rows = [("from the start to the first answer", bare_start, app_start),
            ("from the address to what it shows, cold", bare_cold, cold),
            ("warm: a second page", bare_warm, warm)]
    print(table(("", "bare Gradio page", "ours", "ratio"),
                [(name, f"{1000 * theirs:.0f} ms", f"{1000 * ours:.0f} ms", f"{ours / theirs:.2f}")
                 for name, theirs, ours in rows]))
    print(f"\n{machine('gradio', 'plotly', 'playwright')}; median of {RUNS}, the starts once\n")
    slow = f"a second page stands after {warm / bare_warm:.2f} times a bare one: {WARM_RATIO} were promised"
    return [slow] * (warm / bare_warm > WARM_RATIO)
