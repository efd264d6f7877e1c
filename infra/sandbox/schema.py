"""The schema of each comprobante, from one compact table.

A line is an element: its name, how often (nothing: once; `?` at most once; `+` one or more), and its type if it has no
children (which are indented below). `@name` is an attribute. `{2}` begins a line that only versions 2.x have, `{x.1}`
one that only x.1.0 have. Types:
- `s300`: text of 1 to 300 characters without a line break; `s3-13` of 3 to 13;
- `d14.2`: a decimal of at most 14 digits, 2 of them after the point, not negative; `i14.2` may be negative;
- `q18.6`: `d18.6` in versions x.1.0 and `d14.2` in x.0.0;
- `/…/`: a pattern; `fecha`: dd/mm/aaaa; `v3`: a name with its own line in TYPES.

Source: ficha técnica 2.32, anexos 1 to 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from threading import Lock
from typing import Any, cast
from xml.sax.saxutils import quoteattr

from lxml import etree

DS = "http://www.w3.org/2000/09/xmldsig#"

TYPES = {
    "fecha": "(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[012])/20[0-9]{2}",
    "sino": "SI|NO",
    "formaPago": "0[1-9]|1[0-9]|2[01]",
    "rimpe": "CONTRIBUYENTE R(É|E)GIMEN RIMPE",
}

TRIBUTARIA = """
infoTributaria
  ambiente /[12]/
  tipoEmision /[12]/
  razonSocial s300
  nombreComercial? s300
  ruc /[0-9]{10}001/
  claveAcceso /[0-9]{49}/
  codDoc /[0-9]{2}/
  estab /[0-9]{3}/
  ptoEmi /[0-9]{3}/
  secuencial /[0-9]{9}/
  dirMatriz s300
  agenteRetencion? /[0-9]{1,8}/
  contribuyenteRimpe? rimpe
"""

TAIL = """
maquinaFiscal?
  marca s30
  modelo s30
  serie s30
infoAdicional?
  campoAdicional{1,15} s300
    @nombre s300
"""

FACTURA = """
infoFactura
  fechaEmision fecha
  dirEstablecimiento? s300
  contribuyenteEspecial? /[A-Za-z0-9]{3,13}/
  obligadoContabilidad? sino
  comercioExterior? /EXPORTADOR/
  incoTermFactura? /[A-Z]{1,10}/
  lugarIncoTerm? s300
  paisOrigen? /[0-9]{3}/
  puertoEmbarque? s300
  puertoDestino? s300
  paisDestino? /[0-9]{3}/
  paisAdquisicion? /[0-9]{3}/
  tipoIdentificacionComprador /0[4-8]/
  guiaRemision? /[0-9]{3}-[0-9]{3}-[0-9]{9}/
  razonSocialComprador s300
  identificacionComprador s20
  direccionComprador? s300
  totalSinImpuestos d14.2
  totalSubsidio? d14.2
  incoTermTotalSinImpuestos? /[A-Z]{1,10}/
  totalDescuento i14.2
  codDocReembolso? /[0-9]{2,3}/
  totalComprobantesReembolso? d14.2
  totalBaseImponibleReembolso? d14.2
  totalImpuestoReembolso? d14.2
  totalConImpuestos
    totalImpuesto+
      codigo /[235]/
      codigoPorcentaje /[0-9]{1,4}/
      descuentoAdicional? i14.2
      baseImponible d14.2
      tarifa? d4.2
      valor d14.2
      valorDevolucionIva? d14.2
  compensaciones?
    compensacion+
      codigo /1/
      tarifa d4.2
      valor d14.2
  propina? d14.2
  fleteInternacional? d14.2
  seguroInternacional? d14.2
  gastosAduaneros? d14.2
  gastosTransporteOtros? d14.2
  importeTotal d14.2
  moneda? s15
  placa? s20
  pagos?
    pago+
      formaPago formaPago
      total d14.2
      plazo? d14.2
      unidadTiempo? s10
  valorRetIva? d14.2
  valorRetRenta? d14.2
detalles
  detalle+
    codigoPrincipal? s25
    codigoAuxiliar? s25
    descripcion s300
    unidadMedida? s50
    cantidad q18.6
    precioUnitario q18.6
    precioSinSubsidio? q18.6
    descuento d14.2
    precioTotalSinImpuesto d14.2
    detallesAdicionales?
      detAdicional{1,3}
        @nombre s300
        @valor s300
    impuestos
      impuesto+
        codigo /[235]/
        codigoPorcentaje /[0-9]{1,4}/
        tarifa d4.2
        baseImponible d14.2
        valor d14.2
reembolsos?
  reembolsoDetalle+
    tipoIdentificacionProveedorReembolso /0[4-8]/
    identificacionProveedorReembolso s20
    codPaisPagoProveedorReembolso? /[0-9]{3}/
    tipoProveedorReembolso /0[12]/
    codDocReembolso /[0-9]{2,3}/
    estabDocReembolso /[0-9]{3}/
    ptoEmiDocReembolso /[0-9]{3}/
    secuencialDocReembolso /[0-9]{9}/
    fechaEmisionDocReembolso fecha
    numeroautorizacionDocReemb /[0-9]{10,49}/
    detalleImpuestos
      detalleImpuesto+
        codigo /[235]/
        codigoPorcentaje /[0-9]{1,4}/
        tarifa d4.2
        baseImponibleReembolso d14.2
        impuestoReembolso d14.2
    compensacionesReembolso?
      compensacionReembolso+
        codigo /1/
        tarifa d4.2
        valor d14.2
{x.1} retenciones?
  retencion+
    codigo /4/
    codigoPorcentaje /[0-9]{1,3}/
    tarifa d5.2
    valor d14.2
{2} infoSustitutivaGuiaRemision?
  dirPartida s300
  dirDestinatario s300
  fechaIniTransporte fecha
  fechaFinTransporte fecha
  razonSocialTransportista s300
  tipoIdentificacionTransportista /0[4-8]/
  rucTransportista s20
  placa s20
  destinos
    destino+
      motivoTraslado s300
      docAduaneroUnico? s64
      codEstabDestino? /[0-9]{3}/
      ruta? s300
{2} otrosRubrosTerceros?
  rubro+
    concepto s300
    total d14.2
tipoNegociable?
  correo s100
"""

TABLES = {"factura": (FACTURA, ("1.0.0", "1.1.0", "2.0.0", "2.1.0"))}
COD_DOC = {"factura": "01"}
_JUDGING = Lock()

_LINE = re.compile(
    r"(?P<indent> *)(?:\{(?P<when>[^}]+)\} )?(?P<at>@)?(?P<name>\w+?)(?P<many>[?+]|\{\d+,\d+\})?(?: (?P<type>.+))?$"
)


def known(root: str, version: str) -> bool:
    """Whether there is a schema for it."""
    return root in TABLES and version in TABLES[root][1]


def problems(root: etree._Element) -> list[str]:
    """What in a comprobante of a known type and version does not follow the schema, in the document's order."""
    judged = schema(str(root.tag), root.get("version") or "")
    with _JUDGING:  # the log belongs to the schema, not to the call
        if judged.validate(root):
            return []
        return [f"{e.path}: {e.message}" for e in cast("Iterable[Any]", judged.error_log)]


@cache
def schema(root: str, version: str) -> etree.XMLSchema:
    """The compiled schema. Raises KeyError for an unknown root."""
    return etree.XMLSchema(etree.fromstring(xsd(root, version).encode()))


def xsd(root: str, version: str) -> str:
    """The schema as text."""
    body = _elements(_tree(TRIBUTARIA + TABLES[root][0] + TAIL, version), version)
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="unqualified">'
        f'{_named("s300", version)}<xs:element name="{root}"><xs:complexType><xs:sequence>{body}'
        f'<xs:any namespace="{DS}" processContents="skip" minOccurs="0"/></xs:sequence>'
        '<xs:attribute name="id"><xs:simpleType><xs:restriction base="xs:string">'
        '<xs:enumeration value="comprobante"/></xs:restriction></xs:simpleType></xs:attribute>'
        f'<xs:attribute name="version" fixed="{version}"/>'
        "</xs:complexType></xs:element></xs:schema>"
    )


class _Node:
    def __init__(self, line: re.Match[str]) -> None:
        self.name: str = line["name"]
        self.many: str = line["many"] or ""
        self.type: str = line["type"] or ""
        self.attribute = bool(line["at"])
        self.children: list[_Node] = []


def _tree(table: str, version: str) -> list[_Node]:
    top: list[_Node] = []
    path: list[_Node] = []
    hidden: int | None = None
    for text in table.splitlines():
        line = _LINE.match(text)
        if line is None or not text.strip():
            continue
        depth = len(line["indent"]) // 2
        if hidden is not None and depth > hidden:
            continue
        hidden = None
        if line["when"] and not _applies(line["when"], version):
            hidden = depth
            continue
        node = _Node(line)
        del path[depth:]
        (path[-1].children if path else top).append(node)
        path.append(node)
    return top


def _applies(when: str, version: str) -> bool:
    return version.startswith("2.") if when == "2" else version.endswith(".1.0")


def _elements(nodes: list[_Node], version: str) -> str:
    return "".join(_element(node, version) for node in nodes if not node.attribute)


def _element(node: _Node, version: str) -> str:
    low, high = {"": ("1", "1"), "?": ("0", "1"), "+": ("1", "unbounded")}.get(node.many) or tuple(
        node.many.strip("{}").split(",")
    )
    attributes = "".join(
        f'<xs:attribute name="{a.name}" use="required">{_simple(a.type, version)}</xs:attribute>'
        for a in node.children
        if a.attribute
    )
    children = _elements(node.children, version)
    if node.type and attributes:
        inner = (
            f'<xs:complexType><xs:simpleContent><xs:extension base="{node.type}">{attributes}</xs:extension>'
            "</xs:simpleContent></xs:complexType>"
        )
    elif node.type:
        inner = _simple(node.type, version)
    else:
        sequence = f"<xs:sequence>{children}</xs:sequence>" if children else ""
        inner = f"<xs:complexType>{sequence}{attributes}</xs:complexType>"
    return f'<xs:element name="{node.name}" minOccurs="{low}" maxOccurs="{high}">{inner}</xs:element>'


def _simple(kind: str, version: str) -> str:
    if kind.startswith("/"):
        return _restriction("xs:string", _facet("pattern", kind.strip("/")))
    if kind in TYPES:
        return _restriction("xs:string", _facet("pattern", TYPES[kind]))
    if kind[0] == "s":
        low, _, high = kind[1:].rpartition("-")
        facets = _facet("minLength", low or "1") + _facet("maxLength", high) + _facet("pattern", "[^\\n]*")
        return _restriction("xs:string", facets)
    if kind[0] == "q":
        kind = "d18.6" if version.endswith(".1.0") else "d14.2"
    total, _, fraction = kind[1:].partition(".")
    facets = _facet("totalDigits", total) + _facet("fractionDigits", fraction)
    return _restriction("xs:decimal", facets + ("" if kind[0] == "i" else _facet("minInclusive", "0")))


def _named(kind: str, version: str) -> str:
    """A simple type by its name in the table, for elements that have text and attributes."""
    return _simple(kind, version).replace("<xs:simpleType>", f'<xs:simpleType name="{kind}">', 1)


def _restriction(base: str, facets: str) -> str:
    return f'<xs:simpleType><xs:restriction base="{base}">{facets}</xs:restriction></xs:simpleType>'


def _facet(name: str, value: str) -> str:
    return f"<xs:{name} value={quoteattr(value)}/>"
