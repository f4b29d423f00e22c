"""The command lines of the README run as they stand."""

import re
import shlex
from pathlib import Path

import pytest

from explorer.cli import COMMANDS, main

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^python -m explorer (.*)$", README, re.MULTILINE)
COPIES = ("site", "offline")  # run on small networks in tests/ui/copies
ENDING = [line for line in LINES if line.split()[0] not in ("serve", *COPIES)]


@pytest.mark.parametrize("line", ENDING)
def test_it_runs_and_writes_what_it_names(line, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(line)) == 0
    named = {word for word in shlex.split(line) if word.startswith("resnet50.")}
    assert {file.name for file in tmp_path.iterdir()} == named
    assert bool(capsys.readouterr().out) == (not named)


def test_every_command_is_shown():
    assert {line.split()[0] for line in LINES} == set(COMMANDS)
