"""What a person sees of the page and does to it. Every wait is for a state of the page, never for a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from urllib.parse import parse_qsl

from playwright.sync_api import Locator, Page

NETWORK, PANEL = "#picture", ".panel"
SHOWN = "() => document.querySelector('#picture .stage:not([aria-busy]) .plot[data-query]')?.dataset.query"
SHOWS = f"""expected => {{
  const query = ({SHOWN})();
  if (query === undefined) return false;
  const given = new URLSearchParams(query);
  return Object.entries(expected).every(([name, value]) => (given.get(name) ?? '') === value);
}}"""
PLACE = """([where, name]) => {
  const plot = document.querySelector(`${where} .plot`);
  const { xaxis, yaxis } = plot._fullLayout;
  const { x, y, base, customdata } = plot.data.at(-1);
  const { left, top } = plot.getBoundingClientRect();
  const i = customdata.indexOf(name);
  return [left + xaxis._offset + xaxis.l2p(x[i]), top + yaxis._offset + yaxis.l2p(base[i] + y[i] / 2)];
}"""
TEXTS = """() => [...document.querySelectorAll(':is(#picture, body:not(:has(#picture))) .plot .main-svg text')]
.filter(node => node.textContent).map(node => {
  const { left, top, right, bottom } = node.getBoundingClientRect();
  return { text: node.textContent, size: parseFloat(getComputedStyle(node).fontSize), left, top, right, bottom };
})"""
HOVERED = "() => [...document.querySelectorAll('.tip:not([hidden]) div')].map(line => line.textContent)"
LIT = """([where, kind]) => {
  const outline = document.querySelector(`${where} .light .${kind}`)?.getAttribute('d');
  const rows = document.querySelectorAll(`${where} ${{ hovered: 'tr.hovered', selected: 'tr[aria-current]' }[kind]}`);
  return rows.length + (outline ? outline.split('M').length - 1 : 0);
}"""
STANDS = """() => document.querySelector('.panel .stage:not([aria-busy]):not([hidden]) .plot .main-svg')
  || document.querySelector('.panel .stage[hidden] ~ .table tbody tr')"""
GO = "query => { history.pushState({}, '', `?${query}`); dispatchEvent(new PopStateEvent('popstate')); }"
DEFAULT = "caption=on"  # said where nobody would: the page takes it away when it stands at an address
ARRIVED = f"() => !location.search.endsWith('{DEFAULT}')"


@dataclass(frozen=True)
class Text:
    """A text of the picture, its font size, and its box on the screen in pixels."""

    text: str
    size: float
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Text) -> bool:
        """By more than half a pixel both ways: boxes of letters have air in them."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0.5 and down > 0.5


def overlapping(texts: list[Text]) -> list[str]:
    return [f"{one.text} / {other.text}" for one, other in combinations(texts, 2) if one.overlaps(other)]


class Screen:
    """A page of the app."""

    FIRST = MappingProxyType({"depth": "50", "height": "224", "width": "224", "classes": "1000", "level": "blocks",
                              "overlay": "stage"})

    def __init__(self, page: Page, url: str):
        self.page, self.url = page, url

    # What is on it.

    @property
    def plot(self) -> Locator:
        """The Network, as what has the keyboard."""
        return self.page.locator(f"{NETWORK} .stage")

    @property
    def address(self) -> dict[str, str]:
        return dict(parse_qsl(self.page.evaluate("location.search.slice(1)")))

    @property
    def shown(self) -> dict[str, str]:
        """What the picture that stands shows, as the address says it."""
        return dict(parse_qsl(self.page.evaluate(SHOWN) or ""))

    @property
    def parts(self) -> list[str]:
        """Names of all that answers to the pointer."""
        return self.page.evaluate(f"() => document.querySelector('{NETWORK} .plot').data.at(-1).customdata")

    @property
    def texts(self) -> list[Text]:
        return [Text(**found) for found in self.page.evaluate(TEXTS)]

    @property
    def caption(self) -> str:
        return next(text.text for text in self.texts if text.text.startswith("ResNet-"))

    @property
    def inspector(self) -> Locator:
        return self.page.locator(".inspector")

    @property
    def notice(self) -> Locator:
        return self.page.locator(".notice")

    @property
    def proof(self) -> Locator:
        return self.page.locator("#proof")

    def control(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def button(self, name: str) -> Locator:
        """The first of this name is the Network's."""
        return self.page.get_by_role("button", name=name, exact=True).first

    def controls(self) -> list[str]:
        """What the controls say, from left to right; of the levels the chosen one."""
        fields = [self.control(name).input_value() for name in ("Depth", "Height, px", "Width, px", "Classes")]
        return [*fields, self.page.locator(f"{NETWORK} input[data-option=level]:checked").input_value(),
                self.control("Colour by").input_value()]

    def lit(self, kind: str, where: str) -> int:
        """How many outlines and rows there are of what is "selected" or "hovered"."""
        return self.page.evaluate(LIT, [where, kind])

    # What is done to it.

    def open(self, query: str = "") -> Screen:
        self.page.goto(f"{self.url}?{query}" if query else self.url)
        return self.until()

    def until(self, **expected: object) -> Screen:
        """Waits until a picture stands that shows this; "" is for what the address leaves out."""
        self.page.wait_for_function(SHOWS, arg={name: str(value) for name, value in expected.items()})
        return self

    def until_panel(self) -> Screen:
        """Waits until the diagram beneath the Network stands, its picture or its table."""
        self.page.wait_for_function(STANDS)
        return self

    def go(self, query: str) -> Screen:
        """To another address of the same page, as Back and Forward do."""
        self.page.evaluate(GO, "&".join(filter(None, [query, DEFAULT])))
        self.page.wait_for_function(ARRIVED)
        return self.until()

    def begin(self) -> Screen:
        """As it opens, also where it has been used."""
        self.page.unroute_all()
        self.page.set_viewport_size({"width": 1440, "height": 900})
        self.page.emulate_media(color_scheme="light")
        self.page.mouse.move(0, 0)
        self.page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
        return self.go("")

    def pick(self, label: str, option: str) -> Screen:
        if label in ("Depth", "Network"):
            self.control(label).click()
            self.page.get_by_role("option", name=option, exact=True).click()
        else:
            self.control(label).select_option(option)
        return self

    def type(self, label: str, value: str) -> Screen:
        """Replaces what a field holds, key by key, and presses Enter."""
        field = self.control(label)
        field.fill("")
        field.press_sequentially(value)
        field.press("Enter")
        return self

    def enter(self, label: str, value: str) -> Screen:
        """Puts a value into a field at once, as pasting does."""
        field = self.control(label)
        field.fill(value)
        field.press("Enter")
        return self

    def click(self, name: str, where: str = NETWORK) -> Screen:
        """The mouse on a part of a picture."""
        self.page.locator(f"{where} .stage").scroll_into_view_if_needed()
        self.page.mouse.click(*self.page.evaluate(PLACE, [where, name]))
        return self

    def hover(self, name: str) -> list[str]:
        """The lines that appear beside the pointer over a part."""
        self.page.mouse.move(*self.page.evaluate(PLACE, [NETWORK, name]))
        self.page.locator(".tip:not([hidden])", has_text=name).first.wait_for()
        return self.page.evaluate(HOVERED)

    def in_sight(self, names: Iterable[str]) -> list[str]:
        """Those of the Network's parts whose middle is on the screen."""
        box = self.page.locator(f"{NETWORK} .stage").bounding_box()
        return [name for name in names
                if box["x"] < self.page.evaluate(PLACE, [NETWORK, name])[0] < box["x"] + box["width"]]

    def open_kit(self) -> Screen:
        """What a slide may be, where it is not to be seen yet."""
        self.page.locator(".kit").evaluate("kit => { kit.open = true; }")
        return self

    def keys(self, presses: Iterable[str]) -> Screen:
        for key in presses:
            self.page.keyboard.press(key)
        return self
