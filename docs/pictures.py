"""Takes the README's pictures, and the one that a link to the project shows, from the running app: `make pictures`."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from explorer.export.pictures import browser_path
from tests.ui.conftest import BROWSER_ARGUMENTS, serving

HERE = Path(__file__).parent
MILLISECONDS = 60_000
MEASURED = "shapes confirmed"


class Picture(NamedTuple):
    """What is shown, in how many CSS pixels, words that come last, and device pixels per CSS pixel."""

    query: str
    width: int
    height: int
    last: tuple[str, ...] = (MEASURED,)
    scale: float = 1

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the file, in pixels."""
        return round(self.width * self.scale), round(self.height * self.scale)


PICTURES = {
    "social.png": Picture("?embed=1&depth=50&open=layer2.0", 960, 480, ("layer2.0 Bottleneck",), 4 / 3),
    "page.png": Picture("?depth=50&open=layer2.0&select=layer2.0", 1440, 900),
    "resnet152.png": Picture("?depth=152&overlay=receptive_field", 1440, 720),
    "paths.png": Picture("?tab=paths&measure=layers&route=layer2.1,layer3.0,layer4.0&select=layer3.1", 1440, 1340),
    "compare.png": Picture("?embed=1&tab=compare&depth=34&beside=plain-34", 1280, 840, ("Plain-34, 3×224×224",)),
    "gradient.png": Picture("?tab=gradient&variant=cifar&depth=56&run=gradient", 1440, 1400, (MEASURED, "explodes")),
}


def take(browser: Browser, url: str, name: str, folder: Path) -> Path:
    picture = PICTURES[name]
    page = browser.new_page(viewport={"width": picture.width, "height": picture.height}, locale="en-GB",
                            color_scheme="light", device_scale_factor=picture.scale)
    page.goto(url + picture.query)
    page.locator(".js-plotly-plot:visible .main-svg").first.wait_for(timeout=MILLISECONDS)
    for words in picture.last:
        page.get_by_text(words).first.wait_for(timeout=MILLISECONDS)
    page.screenshot(path=folder / name)
    page.close()
    return folder / name


def main() -> None:
    with serving() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        for name in PICTURES:
            take(browser, url, name, HERE)
        browser.close()


if __name__ == "__main__":
    main()
