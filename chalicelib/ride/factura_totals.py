"""The totals of a factura, line by line as they are printed (ficha técnica 2.32, formato del RIDE de la factura).

Only the lines that the document fills appear. The subtotal of a rate is the base of its IVA, which holds the ICE.
*Subsidio* and *compensaciones* explain the total and never change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from chalicelib.domain.ecuador.catalogs import IMPUESTO_ICE, IMPUESTO_IRBPNR, IMPUESTO_IVA
from chalicelib.domain.ecuador.comprobantes.factura import Factura, TotalImpuesto
from chalicelib.ride import names
from chalicelib.ride.figures import amount, percent
from chalicelib.ride.kit.blocks import Total

_ZERO = Decimal(0)


def totals(factura: Factura) -> list[Total]:
    """From the subtotals down to VALOR TOTAL."""
    info = factura.infoFactura
    taxes = info.totalConImpuestos
    found = [_subtotal(tax) for tax in _of(taxes, IMPUESTO_IVA)]
    found += [
        _line("SUBTOTAL SIN IMPUESTOS", info.totalSinImpuestos),
        _line("TOTAL DESCUENTO", info.totalDescuento),
    ]
    found += _filled("DESCUENTO ADICIONAL", _sum(tax.descuentoAdicional for tax in taxes))
    found += [_line(f"ICE {tax.codigoPorcentaje}", tax.valor) for tax in _of(taxes, IMPUESTO_ICE)]
    found += [
        _line(f"IVA {names.tarifa_iva(tax.codigoPorcentaje, tax.tarifa)}", tax.valor)
        for tax in _of(taxes, IMPUESTO_IVA)
        if tax.valor or tax.codigoPorcentaje not in names.SIN_IVA
    ]
    found += _filled("TOTAL DEVOLUCIÓN IVA", _sum(tax.valorDevolucionIva for tax in taxes))
    found += [_line("IRBPNR", tax.valor) for tax in _of(taxes, IMPUESTO_IRBPNR)]
    found += [_line("PROPINA", info.propina)] if info.propina is not None else []
    for label, value in (
        ("FLETE INTERNACIONAL", info.fleteInternacional),
        ("SEGURO INTERNACIONAL", info.seguroInternacional),
        ("GASTOS ADUANEROS", info.gastosAduaneros),
        ("GASTOS TRANSPORTE OTROS", info.gastosTransporteOtros),
    ):
        found += _filled(label, value)
    found.append(Total("VALOR TOTAL", amount(info.importeTotal), 2))
    return found + _afterwards(factura)


def _afterwards(factura: Factura) -> list[Total]:
    info = factura.infoFactura
    found: list[Total] = []
    if info.totalSubsidio is not None:
        found += [
            _line("VALOR TOTAL SIN SUBSIDIO", info.importeTotal + info.totalSubsidio),
            Total("AHORRO POR SUBSIDIO", amount(info.totalSubsidio), 1),
        ]
    found += [_line(f"COMPENSACIÓN IVA {percent(c.tarifa)}", c.valor) for c in info.compensaciones]
    found += _filled("RETENCIÓN IVA PRESUNTIVO", info.valorRetIva)
    found += _filled("RETENCIÓN RENTA", info.valorRetRenta)
    return found


def _subtotal(tax: TotalImpuesto) -> Total:
    code = tax.codigoPorcentaje
    if code == names.NO_OBJETO:
        label = "SUBTOTAL NO OBJETO DE IVA"
    elif code == names.EXENTO:
        label = "SUBTOTAL EXENTO DE IVA"
    elif code == names.DIFERENCIADO:
        label = f"SUBTOTAL TARIFA ESPECIAL {names.tarifa_iva(code, tax.tarifa)}"
    else:
        label = f"SUBTOTAL {names.tarifa_iva(code, tax.tarifa)}"
    return _line(label, tax.baseImponible)


def _of(taxes: Iterable[TotalImpuesto], codigo: str) -> list[TotalImpuesto]:
    return [tax for tax in taxes if tax.codigo == codigo]


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    given = [value for value in values if value is not None]
    return sum(given, _ZERO) if given else None


def _filled(label: str, value: Decimal | None) -> list[Total]:
    return [] if value is None else [_line(label, value)]


def _line(label: str, value: Decimal) -> Total:
    return Total(label, amount(value))
