"""What several tests start from: the layer table of the paper, and any forward pass as a module."""

from torch import nn

LAYERS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


class Module(nn.Module):
    """A forward pass written as a function of the module and its input."""

    def __init__(self, forward, **members):
        super().__init__()
        self.written = forward
        for name, member in members.items():
            setattr(self, name, member)

    def forward(self, x):
        return self.written(self, x)


def operations(block: str, blocks: int, projections: int) -> int:
    """Of a whole ResNet, without input and output: stem 4, head 3, conv, batch norm and ReLU per layer, and ⊕."""
    layers = {"BasicBlock": 2, "Bottleneck": 3}[block]
    return 4 + 3 + blocks * (3 * layers + 1) + 2 * projections
