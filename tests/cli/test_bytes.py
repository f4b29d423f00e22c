"""Same input, same bytes: in this process and in another one, where Python orders its sets otherwise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.cli import main

ROOT = Path(__file__).parents[2]
NETWORK = ("--depth", "8", "--variant", "cifar")
LINES = [
    ("graph", "graph.json", *NETWORK), ("graph", "graph.graphml", *NETWORK), ("graph", "graph.dot", *NETWORK),
    ("graph", "graph.model-explorer.json", *NETWORK), ("table", "layers", "layers.csv", *NETWORK),
    ("figure", "shapes", "shapes.svg", *NETWORK), ("figure", "shapes", "shapes.json", *NETWORK),
    ("figure", "shapes", "shapes.html", *NETWORK),
]
SCRIPT = f"import sys; from explorer.cli import main; sys.exit(max(main(line) for line in {LINES!r}))"


@pytest.fixture(scope="module")
def other(tmp_path_factory) -> Path:
    """The folder where another process has written all of them."""
    folder = tmp_path_factory.mktemp("other")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "1"}
    subprocess.run([sys.executable, "-c", SCRIPT], cwd=folder, env=environment, check=True, timeout=120)
    return folder


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[-4])
def test_two_processes_write_the_same(line, other, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(line) == 0
    (file,) = tmp_path.iterdir()
    assert len(file.read_bytes()) > 1000
    assert file.read_bytes() == (other / file.name).read_bytes()


def test_help_loads_neither_torch_nor_gradio_nor_plotly():
    code = ("import sys; from explorer.cli import main; main(['figure', '--help']); "
            "print(sorted({'torch', 'gradio', 'plotly', 'kaleido'} & sys.modules.keys()))")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"
