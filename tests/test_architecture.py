"""Imports point one way, each outside library is known to few, and the web process stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = [
    *("refusal", "remembered", "architectures", "spec", "options", "arithmetic", "windows", "blocks", "shortcuts"),
    *("resnet", "residual", "properties", "paths", "repeating", "tracing", "fold", "metrics", "counting", "laboratory"),
    *("measuring", "worker", "describe", "tables", "worksheet", "table1", "difference", "pieces", "layout", "theme"),
    *("drawing", "diagrams", "export", "ui", "cli", "__main__", "app"),
]
KNOWN_TO = {"torch": {"blocks", "shortcuts", "resnet", "tracing", "measuring"}, "plotly": {"ui", "export"},
            "gradio": {"ui", "app"}, "kaleido": {"export"}, "typer": {"cli"}, "rich": {"export", "cli"},
            "sklearn": {"measuring"}, "safetensors": {"measuring"}}
FILES = [*(ROOT / "explorer").rglob("*.py"), *ROOT.glob("app.py")]
EVERY_FILE = pytest.mark.parametrize("file", sorted(FILES), ids=lambda file: str(file.relative_to(ROOT)))


def module(file: Path) -> list[str]:
    """`explorer/metrics/macs.py` -> explorer, metrics, macs."""
    return [part for part in file.relative_to(ROOT).with_suffix("").parts if part != "__init__"]


def imports(file: Path) -> set[str]:
    """Dotted names of everything that a file imports, inside functions too."""
    nodes = list(ast.walk(ast.parse(file.read_text())))
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    assert not any(node.level for node in froms), "write imports in full"
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {f"{node.module}.{alias.name}" for node in froms for alias in node.names}


def stage(parts: list[str]) -> str:
    """The place in ORDER; the package itself, which imports nothing before it is asked to, has none."""
    return parts[1] if parts[0] == "explorer" and len(parts) > 1 else parts[0]


@EVERY_FILE
def test_imports_point_one_way(file):
    here = stage(module(file))
    assert here in [*ORDER, "explorer"], "give it a place in ORDER"
    ours = {stage(name.split(".")) for name in imports(file) if name.split(".")[0] == "explorer"}
    assert ours <= set(ORDER[: ORDER.index(here) + 1] if here in ORDER else [])


@EVERY_FILE
def test_metrics_and_diagrams_do_not_know_their_siblings(file):
    if len(module(file)) > 2 and stage(module(file)) in ("metrics", "diagrams"):
        package, own = (".".join(module(file)[:length]) for length in (2, 3))
        siblings = {name for name in imports(file) if name.startswith(f"{package}.")}
        assert [name for name in siblings if not f"{name}.".startswith(f"{own}.")] == []


@EVERY_FILE
def test_each_outside_library_is_known_to_few(file):
    outside = {name.split(".")[0] for name in imports(file)} & KNOWN_TO.keys()
    assert [name for name in outside if stage(module(file)) not in KNOWN_TO[name]] == []


@pytest.mark.parametrize("name", ["explorer", "explorer.spec", "explorer.diagrams", "explorer.worker", "explorer.cli"])
def test_importing_it_loads_neither_torch_nor_gradio(name):
    code = f"import sys, {name}; sys.exit(str(sorted({{'torch', 'gradio', 'plotly'}} & sys.modules.keys())))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() == "[]"
