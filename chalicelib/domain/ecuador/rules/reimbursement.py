"""Reimbursed expenses: a document that passes them on lists the documents they come from.

Source: ficha técnica 2.32, anexos 1, 2 and 7. The code 41 (ATS, table 4) says that a document passes expenses on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.catalogs.sustento import REEMBOLSO
from chalicelib.domain.ecuador.comprobantes import comprobante_retencion, comunes
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import DocSustento
from chalicelib.domain.ecuador.comprobantes.factura import InfoFactura
from chalicelib.domain.ecuador.comprobantes.liquidacion_compra import InfoLiquidacionCompra
from chalicelib.domain.ecuador.model.simple import written_day
from chalicelib.domain.ecuador.rules import taxes
from chalicelib.domain.ecuador.rules.party import identification

Head = InfoFactura | InfoLiquidacionCompra | DocSustento
Reembolso = comunes.ReembolsoDetalle | comprobante_retencion.ReembolsoDetalle
Detalle = comunes.DetalleImpuesto | comprobante_retencion.DetalleImpuesto

TOTALS = ("totalComprobantesReembolso", "totalBaseImponibleReembolso", "totalImpuestoReembolso")


def check(
    head: Head, reembolsos: Sequence[Reembolso], issued: date, *, totals: str, documents: str
) -> Iterator[Problem]:
    """The problems of a reimbursement. `totals` points to the head, `documents` to the element around `reembolsos`."""
    name = "codDocSustento" if isinstance(head, DocSustento) else "codDocReembolso"
    code = getattr(head, name)
    stated = [total for total in TOTALS if getattr(head, total)]
    if not reembolsos:
        if code == REEMBOLSO or stated:
            yield problem("DOC-REEMBOLSO-FALTA", f"{documents}/reembolsos", expected=REEMBOLSO)
        return
    if code != REEMBOLSO:
        yield problem("DOC-REEMBOLSO-CODIGO", f"{totals}/{name}", name=name, value=code or "vacío")
    for number, document in enumerate(reembolsos, start=1):
        yield from _document(document, issued, f"{documents}/reembolsos/reembolsoDetalle[{number}]")


def _document(document: Reembolso, issued: date, pointer: str) -> Iterator[Problem]:
    yield from identification(
        document.tipoIdentificacionProveedorReembolso,
        document.identificacionProveedorReembolso,
        f"{pointer}/identificacionProveedorReembolso",
    )
    name, country = "codPaisPagoProveedorReembolso", document.codPaisPagoProveedorReembolso
    if country is not None and catalogs.pais(country) is None:
        yield problem("DOC-PAIS", f"{pointer}/{name}", name=name, value=country)
    yield from known_document(document.codDocReembolso, f"{pointer}/codDocReembolso")
    day = document.fechaEmisionDocReembolso
    if day > issued:
        yield problem("DOC-REEMBOLSO-FECHA", f"{pointer}/fechaEmisionDocReembolso", value=written_day(day))
    detalles: Sequence[Detalle] = document.detalleImpuestos
    for number, tax in enumerate(detalles, start=1):
        where = f"{pointer}/detalleImpuestos/detalleImpuesto[{number}]"
        yield from taxes.tax(tax.codigo, tax.codigoPorcentaje, Decimal(tax.tarifa), day, where)


def known_document(code: str, pointer: str) -> Iterator[Problem]:
    """A code of a kind of document (ATS, table 4) that we do not know is a doubt."""
    if catalogs.sustento.DOCUMENTOS.nombre(code) is None:
        yield problem("DOC-SUSTENTO-CODIGO", pointer, value=code, name=pointer.rsplit("/", 1)[-1])
