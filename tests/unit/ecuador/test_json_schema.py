"""The published JSON Schemas: current, and true about what is taken in."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.comprobantes import KINDS, Kind
from chalicelib.domain.ecuador.json_schema import json_schema
from chalicelib.domain.ecuador.reading import values_of
from infra import json_schemas
from tests.generator.documents import values
from tests.unit.ecuador.build import EXAMPLES

ISSUED = [(kind, version) for kind in KINDS for version in kind.versions if version not in kind.read_only]


def judge(kind: Kind, version: str) -> Draft202012Validator:
    schema = json_schema(kind, version)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_published_files_are_current() -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in json_schemas.FOLDER.iterdir()}
    assert there == json_schemas.files(), "run: python -m infra.json_schemas"


@pytest.mark.parametrize(("kind", "version"), ISSUED, ids=lambda x: getattr(x, "root", x))
def test_the_examples_follow_their_schema(kind: Kind, version: str) -> None:
    for path in (EXAMPLES.parent / kind.root).glob(f"*_{version}.xml"):
        found, _ = values_of(parse(path.read_bytes()))
        assert found is not None
        assert list(judge(kind, version).iter_errors({kind.root: found.values})) == []


@pytest.mark.parametrize(("kind", "version"), ISSUED, ids=lambda x: getattr(x, "root", x))
def test_whatever_the_models_take_follows_the_schema(kind: Kind, version: str) -> None:
    schema = judge(kind, version)
    for seed in range(20):
        errors = list(schema.iter_errors({kind.root: values(kind, version, Random(seed))}))
        assert [(e.json_path, e.message[:200]) for e in errors] == []


def without(document: dict[str, Any], *path: str) -> dict[str, Any]:
    if len(path) == 1:
        return {name: value for name, value in document.items() if name != path[0]}
    return document | {path[0]: without(document[path[0]], *path[1:])}


def test_what_may_be_left_out_is_not_asked_for() -> None:
    kind = KINDS[0]
    schema = judge(kind, kind.issue_version)
    document = {kind.root: values(kind, kind.issue_version, Random(1))}
    for name in ("ambiente", "tipoEmision", "razonSocial", "ruc", "claveAcceso", "codDoc", "secuencial"):
        assert schema.is_valid(without(document, kind.root, "infoTributaria", name))
    assert schema.is_valid(without(document, kind.root, "version"))
    assert schema.is_valid(without(document, kind.root, "id"))
    assert not schema.is_valid(without(document, kind.root, "infoTributaria", "estab"))
    assert not schema.is_valid(without(document, kind.root, "infoFactura"))
    older = {kind.root: values(kind, "1.0.0", Random(1))}
    assert not judge(kind, "1.0.0").is_valid(without(older, kind.root, "version"))


def test_unknown_fields_and_wrong_values_do_not_follow_it() -> None:
    kind = KINDS[0]
    schema = judge(kind, "1.1.0")
    document = {kind.root: values(kind, "1.1.0", Random(1))}
    assert not schema.is_valid({kind.root: document[kind.root] | {"otro": 1}})
    assert not schema.is_valid({kind.root: document[kind.root] | {"detalles": []}})
    assert not schema.is_valid({"pedido": {}})
    head = document[kind.root]["infoFactura"]
    for name, value in {"importeTotal": "1,50", "fechaEmision": "2026-11-03", "razonSocialComprador": ""}.items():
        assert not schema.is_valid({kind.root: document[kind.root] | {"infoFactura": head | {name: value}}})
    assert schema.is_valid({kind.root: document[kind.root] | {"infoFactura": head | {"importeTotal": 1.5}}})
