"""The benchmarks, ours beside peers in one run."""
