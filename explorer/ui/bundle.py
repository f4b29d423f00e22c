"""All modules of the page as one, with what they are given: a browser asks once, and not thirty times."""

from __future__ import annotations

import json
import re
from string import Template

from explorer.spec import Spec
from explorer.ui.given import STATIC, given

NAME, ENTRY = "app.js", "explorer"
IMPORT = re.compile(r"^import \{ ([\w, ]+) \} from '\./(\w+)\.js';$", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|class|function) (\w+))", re.MULTILINE)

BEGIN = Template("""\
const given = { base: new URL('../', import.meta.url), ...$GIVEN };
$$early.early(given);
export const mount = (host) => $$explorer.mount({ ...host, ...given });
""")


def bundle() -> str:
    """Each module as a function that gives what it exports, after those that it imports; then what it begins with."""
    facts = json.dumps({**given(), "first": Spec().to_query()}, separators=(",", ":"))
    return "".join(map(_wrapped, ordered(ENTRY))) + BEGIN.substitute(GIVEN=facts)


def ordered(name: str, before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """`before` and, behind it, what is not in it yet of a module's imports, of theirs, and of itself."""
    if name in before:
        return before
    for _, other in IMPORT.findall(_text(name)):
        before = ordered(other, before)
    return *before, name


def _wrapped(name: str) -> str:
    exported = ", ".join(EXPORT.findall(_text(name)))
    body = EXPORT.sub("", IMPORT.sub(r"const { \1 } = $\2;", _text(name)))
    return f"const ${name} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"


def _text(name: str) -> str:
    return (STATIC / f"{name}.js").read_text(encoding="utf-8")
