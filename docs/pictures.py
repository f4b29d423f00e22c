"""Takes the README's pictures from the running app, in a real browser: `make pictures`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.ui.conftest import BROWSER_ARGUMENTS, browser_path, serving

HERE = Path(__file__).parent
PICTURES = {
    "page.png": ("?depth=50&open=layer2.0&select=layer2.0", 1440, 900),
    "resnet152.png": ("?depth=152&overlay=receptive_field", 1440, 720),
    "paths.png": ("?tab=paths&measure=layers&route=layer2.1,layer3.0,layer4.0&select=layer3.1", 1440, 1340),
}


def main() -> None:
    with serving() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        for name, (query, width, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            page.goto(url + query)
            page.wait_for_selector(".plot[data-query]")
            page.locator(".panel .plot .main-svg").first.wait_for()
            page.get_by_text("shapes confirmed").wait_for(timeout=60_000)
            page.screenshot(path=HERE / name)
        browser.close()


if __name__ == "__main__":
    main()
