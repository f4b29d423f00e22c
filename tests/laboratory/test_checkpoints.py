"""Weights that are offered: by name, from a file or from the hub, and told where they cannot be had."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

import explorer
from explorer.cli import main
from explorer.diagrams import DIAGRAMS
from explorer.laboratory import EXPERIMENTS, Trial
from explorer.laboratory.checkpoints import VARIABLE, Unfetched, fetch_all, located, offer, offered
from explorer.resnet import build
from explorer.spec import Invalid, Spec
from explorer.ui.links import mended, pictured

SPEC = Spec(8, variant="cifar")
IDENTITY = build(Spec(8, variant="cifar", zero_init=True)).state_dict()
SMALL = {"batch": "2"}
WEIGHED = {"signal", "gradient", "path_gradient", "effective_field", "lesions", "feature_maps"}
FETCHED = """import explorer
from explorer.laboratory.checkpoints import fetch_all
fetch_all()
spec = explorer.Spec(8, variant="cifar")
found = explorer.perform(explorer.Trial(spec, "signal", {"batch": 2, "weights": "them/net"}))
print(found.ran.weights, {block.residual.variance for block in found.blocks})"""


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    """Of a network whose residual branches are 0, and offered."""
    torch.save(IDENTITY, tmp_path / "own.pth")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "own.pth"))
    return tmp_path / "own.pth"


class Hub(BaseHTTPRequestHandler):
    """A hub on this machine, which has one file of one repository."""

    content = save(IDENTITY)
    files = ("/them/net/resolve/main/model.safetensors", f"/them/net/resolve/{'0' * 40}/model.safetensors")

    def do_HEAD(self) -> None:
        there = self.path in self.files
        self.send_response(200 if there else 404)
        headers = {"ETag": '"1"', "X-Repo-Commit": "0" * 40, "Content-Length": len(self.content)}
        for name, value in (headers if there else {"X-Error-Code": "RepoNotFound", "Content-Length": 0}).items():
            self.send_header(name, str(value))
        self.end_headers()

    def do_GET(self) -> None:
        self.do_HEAD()
        self.wfile.write(self.content if self.path in self.files else b"")

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def hub():
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def python(*arguments: str, hub: str, home: Path, **more: str) -> subprocess.CompletedProcess:
    place = {"HF_ENDPOINT": hub, "HF_HOME": str(home), VARIABLE: "hf:them/net", **more}
    return subprocess.run([sys.executable, *arguments], env={**os.environ, **place}, text=True, capture_output=True,
                          timeout=120)


def test_what_begins_with_a_network_s_weights_can_begin_with_those(file):
    assert {name for name, experiment in EXPERIMENTS.items() if experiment.settings[-1].name == "weights"} == WEIGHED
    assert EXPERIMENTS["signal"].settings[-1].choices == ("none", "own.pth")


def test_where_nothing_is_offered_nothing_can_be_chosen(monkeypatch):
    monkeypatch.setenv(VARIABLE, "")
    assert all("weights" not in [option.name for option in experiment.settings] for experiment in EXPERIMENTS.values())
    with pytest.raises(Invalid, match=r"no setting 'weights': choose batch or seed"):
        Trial(SPEC, "signal", {"weights": "own.pth"})


def test_the_experiment_begins_with_them_and_names_them(file):
    found = explorer.perform(Trial(SPEC, "signal", {**SMALL, "weights": "own.pth"}))
    assert {block.residual.variance for block in found.blocks} == {0.0}
    assert found.ran.weights == "own.pth"
    begun = explorer.perform(Trial(SPEC, "signal", SMALL))
    assert 0.0 not in {block.residual.variance for block in begun.blocks}
    assert begun.ran.weights is None


def test_a_link_names_them_and_only_those_that_are_offered(file):
    link = "depth=8&variant=cifar&tab=signal&weights=own.pth"
    _, view, problems = mended(link)
    assert (view["weights"], problems) == ("own.pth", ())
    assert pictured(link, DIAGRAMS["signal"])[2]["weights"] == "own.pth"
    with pytest.raises(Invalid, match=r"no weights '/etc/passwd': choose none or own\.pth"):
        pictured("depth=8&variant=cifar&weights=/etc/passwd", DIAGRAMS["signal"])


def test_another_network_s_weights_are_told_by_what_does_not_fit(file):
    with pytest.raises(ValueError, match=r"own\.pth does not fit ResNet-14: missing 30 \(layer1\.1\.conv1\.weight"):
        explorer.perform(Trial(Spec(14, variant="cifar"), "signal", {**SMALL, "weights": "own.pth"}))


def test_the_server_s_own_are_added_to_those_of_the_environment(file):
    offer(["more/other.safetensors", "hf:them/net"])
    assert offered() == {"own.pth": str(file), "other.safetensors": "more/other.safetensors", "them/net": "hf:them/net"}


def test_what_is_not_there_is_not_served(monkeypatch, capsys):
    monkeypatch.setenv(VARIABLE, "")
    assert main(["serve", "--weights", "nowhere.pth"]) == 1
    assert capsys.readouterr().err == "there is no file nowhere.pth to offer\n"


@pytest.mark.parametrize("name", ["hf:", "hf:net", "hf:/net"])
def test_what_names_nothing_on_the_hub_is_told(name):
    with pytest.raises(Unfetched, match=r"names nothing on the Hugging Face hub: write hf:owner/name"):
        located(name)


def test_from_the_hub_it_is_fetched_before_and_used_by_its_name(hub, tmp_path):
    ended = python("-c", FETCHED, hub=hub, home=tmp_path)
    assert ended.stdout == "them/net {0.0}\n", ended.stderr


def test_nothing_is_fetched_by_who_asks(hub, tmp_path):
    ended = python("-c", FETCHED.replace("fetch_all()", ""), hub=hub, home=tmp_path)
    assert "hf:them/net cannot be had from the Hugging Face hub: " in ended.stderr


@pytest.mark.parametrize(("name", "more"), [("hf:them/other", {}), ("hf:them/net", {"HF_HUB_OFFLINE": "1"})],
                         ids=["not there", "offline"])
def test_what_cannot_be_had_is_told_in_one_sentence(hub, tmp_path, name, more):
    ended = python("-m", "explorer", "serve", hub=hub, home=tmp_path, **{VARIABLE: name, **more})
    assert ended.returncode == 1
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith(f"{name} cannot be had from the Hugging Face hub: ")


def test_where_all_is_there_nothing_is_said(file):
    fetch_all()
    assert located("own.pth") == Path("own.pth")
