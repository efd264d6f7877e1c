"""The arithmetic of each comprobante, worked out from its lines (ficha técnica 2.32, tabla 21 and error 52).

A **figure** is a name, what the document states and what is worked out here; a **difference** is a figure where both
are farther apart than TOLERANCE. A guía has no figures.

What a document amounts to is the sum that the authority prints in its answers to error 52: the subtotal, less
additional discounts, IVA given back and compensations, with taxes, tip, withholdings, export charges and what is
collected for third parties. The total discount is that of the lines and the additional one.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from lxml import etree

from infra.sandbox.arithmetic import decreed, nota_debito, retencion, sales

TOLERANCE = Decimal("0.01")
_FIGURES = {
    "factura": sales.factura,
    "liquidacionCompra": sales.liquidacion_compra,
    "notaCredito": sales.nota_credito,
    "notaDebito": nota_debito.figures,
    "comprobanteRetencion": retencion.figures,
}


def differences(root: etree._Element) -> list[str]:
    """Every difference, as the authority words them: what, stated and worked out."""
    figures = _FIGURES.get(str(root.tag))
    if figures is None:
        return []
    with localcontext(prec=60):  # the product of two figures of 18 digits is exact
        return [
            f"{name}: valor registrado {stated}, valor calculado {worked}"
            for name, stated, worked in (*figures(root), *decreed.figures(root))
            if abs(stated - worked) > TOLERANCE
        ]
