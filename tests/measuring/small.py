"""The least network of every variant that runs in no time: what an experiment is tried on."""

from explorer.spec import VARIANTS, Spec

LARGE = frozenset({"resnext-32x8d", "resnext-64x4d", "wide-2"})  # ResNeXt-50 has their block with fewer weights
TRIED = {
    name: (Spec(variant="own", layers=(1, 2), block="Bottleneck", channels=8, height=33, width=33, classes=10)
           if name == "own" else Spec(min(variant.depths), 33, 33, classes=10, variant=name))
    for name, variant in VARIANTS.items() if name not in LARGE
}
