"""The README's own example runs, and says what is true."""

import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_python_example_runs_as_it_stands():
    example = re.search(r"## From Python\s.*?```python\n(.*?)```", README, re.DOTALL).group(1)
    found = {}
    exec(compile(example, "README.md", "exec"), found)
    assert found["proof"].confirmed == found["proof"].traced
    assert len(found["blocks"]) == sum((3, 4, 6, 3))


def test_the_space_starts_with_the_pinned_gradio():
    pinned = re.search(r"^gradio==(.+)$", (Path(__file__).parents[1] / "requirements.txt").read_text(), re.MULTILINE)
    assert f"sdk_version: {pinned.group(1)}\n" in README
