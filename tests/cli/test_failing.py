"""What goes wrong is told in one sentence on standard error: 2 where the question is at fault, else 1."""

import errno
import os
import re
import socket
import sys

import pytest

from explorer.cli import main

SMALL = ("--depth", "8", "--variant", "cifar")
SENTENCES = [
    (["summary", "--depth", "51"], "no ResNet of depth 51: choose 18, 26, 34, 50, 101 or 152 (the nearest is 50)"),
    (["summary", "--size", "0"], "height cannot be 0: choose a whole number from 1 to 4096"),
    (["summary", "--width", "wide"], "width cannot be 'wide': choose a whole number from 1 to 4096"),
    (["summary", "--level", "rooms"], "no level 'rooms': choose stages, blocks or operations"),
    (["summary", "--lang", "xx"], "no lang 'xx': choose en or zh-CN"),
    (["graph", "x.bmp"], "no file ending '.bmp': choose .json, .graphml, .dot, .csv or .model-explorer.json"),
    (["graph", "-", "--format", "bmp"], "no format 'bmp': choose node-link, graphml, dot, csv or model-explorer"),
    (["figure", "shapes", "x.bmp", *SMALL], "no file ending '.bmp': choose .svg, .png, .pdf, .html or .json"),
    (["figure", "shapes", "x.svg", "--set", "view"], "no view '': choose staircase, worksheet or table1"),
    (["figure", "network", "x.json", "--depth", "18", "--set", "open=layer9.0"],
     "open cannot be 'layer9.0': choose input, stem, layer1, layer2, layer3, layer4 or head, or a part inside of one, "
     "such as layer1.0"),
    (["figure", "network", "x.json", "--set", "open=layer1.0", "--set", "open=layer2.0"],
     "open cannot be 'layer2.0' where it is 'layer1.0' already: give it once"),
    (["figure", "shapes", "x.svg", "--canvas", "wall"],
     "no canvas 'wall': choose wide, broad, medium, narrow, slide, slide-4x3, slide-square or slide-half"),
    (["summary", "--depth", "50", "--layers", "1,2,3,4"],
     "depth cannot be 50: layers 1,2,3,4 of Bottleneck make depth 32: leave depth out, or give other layers"),
    (["summary", "--depth", "50", "--block", "BasicBlock"],
     "depth cannot be 50: layers 3,4,6,3 of BasicBlock make depth 34: leave depth out, or give other layers"),
    (["summary", "--variant", "own", "--layers", "1,2", "--depth", "77"],
     "depth cannot be 77: layers 1,2 of Bottleneck make depth 11: leave depth out, or give other layers"),
    (["summary", "--variant", "v1", "--layers", "1,2,3,4"],
     "layers cannot be '1,2,3,4': depth 50 of the variant v1 has 3,4,6,3: leave layers out, or choose the variant own"),
    (["summary", "--variant", "v1", "--depth", "18", "--channels", "32"],
     "channels cannot be '32': depth 18 of the variant v1 has 64: leave channels out, or choose the variant own"),
    (["summary", "--variant", "v2", "--depth", "18", "--layers", "3,4,6,3"],
     "layers cannot be '3,4,6,3': depth 18 of the variant v2 has 2,2,2,2: leave layers out, or choose the variant own"),
    (["serve", "--port", "99999"], "port cannot be 99999: choose a whole number from 1 to 65535"),
    (["serve", "--port", "http"], "port cannot be 'http': choose a whole number from 1 to 65535"),
    (["table"], "Missing argument 'NAME'."),
    (["paint"], "No such command 'paint'."),
]


@pytest.mark.parametrize(("arguments", "sentence"), SENTENCES, ids=lambda value: " ".join(value)[:40])
def test_a_bad_question_is_refused_in_one_sentence(capsys, arguments, sentence):
    assert main(arguments) == 2
    assert capsys.readouterr() == ("", f"{sentence}\n")


def test_what_is_too_large_for_the_device_is_told(capsys, monkeypatch):
    monkeypatch.setattr("explorer.measuring.room.free_bytes", lambda device: 10_000)
    assert main(["measure", *SMALL]) == 1
    said = r"this network needs at least [\d.]+ .B and the \w+ has 10\.0 kB free: choose a smaller input\n"
    assert re.fullmatch(said, capsys.readouterr().err)


def test_a_file_that_cannot_be_written_is_told(capsys, tmp_path):
    file = tmp_path / "nowhere" / "graph.json"
    assert main(["graph", str(file), *SMALL]) == 1
    assert capsys.readouterr().err == f"{file} cannot be written: No such file or directory\n"
    assert list(tmp_path.iterdir()) == []


def test_without_kaleido_it_is_told_what_to_install(capsys, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "kaleido.errors", None)
    assert main(["figure", "shapes", str(tmp_path / "x.png"), *SMALL]) == 1
    assert capsys.readouterr().err == (
        "PNG needs kaleido, which is not installed: pip install -r requirements-export.txt\n")


def test_without_a_browser_it_is_told_where_to_name_one(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "chromium"))
    assert main(["figure", "shapes", str(tmp_path / "x.pdf"), *SMALL]) == 1
    assert capsys.readouterr().err == (
        "PDF needs a browser, and none was found: install Chromium or Chrome, or name one in BROWSER_PATH\n")


def unserved(capsys, *arguments: str) -> str:
    assert main(["serve", *arguments]) == 1
    return capsys.readouterr().err


def test_a_port_that_is_taken_is_told(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = unserved(capsys, "--host", "127.0.0.1", "--port", port)
    reason = os.strerror(errno.EADDRINUSE)
    assert said == f"127.0.0.1:{port} cannot be served: {reason}: choose another with --host or --port\n"


@pytest.mark.parametrize("host", ["999.1.1.1", "192.0.2.1", "x" * 70])  # RFC 5737: 192.0.2.1 is nobody's
def test_a_host_that_is_not_this_machine_is_told(capsys, host):
    said = unserved(capsys, "--host", host)
    assert said.startswith(f"{host}:7860… cannot be served: ")
    assert "port in range" not in said


def test_gradios_advice_is_not_ours(capsys, monkeypatch):
    def launch(**_: object) -> None:
        raise OSError("Cannot find empty port in range: 7860-7959. Pass `server_port` to `launch()`.")

    monkeypatch.setattr("explorer.ui.page.launch", launch)
    assert unserved(capsys) == ("127.0.0.1:7860… cannot be served: Cannot find empty port in range: 7860-7959: "
                                "choose another with --host or --port\n")


def test_no_command_shows_what_there_is(capsys):
    assert main([]) == 2
    assert "figure" in capsys.readouterr().out
