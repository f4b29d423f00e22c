"""ResNet Explorer: Spec -> trace -> residual blocks, metrics -> fold -> layout -> diagrams -> page.

    import explorer
    spec = explorer.Spec(depth=50, height=224, width=224)
    graph = explorer.trace(spec)                # frozen networkx.DiGraph, one node per operation
    blocks = explorer.residual_blocks(graph)    # fork, merge, kind, both branches
    macs = explorer.metric("macs", graph)       # {node: number}
    figure = explorer.figure("network", spec)   # plotly.graph_objects.Figure
    explorer.summary(spec)                      # the network as a table that shows itself
    explorer.compare(spec, explorer.Spec(34))   # two of them, and by how much they differ
    explorer.save(spec, "resnet50.graphml")     # for networkx, Gephi, Graphviz, Model Explorer and others
    proof = explorer.measure(spec)              # a real forward pass on the GPU or the CPU
    record = explorer.perform(explorer.Trial(spec, "signal", {"batch": 8, "seed": 0}))

Each name is imported when it is first used: `import explorer` loads neither torch nor gradio.
"""

from importlib import import_module

_HOMES = {
    "ARCHITECTURES": "explorer.spec",
    "EXPERIMENTS": "explorer.laboratory",
    "METRICS": "explorer.metrics",
    "Spec": "explorer.spec",
    "Trial": "explorer.laboratory",
    "branches_taken": "explorer.paths",
    "compare": "explorer.ui.answers",
    "figure": "explorer.ui.figures",
    "measure": "explorer.measuring",
    "metric": "explorer.metrics",
    "perform": "explorer.measuring",
    "path_lengths": "explorer.paths",
    "residual_blocks": "explorer.residual",
    "save": "explorer.ui.answers",
    "summary": "explorer.ui.answers",
    "trace": "explorer.tracing",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
