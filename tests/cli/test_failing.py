"""What goes wrong is told in one sentence on standard error: 2 where the question is at fault, else 1."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.cli import main

ROOT = Path(__file__).parents[2]
SMALL = ("--depth", "8", "--variant", "cifar")
SENTENCES = [
    (["summary", "--depth", "51"], "no ResNet of depth 51: choose 18, 26, 34, 50, 101 or 152 (the nearest is 50)"),
    (["summary", "--size", "0"], "height cannot be 0: choose a whole number from 1 to 4096"),
    (["summary", "--width", "wide"], "width cannot be 'wide': choose a whole number from 1 to 4096"),
    (["summary", "--level", "rooms"], "no level 'rooms': choose stages, blocks or operations"),
    (["summary", "--lang", "xx"], "no lang 'xx': choose en or zh-CN"),
    (["graph", "x.bmp"], "no file ending 'x.bmp': choose .json, .graphml, .dot, .csv or .model-explorer.json"),
    (["graph", "-", "--format", "bmp"], "no format 'bmp': choose node-link, graphml, dot, csv or model-explorer"),
    (["figure", "shapes", "x.bmp", *SMALL], "no file ending '.bmp': choose .svg, .png, .pdf, .html or .json"),
    (["figure", "shapes", "x.svg", "--set", "view"], "no view '': choose staircase, worksheet or table1"),
    (["figure", "shapes", "x.svg", "--canvas", "wall"],
     "no canvas 'wall': choose wide, broad, medium, narrow, slide, slide-4x3, slide-square or slide-half"),
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


def test_a_port_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([sys.executable, "-m", "explorer", "serve", "--host", "127.0.0.1", "--port", port],
                              cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert done.stderr.startswith(f"127.0.0.1:{port} cannot be served: ")
    assert "Traceback" not in done.stderr


def test_no_command_shows_what_there_is(capsys):
    assert main([]) == 2
    assert "figure" in capsys.readouterr().out
