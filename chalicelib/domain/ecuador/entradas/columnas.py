"""The columns of a spreadsheet of comprobantes: which headings there are for a kind, and which field each one fills.

- A **heading** is matched without regard to capitals, accents, blanks and punctuation; the ficha técnica's element
  name is always a heading, too. So a new field of a model is a new column without any change here; `_HEADINGS` only
  adds the words that people use.
- A **path** leads to the field: names, `EACH` for the item of a list that the row stands for, `name=value` for the item
  of a list that has that value (made if there is none), a number for the item at that place.
- `REFERENCE` is the column whose text says which rows belong together, `KIND` that of the comprobante's name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from chalicelib.domain.ecuador.comprobantes import BY_ROOT, KINDS, Kind
from chalicelib.domain.ecuador.model.block import Block
from chalicelib.domain.ecuador.model.plan import plan_of
from chalicelib.domain.ecuador.model.simple import Amount, Day

EACH = "*"
REFERENCE, KIND = "Documento", "Comprobante"
ADDITIONAL, DETAIL = "Adicional:", "Detalle adicional:"

Path = tuple[str | int, ...]

_LEVELS: dict[str, tuple[str, ...]] = {
    "factura": ("detalles",),
    "liquidacionCompra": ("detalles",),
    "notaCredito": ("detalles",),
    "notaDebito": ("motivos",),
    "guiaRemision": ("destinatarios", "detalles"),
    "comprobanteRetencion": ("docsSustento", "retenciones"),
}
"""The lists that the rows are: the last has one item a row, the one before it as many as its key tells apart."""

GROUP_KEYS = {"guiaRemision": "identificacionDestinatario", "comprobanteRetencion": "numDocSustento"}

_HEADINGS = {
    "estab": "Establecimiento",
    "ptoEmi": "Punto de emisión",
    "dirMatriz": "Dirección matriz",
    "fechaEmision": "Fecha de emisión",
    "dirEstablecimiento": "Dirección del establecimiento",
    "obligadoContabilidad": "Obligado a llevar contabilidad",
    "tipoIdentificacionComprador": "Tipo de identificación",
    "identificacionComprador": "Identificación",
    "razonSocialComprador": "Cliente",
    "direccionComprador": "Dirección del cliente",
    "tipoIdentificacionProveedor": "Tipo de identificación",
    "identificacionProveedor": "Identificación",
    "razonSocialProveedor": "Proveedor",
    "direccionProveedor": "Dirección del proveedor",
    "tipoIdentificacionSujetoRetenido": "Tipo de identificación",
    "identificacionSujetoRetenido": "Identificación",
    "razonSocialSujetoRetenido": "Sujeto retenido",
    "parteRel": "Parte relacionada",
    "periodoFiscal": "Período fiscal",
    "codDocModificado": "Tipo del documento modificado",
    "numDocModificado": "Documento modificado",
    "motivo": "Motivo",
    "importeTotal": "Total",
    "codigoPrincipal": "Código",
    "codigoInterno": "Código",
    "descripcion": "Descripción",
    "cantidad": "Cantidad",
    "precioUnitario": "Precio unitario",
    "descuento": "Descuento",
    "unidadMedida": "Unidad de medida",
    "razon": "Razón",
    "valor": "Valor",
    "dirPartida": "Dirección de partida",
    "razonSocialTransportista": "Transportista",
    "tipoIdentificacionTransportista": "Tipo de identificación del transportista",
    "rucTransportista": "Identificación del transportista",
    "fechaIniTransporte": "Inicio del transporte",
    "fechaFinTransporte": "Fin del transporte",
    "placa": "Placa",
    "identificacionDestinatario": "Identificación del destinatario",
    "razonSocialDestinatario": "Destinatario",
    "dirDestinatario": "Dirección del destinatario",
    "motivoTraslado": "Motivo del traslado",
    "ruta": "Ruta",
    "codSustento": "Código de sustento",
    "codDocSustento": "Tipo del documento de sustento",
    "numDocSustento": "Documento de sustento",
    "fechaEmisionDocSustento": "Fecha del documento de sustento",
    "numAutDocSustento": "Autorización del documento de sustento",
    "pagoLocExt": "Pago local o al exterior",
    "codigo": "Impuesto retenido",
    "codigoRetencion": "Código de retención",
    "baseImponible": "Base retenida",
    "porcentajeRetener": "Porcentaje",
    "valorRetenido": "Valor retenido",
}
_TAX_OF_LINE = ("detalles", EACH, "impuestos")
_TAX_FIELDS = (("Base", "baseImponible"), ("Tarifa", "tarifa"), ("Valor", "valor"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the element it fills, the way there, and how its cells are read (`form`).

    `form` is `text`, `amount`, `day`, `iva` (a rate, «No objeto» or «Exento», that becomes a code) or a number of
    digits (`digits`) to which lost zeros are restored.
    """

    heading: str
    name: str
    path: Path
    form: str = "text"
    digits: int = 0
    rule: str = ""
    required: bool = False

    @property
    def of_row(self) -> bool:
        """Whether the value belongs to the row and not to the whole document or group."""
        return EACH in self.path


def plain(heading: str) -> str:
    """A heading as it is compared.

    >>> plain(" Código  de RETENCIÓN ")
    'codigoderetencion'
    """
    letters = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(c for c in letters if c.isalnum())


def columns(kind: Kind) -> dict[str, Column]:
    """The columns of a kind by compared heading, in the order of the document."""
    return _columns(kind.root)


@cache
def _columns(root: str) -> dict[str, Column]:
    kind = BY_ROOT[root]
    found: dict[str, Column] = {}
    for column in (*_of_models(kind), *_of_taxes(kind), *_of_payment(kind)):
        for heading in (column.heading, column.name):
            if heading:
                found.setdefault(plain(heading), column)
    return found


def named(heading: str, kind: Kind) -> Column | None:
    """The column of a heading, those of additional fields among them, or None."""
    for prefix, path in ((DETAIL, (*_line(kind), "detallesAdicionales")), (ADDITIONAL, ("infoAdicional",))):
        start, colon, name = heading.partition(":")
        if colon and plain(start) == plain(prefix) and name.strip():
            return Column(heading, "", (*path, f"nombre={name.strip()}", "valor"))
    return columns(kind).get(plain(heading))


def suggestion(heading: str, kind: Kind) -> str:
    """The heading that was probably meant, or empty."""
    close = get_close_matches(plain(heading), columns(kind), n=1, cutoff=0.6)
    return columns(kind)[close[0]].heading if close else ""


def kind_named(text: str) -> Kind | None:
    """The kind that people call so: «Nota de crédito», `notaCredito`, `04` or `4`."""
    wanted = plain(text)
    for kind in KINDS:
        if wanted in (plain(kind.name), plain(kind.root), kind.cod_doc, kind.cod_doc.lstrip("0")):
            return kind
    return None


def _line(kind: Kind) -> Path:
    return tuple(step for name in _LEVELS[kind.root] for step in (name, EACH))


def _of_models(kind: Kind) -> Iterator[Column]:
    model: type[Block] = kind.models[kind.issue_version]
    for name in ("infoTributaria", kind.info):
        block = _inner(model, name)
        yield from _of_block(block, (name,))
    path: Path = ()
    for name in _LEVELS[kind.root]:
        model = _inner(model, name)
        path = (*path, name, EACH)
        yield from _of_block(model, path)


def _inner(model: type[Block], name: str) -> type[Block]:
    child = plan_of(model).field(name)
    if child is None or child.model is None:
        raise LookupError(name)
    return child.model


def _of_block(block: type[Block], path: Path) -> Iterator[Column]:
    for child in plan_of(block).children:
        if child.simple is None:
            continue
        form = "amount" if isinstance(child.simple, Amount) else "day" if isinstance(child.simple, Day) else "text"
        required = child.required and not child.computed
        digits = _DIGITS.get(child.name, 0)
        heading = _HEADINGS.get(child.name, child.name)
        yield Column(heading, child.name, (*path, child.name), form, digits, child.rule, required)


_DIGITS = {
    "estab": 3,
    "ptoEmi": 3,
    "secuencial": 9,
    "ruc": 13,
    "codDoc": 2,
    "tipoIdentificacionComprador": 2,
    "tipoIdentificacionProveedor": 2,
    "tipoIdentificacionSujetoRetenido": 2,
    "tipoIdentificacionTransportista": 2,
    "tipoSujetoRetenido": 2,
    "tipoProveedor": 2,
    "codDocModificado": 2,
    "codDocSustento": 2,
    "codSustento": 2,
    "pagoLocExt": 2,
    "tipoRegi": 2,
    "formaPago": 2,
    "codEstabDestino": 3,
}
"""Codes of a fixed number of digits, whose leading zeros a spreadsheet takes away."""


def _of_taxes(kind: Kind) -> Iterator[Column]:
    if kind.root in ("factura", "liquidacionCompra", "notaCredito"):
        yield from _of_tax(_TAX_OF_LINE, "codigo")
    elif kind.root == "notaDebito":
        yield from _of_tax((kind.info, "impuestos"), "codigo")
    elif kind.root == "comprobanteRetencion":
        path: Path = ("docsSustento", EACH, "impuestosDocSustento", "codImpuestoDocSustento=2")
        yield Column("IVA", "", (*path, "codigoPorcentaje"), "iva", rule=_IVA_RULE)
        yield Column("Base IVA", "", (*path, "baseImponible"), "amount", rule="la base del documento de sustento")
        yield Column("Valor IVA", "", (*path, "valorImpuesto"), "amount", rule="el IVA del documento de sustento")


_IVA_RULE = "la tarifa (15, 5, 0…), «No objeto» o «Exento»"


def _of_tax(path: Path, code: str) -> Iterator[Column]:
    iva = (*path, f"{code}=2")
    yield Column("IVA", "", (*iva, "codigoPorcentaje"), "iva", rule=_IVA_RULE, required=True)
    yield Column("Código IVA", "", (*iva, "codigoPorcentaje"), rule="el código de la tabla 17")
    for tax, number in (("IVA", 2), ("ICE", 3), ("IRBPNR", 5)):
        inside = (*path, f"{code}={number}")
        if number != 2:
            yield Column(f"Código {tax}", "", (*inside, "codigoPorcentaje"), rule="el código de la tabla 18")
        for word, name in _TAX_FIELDS:
            yield Column(f"{word} {tax}", "", (*inside, name), "amount", rule="una cifra")


def _of_payment(kind: Kind) -> Iterator[Column]:
    head = _inner(kind.models[kind.issue_version], kind.info)
    child = plan_of(head).field("pagos")
    if child is not None and child.model is not None:
        path: Path = (kind.info, "pagos", 0)
        rule = "un código de la tabla 24, por ejemplo 01 o 20"
        yield Column("Forma de pago", "formaPago", (*path, "formaPago"), "text", 2, rule)
        yield Column("Plazo", "plazo", (*path, "plazo"), "amount", rule="cuánto tiempo")
        yield Column("Unidad de tiempo", "unidadTiempo", (*path, "unidadTiempo"), rule="días, meses…")
