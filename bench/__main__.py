"""`python -m bench`: every benchmark, and an exit status that says whether what was promised holds."""

import gc
import sys

from bench import depths, laboratory, load, marking, paint, peers

gc.freeze()
broken = [sentence for benchmark in (peers, depths, paint, load, laboratory, marking) for sentence in benchmark.main()]
print(*broken, sep="\n", file=sys.stderr)
raise SystemExit(bool(broken))
