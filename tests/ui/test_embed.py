"""One diagram in a frame of another page, without what is around it."""

from playwright.sync_api import BrowserContext, expect

from tests.ui.screen import NETWORK, PANEL, Screen

AROUND = "#heading", "#question", f"{NETWORK} .toolbar", f"{PANEL} [role=tablist]", f"{PANEL} .table", ".inspector"


def bare(screen: Screen, shown: str, hidden: str) -> None:
    expect(screen.page.locator(f"{shown} .stage")).to_be_visible()
    for around in (*AROUND, hidden):
        expect(screen.page.locator(around).first).to_be_hidden()


def test_the_network_stands_alone(new_screen):
    screen = new_screen().open("embed=1&depth=18&open=layer2.0")
    bare(screen, NETWORK, PANEL)
    screen.click("layer2.0").until(open="")
    assert screen.address["embed"] == "1"


def test_the_page_around_it_is_told_where_it_is_as_a_space_s_is(context: BrowserContext, server: str):
    """As Gradio's own apps tell it on Hugging Face, whose address then follows."""
    page = context.new_page()
    listening = "<script>told = ''; onmessage = ({data}) => told = data.queryString</script>"
    around = f'{listening}<iframe src="{server}?depth=18"></iframe>'
    page.route(f"{server}around", lambda route: route.fulfill(content_type="text/html", body=around))
    page.goto(f"{server}around")
    page.frame_locator("iframe").locator(NETWORK).get_by_label("Stages", exact=True).check()
    page.wait_for_function("told.includes('depth=18') && told.includes('level=stages')")
    page.close()
