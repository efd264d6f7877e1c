"""The JSON Schema of each comprobante and version, for those who hand documents in as JSON.

A document is an object of one key, the kind's name; inside, the names are those of the ficha técnica and a wrapper
element is an array (`"detalles": [{…}]`). What is **required** is what cannot be completed: see `completion` for the
fields of `infoTributaria` that follow from elsewhere; figures marked `COMPUTED` in the models are worked out.

Does NOT say the rules beyond form: a document that follows its schema may still break one of them.
"""

from __future__ import annotations

from typing import Any

from chalicelib.domain.ecuador.completion import FOLLOWING
from chalicelib.domain.ecuador.comprobantes import Kind
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante, InfoTributaria
from chalicelib.domain.ecuador.model.block import Block
from chalicelib.domain.ecuador.model.plan import Child, plan_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kind: Kind, version: str) -> dict[str, Any]:
    """The schema of a document of that kind and version."""
    definitions: dict[str, Any] = {}
    _define(kind.models[version], version, definitions)
    body = definitions.pop(kind.models[version].__name__)
    body["properties"]["version"] = {"const": version}
    if version != kind.issue_version:
        body["required"].insert(0, "version")
    return {
        "$schema": DIALECT,
        "title": f"{kind.name}, versión {version}",
        "type": "object",
        "properties": {kind.root: body},
        "required": [kind.root],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _define(model: type[Block], version: str, definitions: dict[str, Any]) -> None:
    if model.__name__ in definitions:
        return
    made: dict[str, Any] = {}
    definitions[model.__name__] = made  # before its fields: a block may be met again inside itself
    plan = plan_of(model)
    fields = [*plan.attributes.values(), *plan.children, *([plan.content] if plan.content else [])]
    fields = [child for child in fields if child.versions is None or version in child.versions]
    made |= {
        "type": "object",
        "properties": {child.name: _field(child, version, definitions) for child in fields},
        "required": [child.name for child in fields if child.required and not _omissible(model, child)],
        "additionalProperties": False,
    }


def _omissible(model: type[Block], child: Child) -> bool:
    """Whether the service completes the field when it is left out."""
    if issubclass(model, InfoTributaria):
        return child.name in FOLLOWING
    return child.computed or (issubclass(model, Comprobante) and child.name == "version")


def _field(child: Child, version: str, definitions: dict[str, Any]) -> dict[str, Any]:
    if child.simple is not None:
        return child.simple.json_schema(version)
    assert child.model is not None
    _define(child.model, version, definitions)
    reference = {"$ref": f"#/$defs/{child.model.__name__}"}
    if not child.item:
        return reference
    limits = {} if child.may_be_empty else {"minItems": 1}
    return {"type": "array", "items": reference, **limits} | ({"maxItems": child.at_most} if child.at_most else {})
