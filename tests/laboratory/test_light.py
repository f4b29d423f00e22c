"""The web process reads every record, and loads no torch for it."""

import pkgutil
import subprocess
import sys
from pathlib import Path

from explorer import laboratory


def test_reading_any_record_loads_no_torch():
    modules = ", ".join(f"explorer.laboratory.{module.name}" for module in pkgutil.iter_modules(laboratory.__path__))
    code = f"import sys, {modules}; sys.exit(str(sorted({{'torch', 'gradio', 'plotly'}} & sys.modules.keys())))"
    root = Path(laboratory.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() == "[]"
