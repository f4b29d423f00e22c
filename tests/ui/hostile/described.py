"""The doors of the server as OpenAPI: its named endpoints as its own info tells them, and our addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from explorer.diagrams import DIAGRAMS
from explorer.ui.assets import address

FIELDS = ("depth", "height", "width", "classes", "variant", "layers", "block", "channels", "zero_init", "level",
          "overlay", "canvas", "theme", "caption", "open", "lang", "embed")
PAGES = {"/": "embed", f"/{address('facts')}": "depth", f"/{address('words')}": "languages"}


def described(named: Mapping[str, dict]) -> dict:
    paths = {f"/gradio_api/call{name}": {"post": _question(endpoint["parameters"])} for name, endpoint in named.items()}
    drawn = {f"/{address(kind)}{name}": {"get": _parts(FIELDS)} for kind in ("figure/", "table/")
             for name, diagram in DIAGRAMS.items() if not diagram.experiment}  # those would measure, for seconds
    return {"openapi": "3.0.3", "info": {"title": "doors", "version": "1"},
            "paths": paths | drawn | {path: {"get": _parts((field,))} for path, field in PAGES.items()}}


def _question(parameters: list[dict]) -> dict:
    values = {"type": "array", "items": {"anyOf": [{"type": kind} for kind in _kinds(parameters)]},
              "minItems": len(parameters), "maxItems": len(parameters)}
    body = {"type": "object", "properties": {"data": values}, "required": ["data"]}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}, **_ANSWERS}


def _kinds(parameters: list[dict]) -> list[str]:
    known = {"integer", "number", "string", "boolean"}
    return sorted({part["type"].get("type", "string") for part in parameters} & known)


def _parts(fields: Iterable[str]) -> dict:
    asked = [{"name": field, "in": "query", "schema": {"type": "string"}} for field in fields]
    return {"parameters": asked, **_ANSWERS}


_ANSWERS = {"responses": {"default": {"description": "an answer or a sentence"}}}
