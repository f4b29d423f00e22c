"""What `pip install .` installs: all of the package, and nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
NOT_OURS = ("__pycache__", ".pyi")  # Python and Gradio write them


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> ZipFile:
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("explorer", "tests", "bench"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyi"))
    for name in ("pyproject.toml", "requirements.txt", "LICENSE"):
        shutil.copy(ROOT / name, source)
    offline = ("--no-deps", "--no-build-isolation", "--no-index")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", *offline, "-w", out, source], check=True)
    return ZipFile(next(out.glob("*.whl")))


def test_it_has_every_file_of_the_package_and_no_other(wheel):
    ours = {file.relative_to(ROOT).as_posix() for file in (ROOT / "explorer").rglob("*")
            if file.is_file() and not any(mark in str(file) for mark in NOT_OURS)}
    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == ours


def test_it_asks_for_what_the_app_asks_for(wheel):
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line.partition("#")[0].split(";")[0].strip() for line in lines]
    said = wheel.read(next(name for name in wheel.namelist() if name.endswith("METADATA"))).decode()
    assert [line for line in wanted if f"Requires-Dist: {line}" not in said] == []
