"""What an authorised comprobante says, element by element, for whoever received it.

Read straight from the archived `<autorizacion>`: nothing is judged and nothing reckoned. The elements are those of the
ficha técnica 2.32, anexos 1 to 8; one that a document does not have is left out.

- **Sustento**: the document that a withholding is about.
- **Motivo**: what a nota de débito charges for, in place of lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from chalicelib.domain.documents.contents import Contents, Figure, Line, Reference, Tax, Withheld
from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.domain.ecuador import autorizacion, catalogs
from chalicelib.domain.ecuador.receptores import DOCUMENT_KINDS

NO_OBJETO, EXENTO = "6", "7"
_RETAINED = {"1": "Renta", "2": "IVA", "6": "ISD"}
_HEADS = {
    "factura": "infoFactura",
    "liquidacionCompra": "infoLiquidacionCompra",
    "notaCredito": "infoNotaCredito",
    "notaDebito": "infoNotaDebito",
    "guiaRemision": "infoGuiaRemision",
    "comprobanteRetencion": "infoCompRetencion",
}
_TOTALS = ("importeTotal", "valorModificacion", "valorTotal")
_ADDED = {
    "propina": "Propina",
    "fleteInternacional": "Flete internacional",
    "seguroInternacional": "Seguro internacional",
    "gastosAduaneros": "Gastos aduaneros",
    "gastosTransporteOtros": "Gastos de transporte",
}


def contenido(evidence: bytes) -> Contents:
    """What stands in the comprobante of an archived `<autorizacion>`. Raises ValueError if it is none."""
    try:
        root = parse(autorizacion.read(evidence).comprobante)
    except UnsafeXml as error:
        raise ValueError(f"the comprobante cannot be read: {error.reason}") from None
    name = etree.QName(root).localname
    head = root.find(_HEADS.get(name, "-"))
    if head is None:
        raise ValueError("not a comprobante")
    retenciones = tuple(_retenciones(root))
    withheld = sum((r.amount for r in retenciones), Decimal(0)) if name == "comprobanteRetencion" else None
    return Contents(
        trade_name=_text(root, "infoTributaria/nombreComercial"),
        subtotal=_amount(head, "totalSinImpuestos"),
        discount=_amount(head, "totalDescuento"),
        taxes=tuple(_impuestos(head)),
        others=tuple(_otros(root, head)),
        total=next((v for v in (_amount(head, t) for t in _TOTALS) if v is not None), withheld),
        lines=tuple(_lineas(root)),
        withheld=retenciones,
        modifies=_modifica(head),
        reason=_text(head, "motivo"),
        payments=tuple(_pagos(head)),
    )


def _impuestos(head: etree._Element) -> Iterator[Tax]:
    for node in (*head.findall("totalConImpuestos/totalImpuesto"), *head.findall("impuestos/impuesto")):
        base, valor = _amount(node, "baseImponible"), _amount(node, "valor")
        if base is not None and valor is not None:
            codigo, code = _text(node, "codigo"), _text(node, "codigoPorcentaje")
            words = tarifa_de(codigo, code, _amount(node, "tarifa"))
            yield Tax(_tax(codigo), words, base, valor, by_rate=codigo == catalogs.IMPUESTO_IVA)


def _otros(root: etree._Element, head: etree._Element) -> Iterator[Figure]:
    """What changes the total besides the taxes; what takes away is negative."""
    for name, label in _ADDED.items():
        if value := _amount(head, name):
            yield Figure(label, value)
    for node in root.findall("otrosRubrosTerceros/rubro"):
        if value := _amount(node, "total"):
            yield Figure(_text(node, "concepto"), value)
    for node in root.findall("retenciones/retencion"):
        if value := _amount(node, "valor"):
            yield Figure("Retención en la factura", value)
    for node in head.findall("compensaciones/compensacion"):
        if value := _amount(node, "valor"):
            yield Figure(f"Compensación {rate(_amount(node, 'tarifa'))}".strip(), -value)
    for path, label in (("descuentoAdicional", "Descuento adicional"), ("valorDevolucionIva", "Devolución del IVA")):
        nodes = (*head.findall("totalConImpuestos/totalImpuesto"), *head.findall("impuestos/impuesto"))
        if value := sum((_amount(n, path) or Decimal(0) for n in nodes), Decimal(0)):
            yield Figure(label, -value)


def _lineas(root: etree._Element) -> Iterator[Line]:
    for node in (*root.findall("detalles/detalle"), *root.findall("destinatarios/destinatario/detalles/detalle")):
        taxes = [
            tarifa_de(_text(tax, "codigo"), _text(tax, "codigoPorcentaje"), _amount(tax, "tarifa"))
            for tax in node.findall("impuestos/impuesto")
            if _text(tax, "codigo") == catalogs.IMPUESTO_IVA
        ]
        yield Line(
            _text(node, "descripcion"),
            _text(node, "codigoPrincipal") or _text(node, "codigoInterno"),
            _amount(node, "cantidad"),
            _amount(node, "precioUnitario"),
            _amount(node, "descuento"),
            _amount(node, "precioTotalSinImpuesto"),
            ", ".join(taxes),
        )
    for node in root.findall("motivos/motivo"):
        yield Line(_text(node, "razon"), amount=_amount(node, "valor"))


def _retenciones(root: etree._Element) -> Iterator[Withheld]:
    """Those of version 2.0.0 stand under their sustento, those of 1.0.0 name it themselves."""
    for sustento in root.findall("docsSustento/docSustento"):
        for node in sustento.findall("retenciones/retencion"):
            yield _retencion(node, _sustento(sustento))
    if etree.QName(root).localname == "comprobanteRetencion":
        for node in root.findall("impuestos/impuesto"):
            yield _retencion(node, _sustento(node))


def _retencion(node: etree._Element, sustento: Reference) -> Withheld:
    codigo = _text(node, "codigo")
    return Withheld(
        _RETAINED.get(codigo, f"Código {codigo}"),
        _text(node, "codigoRetencion"),
        _amount(node, "baseImponible") or Decimal(0),
        _amount(node, "porcentajeRetener") or Decimal(0),
        _amount(node, "valorRetenido") or Decimal(0),
        sustento,
    )


def _sustento(node: etree._Element) -> Reference:
    return Reference(
        _kind(_text(node, "codDocSustento")), numero_de(_text(node, "numDocSustento")),
        _day(_text(node, "fechaEmisionDocSustento")),
    )  # fmt: skip


def _modifica(head: etree._Element) -> Reference | None:
    number = _text(head, "numDocModificado")
    if not number:
        return None
    return Reference(_kind(_text(head, "codDocModificado")), number, _day(_text(head, "fechaEmisionDocSustento")))


def _pagos(head: etree._Element) -> Iterator[Figure]:
    for node in head.findall("pagos/pago"):
        value = _amount(node, "total")
        if value is not None:
            code, term, unit = _text(node, "formaPago"), _amount(node, "plazo"), _text(node, "unidadTiempo")
            words = (catalogs.forma_pago(code) or code).capitalize()
            yield Figure(f"{words}, a {term.normalize():f} {unit}".strip() if term else words, value)


def tarifa_de(codigo: str, code: str, tarifa: Decimal | None) -> str:
    """A rate in words.

    >>> tarifa_de("2", "4", None), tarifa_de("2", "0", Decimal("0.00")), tarifa_de("2", "6", Decimal("0"))
    ('15 %', '0 %', 'no objeto')
    """
    if codigo != catalogs.IMPUESTO_IVA:
        return code
    if code in (NO_OBJETO, EXENTO):
        return "no objeto" if code == NO_OBJETO else "exento"
    if tarifa is None and (known := catalogs.iva(code)):
        tarifa = known.tarifa
    return rate(tarifa) or f"código {code}"


def rate(tarifa: Decimal | None) -> str:
    """A percentage as it is written: `1.75 %`; empty for None."""
    return "" if tarifa is None else f"{tarifa.normalize():f} %"


def numero_de(digits: str) -> str:
    """A number with its hyphens.

    >>> numero_de("001002000000123"), numero_de("001-002-000000123"), numero_de("9")
    ('001-002-000000123', '001-002-000000123', '9')
    """
    whole = len(digits) == 15 and digits.isdigit()
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if whole else digits


def _kind(code: str) -> str:
    return DOCUMENT_KINDS.get(code, f"Documento {code}" if code else "")


def _tax(codigo: str) -> str:
    return {catalogs.IMPUESTO_IVA: "IVA", catalogs.IMPUESTO_ICE: "ICE", catalogs.IMPUESTO_IRBPNR: "IRBPNR"}.get(
        codigo, f"Impuesto {codigo}"
    )


def _text(node: etree._Element, path: str) -> str:
    return (node.findtext(path) or "").strip()


def _amount(node: etree._Element, path: str) -> Decimal | None:
    text = _text(node, path)
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  a day, no moment
    except ValueError:
        return None
