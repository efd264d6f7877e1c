"""Payments, export, reimbursement, transport and negotiable facturas (ficha técnica 2.32, anexos 1, 8, 9 and 25)."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes.factura import Factura, InfoFactura
from chalicelib.domain.ecuador.model.simple import written_day
from chalicelib.domain.ecuador.rules.buyer import identification

_INFO = "/factura/infoFactura"

_EXPORT = (
    "incoTermFactura",
    "lugarIncoTerm",
    "paisOrigen",
    "puertoEmbarque",
    "puertoDestino",
    "paisDestino",
    "paisAdquisicion",
    "incoTermTotalSinImpuestos",
)
_COUNTRIES = ("paisOrigen", "paisDestino", "paisAdquisicion")
_REIMBURSEMENT = ("totalComprobantesReembolso", "totalBaseImponibleReembolso", "totalImpuestoReembolso")
REEMBOLSO = "41"
"""The codDocReembolso of a factura that passes expenses on (ATS, tabla 4)."""


def check(factura: Factura) -> Iterator[Problem]:
    """The problems of the blocks."""
    yield from _payments(factura.infoFactura)
    yield from _export(factura.infoFactura)
    yield from _reimbursement(factura)
    yield from _transport(factura)
    yield from _negotiable(factura)


def _payments(info: InfoFactura) -> Iterator[Problem]:
    if not info.pagos:
        yield problem("FAC-PAGOS", f"{_INFO}/pagos")
    for number, pago in enumerate(info.pagos, start=1):
        pointer = f"{_INFO}/pagos/pago[{number}]"
        if catalogs.forma_pago(pago.formaPago) is None:
            options = ", ".join(catalogs.FORMAS_PAGO)
            yield problem("FAC-FORMA-PAGO", f"{pointer}/formaPago", value=pago.formaPago, options=options)
        if (pago.plazo is None) != (pago.unidadTiempo is None):
            missing = "unidadTiempo" if pago.unidadTiempo is None else "plazo"
            yield problem("FAC-PLAZO", f"{pointer}/{missing}", name=missing)


def _export(info: InfoFactura) -> Iterator[Problem]:
    present = [name for name in _EXPORT if getattr(info, name) is not None]
    if info.comercioExterior is not None:
        for name in _EXPORT:
            if name not in present:
                yield problem("FAC-EXPORTACION", f"{_INFO}/{name}", name=name)
    elif present:
        yield problem("FAC-EXPORTACION-MARCA", f"{_INFO}/comercioExterior", name=present[0])
    for name in _COUNTRIES:
        code = getattr(info, name)
        if code is not None and catalogs.pais(code) is None:
            yield problem("FAC-PAIS", f"{_INFO}/{name}", name=name, value=code)


def _reimbursement(factura: Factura) -> Iterator[Problem]:
    info = factura.infoFactura
    stated = [name for name in _REIMBURSEMENT if getattr(info, name)]
    if not factura.reembolsos:
        if info.codDocReembolso == REEMBOLSO or stated:
            yield problem("FAC-REEMBOLSO-FALTA", "/factura/reembolsos")
        return
    if info.codDocReembolso != REEMBOLSO:
        yield problem("FAC-REEMBOLSO-CODIGO", f"{_INFO}/codDocReembolso", value=info.codDocReembolso or "vacío")
    for name in _REIMBURSEMENT:
        if getattr(info, name) is None:
            yield problem("FAC-REEMBOLSO-TOTAL", f"{_INFO}/{name}", name=name)
    for number, document in enumerate(factura.reembolsos, start=1):
        pointer = f"/factura/reembolsos/reembolsoDetalle[{number}]"
        yield from identification(
            document.tipoIdentificacionProveedorReembolso,
            document.identificacionProveedorReembolso,
            f"{pointer}/identificacionProveedorReembolso",
        )
        country = document.codPaisPagoProveedorReembolso
        if country is not None and catalogs.pais(country) is None:
            name = "codPaisPagoProveedorReembolso"
            yield problem("FAC-PAIS", f"{pointer}/{name}", name=name, value=country)
        if document.fechaEmisionDocReembolso > info.fechaEmision:
            where = f"{pointer}/fechaEmisionDocReembolso"
            yield problem("FAC-REEMBOLSO-FECHA", where, value=written_day(document.fechaEmisionDocReembolso))


def _transport(factura: Factura) -> Iterator[Problem]:
    commercial = any(d.codigoAuxiliar in catalogs.TRANSPORTE_COMERCIAL for d in factura.detalles)
    if commercial and factura.infoFactura.placa is None:
        yield problem("FAC-PLACA", f"{_INFO}/placa")
    guide = factura.infoSustitutivaGuiaRemision
    if guide is None:
        return
    pointer = "/factura/infoSustitutivaGuiaRemision"
    start, end, issued = guide.fechaIniTransporte, guide.fechaFinTransporte, factura.infoFactura.fechaEmision
    if start < issued:
        figures = {"value": written_day(start), "issued": written_day(issued)}
        yield problem("FAC-TRANSPORTE-INICIO", f"{pointer}/fechaIniTransporte", **figures)
    if end < start:
        figures = {"value": written_day(end), "start": written_day(start)}
        yield problem("FAC-TRANSPORTE-FIN", f"{pointer}/fechaFinTransporte", **figures)
    yield from identification(
        guide.tipoIdentificacionTransportista, guide.rucTransportista, f"{pointer}/rucTransportista"
    )


def _negotiable(factura: Factura) -> Iterator[Problem]:
    if factura.tipoNegociable is None:
        return
    info = factura.infoFactura
    if info.direccionComprador is None:
        yield problem("FAC-NEGOCIABLE-DIRECCION", f"{_INFO}/direccionComprador")
    if not any(p.plazo is not None and p.unidadTiempo is not None for p in info.pagos):
        yield problem("FAC-NEGOCIABLE-PLAZO", f"{_INFO}/pagos")
