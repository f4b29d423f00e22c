"""The page is rendered once for an address, and never for another one's."""

import re

import pytest
from starlette.testclient import TestClient

from explorer.ui.rendered import KEPT, TELLING, Rendered
from tests.ui.wire import fetch


class Page:
    """A page that says how often it was asked for."""

    def __init__(self):
        self.asked, self.status, self.text = 0, 200, b"page "

    async def __call__(self, scope, receive, send):
        self.asked += 1
        await send({"type": "http.response.start", "status": self.status, "headers": [(b"x-first", b"1")]})
        await send({"type": "http.response.body", "body": self.text, "more_body": True})
        await send({"type": "http.response.body", "body": b"%d" % self.asked})


@pytest.fixture
def page():
    return Page()


@pytest.fixture
def client(page):
    return TestClient(Rendered(page))


def test_one_address_is_rendered_once(page, client):
    assert [client.get(f"/?depth={depth}", headers={"Accept-Language": language}).text
            for depth, language in ((18, "en"), (50, "zh"))] == ["page 1", "page 1"]


@pytest.mark.parametrize("header", TELLING)
def test_another_address_is_another_page(page, client, header):
    for _ in range(2):
        assert [client.get("/", headers={header: value}).text for value in ("a.test", "b.test")] == ["page 1", "page 2"]


@pytest.mark.parametrize("ask", [
    lambda client: client.head("/"), lambda client: client.post("/"), lambda client: client.get("/config"),
    lambda client: client.get("/?deep_link=x")])
def test_everything_else_passes(page, client, ask):
    client.get("/")
    ask(client)
    assert page.asked == 2
    assert client.get("/").text == "page 1"


def test_a_failure_is_not_kept(page, client):
    page.status = 500
    assert client.get("/").status_code == 500
    page.status = 200
    assert [client.get("/").text for _ in range(2)] == ["page 2", "page 2"]


def test_the_oldest_address_is_forgotten(page, client):
    for number in range(KEPT + 1):
        client.get("/", headers={"host": f"{number}.test"})
    assert client.get("/", headers={"host": "1.test"}).text == "page 2"
    assert client.get("/", headers={"host": "0.test"}).text == f"page {KEPT + 2}"


def test_what_is_added_to_an_answer_is_not_added_to_the_next(page):
    async def adding(scope, receive, send):
        async def added(message):
            message.get("headers", []).append((b"x-added", b"1"))
            await send(message)

        await rendered(scope, receive, added)

    rendered = Rendered(page)
    client = TestClient(adding)
    assert [client.get("/").headers.get_list("x-added") for _ in range(3)] == 3 * [["1"]]


def test_it_begins_with_our_script_and_is_as_long_as_it_says(client, page):
    page.text = b'<head><base href="./"><title>page '
    answer, ours = client.get("/"), r'<script type="module" src="\S+/app\.js"></script><link [^>]+>(<meta [^>]+>)+'
    assert re.fullmatch(f'<head><base href="./">{ours}<title>page 1', answer.text)
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_the_app_s_page_knows_the_address_it_is_asked_by(server):
    here, there, again = (fetch(server, Host=host)[2].decode() for host in ("a.test", "b.test", "a.test"))
    assert here == again != there
    assert ("http://a.test" in here, "http://a.test" in there, "http://b.test" in there) == (True, False, True)


def test_a_link_to_the_page_is_shown_by_others_as_what_it_is(server):
    tags = re.findall(r'<meta (?:property|name)="(og|twitter):(\w+)" content="([^"]*)"', fetch(server)[2].decode())
    assert [tag[:2] for tag in tags] == [("og", name) for name in ("type", "title", "description")]
    assert (tags[1][2], tags[2][2][:32]) == ("ResNet Explorer", "Type a depth and an input size: ")
