"""What a company's registration says of it, and how that comes into its documents.

The **registro** is written once, when the company is registered; its fields have the ficha técnica's own names
(obligadoContabilidad, contribuyenteEspecial, agenteRetencion, contribuyenteRimpe, nombreComercial, dirMatriz). Besides,
- **establecimientos**: the address of each establishment, by its code; it becomes dirEstablecimiento;
- **leyendas**: additional fields that its documents carry («Gran contribuyente»…), all of them or those of some kinds.

They are completed in documents that are made here of JSON or of a sheet, where the document leaves them out; nothing
that is written is changed. An XML is its author's whole statement: nothing of this is added to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, ValidationError

from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.ecuador import vocabulary as v
from chalicelib.domain.ecuador.comprobantes import Kind
from chalicelib.domain.ecuador.model.block import Block, Items
from chalicelib.domain.ecuador.model.explain import explain
from chalicelib.domain.ecuador.model.plan import plan_of
from chalicelib.domain.ecuador.model.simple import Text

ROOT = "registro"

_ISSUER = ("nombreComercial", "dirMatriz", "agenteRetencion", "contribuyenteRimpe")
_HEAD = ("obligadoContabilidad", "contribuyenteEspecial")


class Sucursal(Block):
    """An establishment and its address."""

    codigo: v.Establecimiento
    direccion: v.Texto300


class Leyenda(Block):
    """An additional field; without `comprobantes` every kind carries it."""

    nombre: v.Texto300
    valor: v.Texto300
    comprobantes: (
        Annotated[str, Text(None, "0[1-7](?: 0[1-7])*", "códigos de comprobante entre blancos, por ejemplo 01 04 05")]
        | None
    ) = None


class Registro(Block):
    """What the registration says; everything may be absent."""

    nombreComercial: v.Texto300 | None = None
    dirMatriz: v.Texto300 | None = None
    agenteRetencion: v.AgenteRetencion | None = None
    contribuyenteRimpe: v.ContribuyenteRimpe | None = None
    obligadoContabilidad: v.SiNo | None = None
    contribuyenteEspecial: v.ContribuyenteEspecial | None = None
    establecimientos: Annotated[list[Sucursal], Items("establecimiento")] = Field(default_factory=list)
    leyendas: Annotated[list[Leyenda], Items("leyenda"), Field(max_length=10)] = Field(default_factory=list)


def problems(given: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a registro that somebody wrote."""
    try:
        Registro.model_validate(given)
    except ValidationError as error:
        return explain(error, Registro, ROOT)
    return []


def with_registro(kind: Kind, values: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a document with what it leaves out and the registro says.

    Raises ValueError (pydantic's) for a registro that was stored without being judged.
    """
    if not given:
        return dict(values)
    registro = Registro.model_validate(given)
    made: dict[str, Any] = dict(values)
    issuer = made.get("infoTributaria")
    if not isinstance(issuer, Mapping):
        return made
    made["infoTributaria"] = _filled(issuer, {name: getattr(registro, name) for name in _ISSUER})
    head = made.get(kind.info)
    if isinstance(head, Mapping):
        known = {name: getattr(registro, name) for name in _HEAD}
        estab = str(issuer.get("estab", "")).strip()
        known["dirEstablecimiento"] = next((s.direccion for s in registro.establecimientos if s.codigo == estab), None)
        made[kind.info] = _filled(head, {name: text for name, text in known.items() if _fits(kind, made, name, text)})
    legends = [one for one in registro.leyendas if one.comprobantes is None or kind.cod_doc in one.comprobantes.split()]
    if legends:
        made["infoAdicional"] = _with_legends(made.get("infoAdicional"), legends)
    return made


def _filled(block: Mapping[str, Any], known: Mapping[str, str | None]) -> dict[str, Any]:
    return {**block, **{name: text for name, text in known.items() if text is not None and _absent(block.get(name))}}


def _fits(kind: Kind, values: Mapping[str, Any], name: str, text: str | None) -> bool:
    """Whether the head of that version has the field, and room for the text: that of a retención takes five characters
    of contribuyenteEspecial, the others thirteen."""
    model = kind.models.get(str(values.get("version")))
    head = plan_of(model).field(kind.info) if model else None
    child = plan_of(head.model).field(name) if head and head.model else None
    if child is None or text is None:
        return False
    most = child.simple.maximum if isinstance(child.simple, Text) else None
    return most is None or len(text) <= most


def _with_legends(given: Any, legends: list[Leyenda]) -> Any:
    """The additional fields and the legends whose names are not among them; what is no list stays as it is."""
    fields = [] if _absent(given) else given
    if not isinstance(fields, list):
        return given
    names = {str(field.get("nombre", "")).casefold() for field in fields if isinstance(field, Mapping)}
    missing = [one for one in legends if one.nombre.casefold() not in names]
    return [*fields, *({"nombre": one.nombre, "valor": one.valor} for one in missing)]


def _absent(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())
