"""The arithmetic of a factura, worked out from its lines (ficha técnica 2.32, tabla 21 and error 52).

A **difference** is a figure of the document that is farther than TOLERANCE from the one worked out here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from lxml import etree

TOLERANCE = Decimal("0.01")
_CENT = Decimal("0.01")
_IVA, _ICE = "2", "3"
_CHARGES = ("fleteInternacional", "seguroInternacional", "gastosAduaneros", "gastosTransporteOtros")


def _amount(node: etree._Element, path: str) -> Decimal:
    return Decimal(node.findtext(path) or "0")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def differences(root: etree._Element) -> list[str]:
    """Every difference, as the authority words them: what, stated and worked out."""
    return [
        f"{name}: valor registrado {stated}, valor calculado {worked}"
        for name, stated, worked in _figures(root)
        if abs(stated - worked) > TOLERANCE
    ]


def _figures(root: etree._Element) -> Iterator[tuple[str, Decimal, Decimal]]:
    """(name, stated, worked out)."""
    info = root.find("infoFactura")
    assert info is not None, "the schema was judged before"
    net = discount = Decimal(0)
    bases: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for number, line in enumerate(root.iterfind("detalles/detalle"), start=1):
        worked = _cents(_amount(line, "cantidad") * _amount(line, "precioUnitario") - _amount(line, "descuento"))
        stated = _amount(line, "precioTotalSinImpuesto")
        yield f"detalle {number} precioTotalSinImpuesto", stated, worked
        net += stated
        discount += _amount(line, "descuento")
        ice = sum((_amount(t, "valor") for t in _taxes(line, _ICE)), Decimal(0))
        for tax in line.iterfind("impuestos/impuesto"):
            base = _amount(tax, "baseImponible")
            bases[tax.findtext("codigo") or "", tax.findtext("codigoPorcentaje") or ""] += base
            if tax.findtext("codigo") == _IVA:
                yield f"detalle {number} baseImponible IVA", base, stated + ice
                yield f"detalle {number} IVA", _amount(tax, "valor"), _cents(base * _amount(tax, "tarifa") / 100)
    yield "totalSinImpuestos", _amount(info, "totalSinImpuestos"), net
    yield "totalDescuento", _amount(info, "totalDescuento"), discount
    yield from _totals(root, info, bases)
    yield "importeTotal", _amount(info, "importeTotal"), _grand_total(info)
    payments = info.findall("pagos/pago")
    if payments:
        paid = sum((_amount(p, "total") for p in payments), Decimal(0))
        yield "pagos", paid, _amount(info, "importeTotal")


def _taxes(line: etree._Element, codigo: str) -> list[etree._Element]:
    return [t for t in line.iterfind("impuestos/impuesto") if t.findtext("codigo") == codigo]


def _totals(
    root: etree._Element, info: etree._Element, bases: dict[tuple[str, str], Decimal]
) -> Iterator[tuple[str, Decimal, Decimal]]:
    rates = {
        (t.findtext("codigo") or "", t.findtext("codigoPorcentaje") or ""): _amount(t, "tarifa")
        for t in root.iterfind("detalles/detalle/impuestos/impuesto")
    }
    for total in info.iterfind("totalConImpuestos/totalImpuesto"):
        key = (total.findtext("codigo") or "", total.findtext("codigoPorcentaje") or "")
        name = f"totalImpuesto {key[0]}/{key[1]}"
        base = _amount(total, "baseImponible")
        less = _amount(total, "descuentoAdicional") if key[0] == _IVA else Decimal(0)
        yield f"{name} baseImponible", base, bases.get(key, Decimal(0)) - less
        if key[0] == _IVA:
            yield f"{name} valor", _amount(total, "valor"), _cents(base * rates.get(key, Decimal(0)) / 100)


def _grand_total(info: etree._Element) -> Decimal:
    taxes = sum(
        (_amount(t, "valor") - _amount(t, "valorDevolucionIva") for t in info.iterfind("totalConImpuestos/*")),
        Decimal(0),
    )
    charges = sum((_amount(info, name) for name in _CHARGES), Decimal(0))
    return _amount(info, "totalSinImpuestos") + taxes + charges + _amount(info, "propina")
