"""`python -m bench`: every benchmark, and an exit status that says whether what was promised holds."""

import gc
import sys

from bench import clicks, depths, laboratory, load, marking, memory, paint, peers

gc.freeze()
every = (peers, depths, paint, clicks, load, memory, laboratory, marking)
broken = [sentence for benchmark in every for sentence in benchmark.main()]
print(*broken, sep="\n", file=sys.stderr)
raise SystemExit(bool(broken))
