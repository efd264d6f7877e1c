"""The rules of the factura only: buyer, export, fuels, transport, negotiable facturas, bags and building materials.

Source: ficha técnica 2.32 §9.10 and anexos 1, 8, 9, 16, 18, 23 and 25.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import CENT, cents, product
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador import identificacion as ids
from chalicelib.domain.ecuador.catalogs.ice import ESPECIFICAS
from chalicelib.domain.ecuador.catalogs.iva import CONSTRUCCION
from chalicelib.domain.ecuador.comprobantes.factura import Detalle, Factura, InfoFactura
from chalicelib.domain.ecuador.rules import fields, payments, reimbursement, taxes, transport
from chalicelib.domain.ecuador.rules.party import identification

_ROOT = "factura"
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
_TRANSPORT, _FUEL = "transporte comercial", "combustibles"


def check(factura: Factura) -> Iterator[Problem]:
    """The problems of a factura."""
    info, on = factura.infoFactura, factura.emitido
    yield from _buyer(info)
    yield from taxes.rows(info.totalConImpuestos, on, f"{_INFO}/totalConImpuestos/totalImpuesto")
    yield from taxes.refund(info.totalConImpuestos, info.tipoIdentificacionComprador, f"{_INFO}/totalConImpuestos")
    yield from payments.check(info.pagos, f"{_INFO}/pagos", on)
    yield from _export(info)
    yield from reimbursement.check(info, factura.reembolsos, on, totals=_INFO, documents="/factura")
    yield from taxes.lines(factura.detalles, on, _ROOT)
    yield from fields.main_codes(factura.detalles, _ROOT)
    for number, detalle in enumerate(factura.detalles, start=1):
        yield from _line(detalle, on, f"/factura/detalles/detalle[{number}]")
    yield from _vehicle(factura)
    yield from _withholdings(factura)
    yield from _negotiable(factura)


def _buyer(info: InfoFactura) -> Iterator[Problem]:
    tipo, numero = info.tipoIdentificacionComprador, info.identificacionComprador
    yield from identification(tipo, numero, f"{_INFO}/identificacionComprador")
    if tipo == ids.CONSUMIDOR_FINAL and info.importeTotal > (
        limit := catalogs.consumidor_final_maximo(info.fechaEmision)
    ):
        pointer = f"{_INFO}/tipoIdentificacionComprador"
        yield problem("FAC-CONSUMIDOR-FINAL", pointer, stated=info.importeTotal, limit=limit)


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
            yield problem("DOC-PAIS", f"{_INFO}/{name}", name=name, value=code)


def _line(detalle: Detalle, on: date, pointer: str) -> Iterator[Problem]:
    codes = {(tax.codigo, tax.codigoPorcentaje) for tax in detalle.impuestos}
    building = detalle.codigoAuxiliar in catalogs.MATERIALES_CONSTRUCCION
    if (catalogs.IMPUESTO_IVA, CONSTRUCCION) in codes and not building:
        yield problem("FAC-CONSTRUCCION", f"{pointer}/codigoAuxiliar", value=detalle.codigoAuxiliar or "vacío")
    for number, tax in enumerate(detalle.impuestos, start=1):
        if (tax.codigo, tax.codigoPorcentaje) == (catalogs.IMPUESTO_ICE, catalogs.ICE_FUNDAS):
            yield from _bags(detalle, tax.valor, on, pointer, f"{pointer}/impuestos/impuesto[{number}]/valor")


def _bags(detalle: Detalle, stated: Decimal, on: date, pointer: str, where: str) -> Iterator[Problem]:
    """Plastic bags: what they are called, and so much for each."""
    share = catalogs.CODIGOS_FUNDAS.get(detalle.codigoPrincipal or "")
    specific = ESPECIFICAS.fila(catalogs.ICE_FUNDAS, on)
    if share is None:
        yield problem("FAC-FUNDAS", f"{pointer}/codigoPrincipal", value=detalle.codigoPrincipal or "vacío")
    elif specific is not None and specific.tarifa is not None:
        rate = product(specific.tarifa, share)
        computed = cents(product(detalle.cantidad, rate))
        if abs(stated - computed) > CENT:
            figures = {"stated": stated, "computed": computed, "rate": format(rate.normalize(), "f")}
            yield problem("FAC-FUNDAS-VALOR", where, **figures, year=on.year)


def _vehicle(factura: Factura) -> Iterator[Problem]:
    """The plate of who carries (ficha técnica 2.33) or fills up, and the transport of a factura that is a guía too."""
    placa = factura.infoFactura.placa
    codes = {detalle.codigoAuxiliar for detalle in factura.detalles}
    if placa is not None:
        yield from transport.plate(placa, f"{_INFO}/placa")
    elif codes & catalogs.TRANSPORTE_COMERCIAL:
        yield problem("FAC-PLACA", f"{_INFO}/placa", what=_TRANSPORT)
    elif codes & catalogs.COMBUSTIBLES.keys():
        yield problem("FAC-PLACA", f"{_INFO}/placa", what=_FUEL)
    guide = factura.infoSustitutivaGuiaRemision
    if guide is not None:
        yield from transport.check(guide, factura.emitido, "/factura/infoSustitutivaGuiaRemision")


def _withholdings(factura: Factura) -> Iterator[Problem]:
    table = catalogs.RETENCIONES_EN_FACTURA
    for number, retencion in enumerate(factura.retenciones, start=1):
        if table.fila(retencion.codigoPorcentaje, factura.emitido) is None:
            pointer = f"/factura/retenciones/retencion[{number}]/codigoPorcentaje"
            options = ", ".join(table.codigos)
            yield problem("FAC-RETENCION-CODIGO", pointer, value=retencion.codigoPorcentaje, options=options)


def _negotiable(factura: Factura) -> Iterator[Problem]:
    if factura.tipoNegociable is None:
        return
    info = factura.infoFactura
    if info.direccionComprador is None:
        yield problem("FAC-NEGOCIABLE-DIRECCION", f"{_INFO}/direccionComprador")
    if not any(p.plazo is not None and p.unidadTiempo is not None for p in info.pagos):
        yield problem("FAC-NEGOCIABLE-PLAZO", f"{_INFO}/pagos")
