"""The arithmetic of each comprobante, worked out from its lines (ficha técnica 2.32, tabla 21 and error 52).

A guía has no figures to add. Of a retención what is withheld and the taxes of its supporting documents are worked out;
what their totals are made of (tips, charges) is not all in it.

A **difference** is a figure of the document that is farther than TOLERANCE from the one worked out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import product

from lxml import etree

TOLERANCE = Decimal("0.01")
_CENT = Decimal("0.01")
_IVA, _ICE = "2", "3"
_RATES = {"0": 0, "2": 12, "3": 14, "4": 15, "5": 5, "6": 0, "7": 0, "10": 13}
"""IVA per cent by codigoPorcentaje (tabla 17); 8, the differentiated rate, is set by decree."""
_CHARGES = ("fleteInternacional", "seguroInternacional", "gastosAduaneros", "gastosTransporteOtros")

Figure = tuple[str, Decimal, Decimal]
Key = tuple[str, str]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _amount(node: etree._Element, path: str) -> Decimal:
    return Decimal(node.findtext(path) or "0")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _key(tax: etree._Element) -> Key:
    return tax.findtext("codigo") or "", tax.findtext("codigoPorcentaje") or ""


def _rate(tax: etree._Element) -> Decimal:
    """The rate stated, or, where it may be left out, the one of its code."""
    stated = tax.findtext("tarifa")
    return Decimal(stated) if stated else Decimal(_RATES.get(tax.findtext("codigoPorcentaje") or "", 0))


def differences(root: etree._Element) -> list[str]:
    """Every difference, as the authority words them: what, stated and worked out."""
    with localcontext(prec=60):  # the product of two figures of 18 digits is exact
        return [
            f"{name}: valor registrado {stated}, valor calculado {worked}"
            for name, stated, worked in _figures(root)
            if abs(stated - worked) > TOLERANCE
        ]


def _figures(root: etree._Element) -> Iterator[Figure]:
    """(name, stated, worked out)."""
    match str(root.tag):
        case "factura" | "liquidacionCompra":
            yield from _sale(root, _info(root))
        case "notaCredito":
            yield from _credit(root, _info(root))
        case "notaDebito":
            yield from _debit(root, _info(root))
        case "comprobanteRetencion":
            yield from _withheld(root)


def _info(root: etree._Element) -> etree._Element:
    """The block with the totals; the schema was judged before."""
    return next(
        e for e in root.iterchildren("infoFactura", "infoLiquidacionCompra", "infoNotaCredito", "infoNotaDebito")
    )


def _sale(root: etree._Element, info: etree._Element) -> Iterator[Figure]:
    lines = root.findall("detalles/detalle")
    yield from _lines(info, lines)
    yield "totalDescuento", _amount(info, "totalDescuento"), _sum(_amount(line, "descuento") for line in lines)
    yield from _taxes(info, root.findall("detalles/detalle/impuestos/impuesto"))
    yield from _grand_total(root, info)


def _lines(info: etree._Element, lines: list[etree._Element]) -> Iterator[Figure]:
    for number, line in enumerate(lines, start=1):
        yield from _line(f"detalle {number}", line)
    nets = _sum(_amount(line, "precioTotalSinImpuesto") for line in lines)
    yield "totalSinImpuestos", _amount(info, "totalSinImpuestos"), nets


def _credit(root: etree._Element, info: etree._Element) -> Iterator[Figure]:
    yield from _lines(info, root.findall("detalles/detalle"))
    yield from _taxes(info, root.findall("detalles/detalle/impuestos/impuesto"))
    stated = _amount(info, "valorModificacion")
    totals = info.findall("totalConImpuestos/totalImpuesto")
    yield "valorModificacion", stated, _nearest(stated, *_with_taxes(info, totals))


def _debit(root: etree._Element, info: etree._Element) -> Iterator[Figure]:
    net = _amount(info, "totalSinImpuestos")
    yield "totalSinImpuestos", net, _sum(_amount(m, "valor") for m in root.iterfind("motivos/motivo"))
    taxes = info.findall("impuestos/impuesto")
    for number, tax in enumerate(taxes, start=1):
        if tax.findtext("codigo") == _IVA:
            rate = _rate(tax)
            yield f"impuesto {number} valor", _amount(tax, "valor"), _cents(_amount(tax, "baseImponible") * rate / 100)
    stated = _amount(info, "valorTotal")
    yield "valorTotal", stated, _nearest(stated, *_with_taxes(info, taxes))
    payments = info.findall("pagos/pago")
    if payments:
        yield "pagos", _sum(_amount(p, "total") for p in payments), stated


def _with_taxes(info: etree._Element, taxes: list[etree._Element]) -> tuple[Decimal, tuple[Decimal, ...]]:
    """The total of a nota: what is sure, and what the samples disagree on."""
    sure = _amount(info, "totalSinImpuestos") + _sum(
        _amount(t, "valor") - _amount(t, "valorDevolucionIva") for t in taxes
    )
    return sure, (-_sum(_amount(c, "valor") for c in info.iterfind("compensaciones/compensacion")),)


def _withheld(root: etree._Element) -> Iterator[Figure]:
    for number, tax in enumerate(root.iterfind("docsSustento/docSustento/impuestosDocSustento/impuestoDocSustento"), 1):
        worked = _cents(_amount(tax, "baseImponible") * _amount(tax, "tarifa") / 100)
        if tax.findtext("codImpuestoDocSustento") == _IVA:
            yield f"impuestoDocSustento {number} valorImpuesto", _amount(tax, "valorImpuesto"), worked
    kept = (*root.iterfind("docsSustento/docSustento/retenciones/retencion"), *root.iterfind("impuestos/impuesto"))
    for number, part in enumerate(kept, start=1):
        worked = _cents(_amount(part, "baseImponible") * _amount(part, "porcentajeRetener") / 100)
        yield f"retencion {number} valorRetenido", _amount(part, "valorRetenido"), worked


def _line(name: str, line: etree._Element) -> Iterator[Figure]:
    stated = _amount(line, "precioTotalSinImpuesto")
    gross = _amount(line, "cantidad") * _amount(line, "precioUnitario")
    yield f"{name} precioTotalSinImpuesto", stated, _cents(gross - _amount(line, "descuento"))
    taxes = line.findall("impuestos/impuesto")
    ice = _sum(_amount(t, "valor") for t in taxes if t.findtext("codigo") == _ICE)
    for tax in taxes:
        codigo, porcentaje = _key(tax)
        if codigo != _IVA:
            continue
        base, rate = _amount(tax, "baseImponible"), _rate(tax)
        yield f"{name} tarifa", rate, Decimal(_RATES.get(porcentaje, rate))
        yield f"{name} baseImponible IVA", base, stated + ice
        yield f"{name} IVA", _amount(tax, "valor"), _cents(base * rate / 100)


def _taxes(info: etree._Element, lines: list[etree._Element]) -> Iterator[Figure]:
    """The totals by tax, each against the lines that have it; IVA by its rate, the others by their sum."""
    totals = info.findall("totalConImpuestos/totalImpuesto")
    for key in sorted({_key(tax) for tax in (*lines, *totals)}):
        mine, stated = [t for t in lines if _key(t) == key], [t for t in totals if _key(t) == key]
        name = f"totalImpuesto {key[0]}/{key[1]}"
        base = _sum(_amount(t, "baseImponible") for t in stated)
        less = _sum(_amount(t, "descuentoAdicional") for t in stated)
        yield f"{name} baseImponible", base, _sum(_amount(t, "baseImponible") for t in mine) - less
        if key[0] == _IVA:
            rate = _rate(mine[0]) if mine else Decimal(0)
            worked = _cents(base * rate / 100)
        else:
            worked = _sum(_amount(t, "valor") for t in mine)
        yield f"{name} valor", _sum(_amount(t, "valor") for t in stated), worked


def _grand_total(root: etree._Element, info: etree._Element) -> Iterator[Figure]:
    """importeTotal and what is paid. Published samples disagree on whether some parts count: any choice of them will
    do, the nearest is taken."""
    stated = _amount(info, "importeTotal")
    totals = info.findall("totalConImpuestos/totalImpuesto")
    sure = (
        _amount(info, "totalSinImpuestos")
        + _sum(_amount(t, "valor") - _amount(t, "valorDevolucionIva") for t in totals)
        + _sum(_amount(info, name) for name in (*_CHARGES, "propina"))
    )
    rubros = _sum(_amount(r, "total") for r in root.iterfind("otrosRubrosTerceros/rubro"))
    unsure = (
        rubros,
        _sum(_amount(r, "valor") for r in root.iterfind("retenciones/retencion")),
        -_sum(_amount(t, "descuentoAdicional") for t in totals),
        -_sum(_amount(c, "valor") for c in info.iterfind("compensaciones/compensacion")),
    )
    yield "importeTotal", stated, _nearest(stated, sure, unsure)
    payments = info.findall("pagos/pago")
    if payments:
        paid = _sum(_amount(p, "total") for p in payments)
        withheld = _amount(info, "valorRetIva") + _amount(info, "valorRetRenta")
        yield "pagos", paid, _nearest(paid, stated, (rubros, -withheld))


def _nearest(stated: Decimal, sure: Decimal, unsure: Iterable[Decimal]) -> Decimal:
    """The sum of what is sure and a choice of the rest that comes nearest to what is stated."""
    choices = product(*((Decimal(0), part) for part in unsure if part))
    return min((sure + _sum(chosen) for chosen in choices), key=lambda worked: abs(stated - worked))
