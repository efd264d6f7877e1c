"""A field is declared once: one more line in a model, and XML, JSON, JSON Schema and the errors know it."""

from __future__ import annotations

from typing import Annotated

import pytest
from lxml import etree
from pydantic import Field, ValidationError

from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.ecuador import vocabulary as v
from chalicelib.domain.ecuador.comprobantes import BY_ROOT
from chalicelib.domain.ecuador.comprobantes.nota_debito import Motivo, NotaDebito
from chalicelib.domain.ecuador.json_schema import json_schema
from chalicelib.domain.ecuador.model.binding import read_values, to_bytes
from chalicelib.domain.ecuador.model.block import Items
from chalicelib.domain.ecuador.model.explain import explain


class MotivoConCodigo(Motivo):
    codigoMotivo: v.CodDoc | None = None  # the new line


class Nota(NotaDebito):
    motivos: Annotated[list[MotivoConCodigo], Items("motivo"), Field(min_length=1)]  # type: ignore[assignment]


XML = etree.fromstring(
    "<notaDebito><motivos><motivo><razon>Interés</razon><valor>1.00</valor><codigoMotivo>CODE</codigoMotivo></motivo>"
    "</motivos></notaDebito>"
)


def motivo(code: str) -> MotivoConCodigo:
    problems: list[Problem] = []
    XML.find("motivos/motivo/codigoMotivo").text = code  # type: ignore[union-attr]
    values = read_values(XML, Nota, "/notaDebito", problems)
    assert problems == []
    return MotivoConCodigo.model_validate(values["motivos"][0])


def test_xml_and_json() -> None:
    read = motivo("07")
    assert read.codigoMotivo == "07"
    assert to_bytes(read, "motivo").endswith(b"<valor>1.00</valor><codigoMotivo>07</codigoMotivo></motivo>")
    assert MotivoConCodigo.model_validate_json(read.model_dump_json()) == read


def test_errors() -> None:
    with pytest.raises(ValidationError) as caught:
        motivo("siete")
    (problem,) = explain(caught.value, MotivoConCodigo, "motivo")
    assert (problem.code, problem.pointer) == ("XML-FORMATO", "/motivo/codigoMotivo")
    assert "un código de 2 dígitos" in problem.message


def test_json_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = BY_ROOT["notaDebito"]
    monkeypatch.setitem(kind.models, "1.0.0", Nota)
    schema = json_schema(kind, "1.0.0")
    assert schema["$defs"]["MotivoConCodigo"]["properties"]["codigoMotivo"]["pattern"] == "^(?:[0-9]{2})$"
