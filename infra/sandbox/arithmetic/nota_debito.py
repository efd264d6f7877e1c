"""The nota de débito: reasons with a value each instead of lines."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from infra.sandbox.arithmetic.parts import ICE, IVA, Figure, amount, amounts, compensated, iva, key, part


def figures(root: etree._Element) -> Iterator[Figure]:
    """The subtotal by its motivos, IVA by its rates and on the whole subtotal, valorTotal, pagos."""
    info = part(root, "infoNotaDebito")
    subtotal = amount(info, "totalSinImpuestos")
    yield "totalSinImpuestos", subtotal, amounts(root.iterfind("motivos/motivo"), "valor")
    taxes = info.findall("impuestos/impuesto")
    ivas = [tax for tax in taxes if tax.findtext("codigo") == IVA]
    for tax in ivas:
        code = key(tax)[1]
        yield from iva(f"impuesto {IVA}/{code}", tax, code, "baseImponible", "valor")
    if ivas:
        ice = amounts((t for t in taxes if t.findtext("codigo") == ICE), "valor")
        bases = amounts(ivas, "baseImponible")
        yield "baseImponible IVA", bases, subtotal + ice
    stated = amount(info, "valorTotal")
    sure = subtotal + amounts(taxes, "valor") - amounts(taxes, "valorDevolucionIva")
    yield "valorTotal", stated, sure - compensated(info)
    payments = info.findall("pagos/pago")
    if payments:
        yield "pagos", amounts(payments, "total"), stated
