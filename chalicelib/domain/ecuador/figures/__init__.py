"""The arithmetic of the comprobantes. The service owns it: what can be worked out may be left out.

- **complete** fills in, before validation, every figure that was left out and can be worked out; it never changes what
  was written, and leaves alone what it cannot make out.
- **check** compares the figures of a document with ours. **Stated** is the figure in the document, **computed** ours.
- A **rounded** figure (a line's total, a tax) may differ from ours by `TOLERANCE`: issuers round at different steps,
  and the cents of a rate's tax may be spread over its lines.
- A **sum** of figures that stand in the document has nothing to round: one cent off is a warning, more an error.

`TOLERANCE` is one cent per figure. The SRI does not publish how far it lets figures differ (error 52); one cent is what
is seen to pass. The tax of a rate is the rate of the summed bases, not the sum of the lines' taxes.

The sums are the authority's own, as its answers to error 52 print them; each has one reading:

    importeTotal = totalSinImpuestos − descuentoAdicional − devolucionIva − compensaciones
                   + impuestos + propina + retenciones + exportaciones (flete, seguro, gastos) + rubros de terceros
    totalDescuento = Σ detalle.descuento + Σ totalImpuesto.descuentoAdicional
    totalImpuesto.valor = base × rate

`valorModificacion` and `valorTotal` of the notas are the same sum of the parts that they have (`amount`). The rest:
ficha técnica 2.32, tabla 21 and anexos 1 to 8.
"""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.ecuador import messages as _messages  # noqa: F401  defines the codes
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import ComprobanteRetencion
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.comprobantes.liquidacion_compra import LiquidacionCompra
from chalicelib.domain.ecuador.comprobantes.nota_credito import NotaCredito
from chalicelib.domain.ecuador.comprobantes.nota_debito import NotaDebito
from chalicelib.domain.ecuador.figures import factura, liquidacion_compra, notas, retencion
from chalicelib.domain.ecuador.figures.compare import TOLERANCE
from chalicelib.domain.ecuador.figures.filling import assumptions, causes, complete

__all__ = ["TOLERANCE", "assumptions", "causes", "check", "complete"]


def check(comprobante: Comprobante) -> Iterator[Problem]:
    """Every figure of the comprobante that does not agree with the others. A guía de remisión has none."""
    match comprobante:
        case Factura():
            yield from factura.check(comprobante)
        case LiquidacionCompra():
            yield from liquidacion_compra.check(comprobante)
        case NotaCredito():
            yield from notas.check_credito(comprobante)
        case NotaDebito():
            yield from notas.check_debito(comprobante)
        case ComprobanteRetencion():
            yield from retencion.check(comprobante)
