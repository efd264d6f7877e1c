"""Comprobantes with lines: factura, liquidación de compra, nota de crédito."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from infra.sandbox.arithmetic import reimbursement
from infra.sandbox.arithmetic.coarse import coarser
from infra.sandbox.arithmetic.parts import (
    ICE,
    IVA,
    Figure,
    amount,
    amounts,
    cents,
    compensated,
    iva,
    key,
    nearer,
    part,
    rate,
    total,
)

_CHARGES = ("fleteInternacional", "seguroInternacional", "gastosAduaneros", "gastosTransporteOtros")


def factura(root: etree._Element) -> Iterator[Figure]:
    """Lines, taxes, importeTotal, pagos, reembolsos."""
    info = part(root, "infoFactura")
    yield from _lines(root, info)
    added = total(
        (
            *(amount(info, name) for name in (*_CHARGES, "propina")),
            amounts(root.iterfind("retenciones/retencion"), "valor"),
            amounts(root.iterfind("otrosRubrosTerceros/rubro"), "total"),
        )
    )
    stated = amount(info, "importeTotal")
    yield "importeTotal", stated, _sum(info) + added
    yield from _paid(info, stated, amount(info, "valorRetIva") + amount(info, "valorRetRenta"))
    yield from reimbursement.figures(info, root.findall("reembolsos/reembolsoDetalle"))


def liquidacion_compra(root: etree._Element) -> Iterator[Figure]:
    """As the factura, without charges."""
    info = part(root, "infoLiquidacionCompra")
    yield from _lines(root, info)
    stated = amount(info, "importeTotal")
    yield "importeTotal", stated, _sum(info)
    yield from _paid(info, stated)
    yield from reimbursement.figures(info, root.findall("reembolsos/reembolsoDetalle"))


def nota_credito(root: etree._Element) -> Iterator[Figure]:
    """Lines, taxes and valorModificacion; nothing is paid."""
    info = part(root, "infoNotaCredito")
    yield from _lines(root, info)
    yield "valorModificacion", amount(info, "valorModificacion"), _sum(info)


def _lines(root: etree._Element, info: etree._Element) -> Iterator[Figure]:
    lines = root.findall("detalles/detalle")
    for number, line in enumerate(lines, start=1):
        yield from _line(f"detalle {number}", line)
    yield "totalSinImpuestos", amount(info, "totalSinImpuestos"), amounts(lines, "precioTotalSinImpuesto")
    if info.find("totalDescuento") is not None:
        yield "totalDescuento", amount(info, "totalDescuento"), amounts(lines, "descuento") + _additional(info)
    yield from _taxes(info, root.findall("detalles/detalle/impuestos/impuesto"))


def _line(name: str, line: etree._Element) -> Iterator[Figure]:
    stated = amount(line, "precioTotalSinImpuesto")
    exact = amount(line, "cantidad") * amount(line, "precioUnitario") - amount(line, "descuento")
    worked = stated if coarser(line, stated, exact) else cents(exact)
    yield f"{name} precioTotalSinImpuesto", stated, worked
    taxes = line.findall("impuestos/impuesto")
    ice = amounts((t for t in taxes if t.findtext("codigo") == ICE), "valor")
    for tax in taxes:
        codigo, porcentaje = key(tax)
        if codigo == IVA:
            yield f"{name} baseImponible IVA", amount(tax, "baseImponible"), stated + ice
            yield from iva(name, tax, porcentaje, "baseImponible", "valor")


def _taxes(info: etree._Element, lines: list[etree._Element]) -> Iterator[Figure]:
    """The totals by tax, each against the lines that have it; IVA by its rate, the others by their sum."""
    totals = info.findall("totalConImpuestos/totalImpuesto")
    for each in sorted({key(tax) for tax in (*lines, *totals)}):
        mine, stated = [t for t in lines if key(t) == each], [t for t in totals if key(t) == each]
        name = f"totalImpuesto {each[0]}/{each[1]}"
        base, less = amounts(stated, "baseImponible"), amounts(stated, "descuentoAdicional")
        yield f"{name} baseImponible", base, amounts(mine, "baseImponible") - less
        worked = amounts(mine, "valor")
        if each[0] == IVA:
            percent = rate(mine[0], each[1]) if mine else Decimal(0)
            worked = worked if percent is None else cents(base * percent / 100)
        yield f"{name} valor", amounts(stated, "valor"), worked


def _sum(info: etree._Element) -> Decimal:
    """The subtotal and its taxes, less additional discounts, the IVA that is given back and compensations."""
    totals = info.findall("totalConImpuestos/totalImpuesto")
    less = _additional(info) + amounts(totals, "valorDevolucionIva") + compensated(info)
    return amount(info, "totalSinImpuestos") + amounts(totals, "valor") - less


def _additional(info: etree._Element) -> Decimal:
    """The discounts that only the totals by tax have."""
    return amounts(info.iterfind("totalConImpuestos/totalImpuesto"), "descuentoAdicional")


def _paid(info: etree._Element, due: Decimal, withheld: Decimal = Decimal(0)) -> Iterator[Figure]:
    """Whether what the buyer withholds is counted as paid, no source says."""
    payments = info.findall("pagos/pago")
    if payments:
        paid = amounts(payments, "total")
        yield "pagos", paid, nearer(paid, due, due - withheld)
