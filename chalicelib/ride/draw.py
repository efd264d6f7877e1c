"""The registry of printed representations, and drawing one of them.

Adding a comprobante is one module that says its `content`, and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import ComprobanteRetencion
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion_v1 import ComprobanteRetencionV1
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.comprobantes.guia_remision import GuiaRemision
from chalicelib.domain.ecuador.comprobantes.liquidacion_compra import LiquidacionCompra
from chalicelib.domain.ecuador.comprobantes.nota_credito import NotaCredito
from chalicelib.domain.ecuador.comprobantes.nota_debito import NotaDebito
from chalicelib.ride import (
    a4,
    comprobante_retencion,
    comprobante_retencion_v1,
    factura,
    guia_remision,
    header,
    liquidacion_compra,
    nota_credito,
    nota_debito,
    ticket,
)
from chalicelib.ride.content import Content
from chalicelib.ride.identity import particulars
from chalicelib.ride.inputs import Authorization, Brand, Format
from chalicelib.ride.kit.lettering import lettering, wide
from chalicelib.ride.kit.marks import Mark
from chalicelib.ride.kit.pdf import write
from chalicelib.ride.kit.sheet import Sheet

CONTENTS: Mapping[type[Comprobante], Callable[[Any], Content]] = {
    Factura: factura.content,
    LiquidacionCompra: liquidacion_compra.content,
    NotaCredito: nota_credito.content,
    NotaDebito: nota_debito.content,
    GuiaRemision: guia_remision.content,
    ComprobanteRetencion: comprobante_retencion.content,
    ComprobanteRetencionV1: comprobante_retencion_v1.content,
}
TICKETS = frozenset({Factura, NotaCredito})
"""What a shop hands over its counter; everything else is printed on A4 whatever is asked."""


def draw(document: Comprobante, authorization: Authorization, brand: Brand, paper: Format = "a4") -> bytes:
    """The PDF. The same input gives the same bytes; no content of a valid comprobante makes it fail."""
    sheet = compose(document, authorization, brand, paper)
    pages = finished(sheet, authorization, brand)
    return write(pages, sheet.lettering, particulars(document, authorization), sheet.paper, archivable=brand.archivable)


def compose(document: Comprobante, authorization: Authorization, brand: Brand, paper: Format = "a4") -> Sheet:
    """The pages before they become a file, still without their feet."""
    content = CONTENTS[type(document)](document)
    letters = wide() if brand.archivable else lettering(document.model_dump_json() + brand.footer)
    layout = ticket.compose if paper == "ticket" and type(document) in TICKETS else a4.compose
    return layout(document, content, authorization, brand, letters)


def finished(sheet: Sheet, authorization: Authorization, brand: Brand) -> Sequence[Sequence[Mark]]:
    """The pages as they become a file: a roll has no feet."""
    return sheet.pages if sheet.paper.roll else header.feet(sheet, brand.footer, authorization)
