"""What is wrong is told in the same sentence at every door."""

import json
import re
from functools import partial

import pytest
from gradio_client import Client

import explorer
from explorer.cli import main
from explorer.ui.assets import address
from tests.ui.wire import fetch

BAD = {  # of a network: the field, its value, and what is told of it
    "depth": ("51", "no ResNet of depth 51: choose 18, 26, 34, 50, 101 or 152 (the nearest is 50)"),
    "height": ("0", "height cannot be 0: choose a whole number from 1 to 4096"),
    "classes": ("many", "classes cannot be 'many': choose a whole number from 1 to 100000"),
    "variant": ("v9", f"no variant 'v9': choose {', '.join([*explorer.spec.VARIANTS][:-1])} or own"),
}
DRAWN = {  # of a picture of the paths
    "panel": ("rooms", "no panel 'rooms': choose lengths or tree"),
    "canvas": ("wall", f"no canvas 'wall': choose {', '.join([*explorer.theme.CANVASES][:-1])} or "
                       f"{[*explorer.theme.CANVASES][-1]}"),
}


@pytest.fixture(scope="module")
def client(server):
    client = Client(server, verbose=False, analytics_enabled=False)
    yield client
    client.close()


@pytest.mark.parametrize("asked", [explorer.residual_blocks, explorer.path_lengths, explorer.branches_taken,
                                   *(partial(explorer.metric, name) for name in explorer.METRICS)])
@pytest.mark.parametrize("given", [explorer.Spec(18), "resnet18", None])
def test_what_is_no_graph(asked, given):
    told = f"this is asked of a traced graph, not of a {type(given).__name__}: explorer.trace gives one"
    with pytest.raises(ValueError, match=re.escape(told)):
        asked(given)


@pytest.mark.parametrize("field", BAD)
def test_a_bad_network(server, client, capsys, field):
    value, sentence = BAD[field]
    link = f"{field}={value}"
    told = re.escape(sentence)
    with pytest.raises(ValueError, match=told):
        explorer.Spec(**{field: value})
    assert main(["summary", f"--{field}", value]) == 2
    assert main(["compare", link]) == 2
    assert capsys.readouterr().err.splitlines() == [sentence, sentence]
    status, _, body = fetch(f"{server}{address('figure/paths')}?{link}")
    assert (status, json.loads(body)) == (400, {"error": sentence})
    for endpoint, question in (("/figure", ("paths", link)), ("/compare", (link,))):
        with pytest.raises(Exception, match=told):
            client.predict(*question, api_name=endpoint)


@pytest.mark.parametrize("field", DRAWN)
def test_a_bad_picture(server, client, capsys, tmp_path, field):
    value, sentence = DRAWN[field]
    told = re.escape(sentence)
    with pytest.raises(ValueError, match=told):
        explorer.figure("paths", explorer.Spec(), **{field: value})
    assert main(["figure", "paths", str(tmp_path / "paths.json"), "--set", f"{field}={value}"]) == 2
    assert capsys.readouterr().err.strip() == sentence
    with pytest.raises(Exception, match=told):
        client.predict("paths", f"{field}={value}", api_name="/figure")


def test_a_bad_link_is_told_on_the_page(new_screen):
    notice = new_screen().open("&".join(f"{field}={value}" for field, (value, _) in BAD.items())).notice.inner_text()
    assert [sentence in notice for _, sentence in BAD.values()] == [True] * len(BAD)
