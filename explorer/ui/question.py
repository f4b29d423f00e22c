"""What is asked with the controls: what they show for a Spec, what is wrong with what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import gradio as gr

from explorer.architectures import OWN_BLOCKS
from explorer.spec import OWN, VARIANTS, Invalid, Spec, choose
from explorer.ui.said import Said
from explorer.ui.text import sentence

SIZES = ("height", "width", "classes")
FIELDS = ("variant", "depth", *SIZES, "layers", "block", "channels", "zero_init")
USUAL = {field: {getattr(Spec(variant=name), field) for name in VARIANTS} for field in SIZES}


class AsItCame:
    """A control whose value is not looked at by Gradio: the Spec has the sentence for what is wrong with it."""

    def preprocess(self, payload: object) -> object:
        return payload


class Number(AsItCame, gr.Number):
    pass


class Dropdown(AsItCame, gr.Dropdown):
    pass


def controls(say: Said) -> list[gr.components.Component]:
    """One for each of FIELDS, each with its name as its element's id."""
    shown = dict(zip(FIELDS, holding(Spec()), strict=True))

    def number(name: str) -> Number:
        return Number(label=say(f"page.{name}"), step=1, min_width=104, elem_id=name, **shown[name])

    variants = [(say(f"variant.{name}"), name) for name in VARIANTS]
    return [
        Dropdown(variants, label=say("page.variant"), min_width=260, scale=2, elem_id="variant", **shown["variant"]),
        Dropdown(label=say("page.depth"), allow_custom_value=True, min_width=90, elem_id="depth", **shown["depth"]),
        *map(number, SIZES),
        gr.Textbox(label=say("page.layers"), min_width=110, elem_id="layers", **shown["layers"]),
        Dropdown(OWN_BLOCKS, label=say("page.block"), min_width=120, elem_id="block", **shown["block"]),
        number("channels"),
        gr.Checkbox(label=say("page.zero_init"), elem_id="zero_init", **shown["zero_init"]),
    ]


def holding(spec: Spec) -> tuple[dict, ...]:
    """What each of the controls shows: only those that change something."""
    variant, own = VARIANTS[spec.variant], spec.variant == "own"
    depths = [(str(depth), depth) for depth in variant.depths]
    return (
        {"value": spec.variant},
        {"value": spec.depth, "choices": depths, "visible": not own},
        *({"value": getattr(spec, name)} for name in SIZES),
        {"value": ",".join(map(str, spec.layers)), "visible": own},
        {"value": spec.block if own else Spec.block, "visible": own},
        {"value": spec.channels, "visible": own},
        {"value": spec.zero_init, "visible": variant.has_shortcuts},
    )


def updates(spec: Spec) -> tuple[dict, ...]:
    return tuple(gr.update(**shown) for shown in holding(spec))


def asked(values: tuple) -> dict[str, object]:
    """What the controls hold of what the variant asks for. An empty one holds None or ""."""
    given = {name: "" if value is None else value for name, value in zip(FIELDS, values, strict=True)}
    unasked = {"depth"} if given["variant"] == "own" else set(OWN)
    return {name: value for name, value in given.items() if name not in unasked}


def problems(given: Mapping[str, object], text: Mapping[str, str]) -> dict[str, str]:
    """{control: what is wrong with it}."""
    frame = {name: given[name] for name in ("variant", "block") if name in given}
    found = {}
    for name, value in given.items():
        try:
            Spec(**{**frame, name: value})
        except Invalid as problem:
            empty = text["page.empty"].format(field=problem.field, choices=problem.part("choices", text))
            found[problem.field] = empty if value == "" else sentence(problem, text)
    return found


def switched(given: Mapping[str, object]) -> Spec:
    """The Spec of another variant: the nearest depth that it has, its usual sizes where they were another's usual.

    Raises `Invalid` for a variant that there is not."""
    variant = VARIANTS[choose("variant", given["variant"], VARIANTS)]
    kept: dict[str, object] = {"variant": variant.name}
    for name in (*SIZES, *OWN, "zero_init"):
        if name in given and given[name] not in USUAL.get(name, ()):
            with suppress(Invalid):
                Spec(**kept, **{name: given[name]})
                kept[name] = given[name]
    with suppress(ValueError, TypeError, KeyError):
        kept["depth"] = variant.nearest(int(given["depth"]))
    return Spec(**kept)
