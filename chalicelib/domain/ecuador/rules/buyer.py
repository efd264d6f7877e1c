"""Who the factura is for (ficha técnica 2.32, tabla 6 and §9.10)."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.documents.money import ZERO
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador import identificacion as ids
from chalicelib.domain.ecuador.comprobantes.factura import Factura

_INFO = "/factura/infoFactura"

_EXPECTED = {
    ids.RUC: "13 dígitos que terminan en 001",
    ids.CEDULA: "10 dígitos",
    ids.CONSUMIDOR_FINAL: ids.NUMERO_CONSUMIDOR_FINAL,
    ids.PASAPORTE: "el número del pasaporte, hasta 20 caracteres",
    ids.EXTERIOR: "la identificación del exterior, hasta 20 caracteres",
}


def check(factura: Factura) -> Iterator[Problem]:
    """The problems of the buyer."""
    info = factura.infoFactura
    tipo, numero = info.tipoIdentificacionComprador, info.identificacionComprador
    yield from identification(tipo, numero, f"{_INFO}/identificacionComprador")
    if tipo == ids.CONSUMIDOR_FINAL and info.importeTotal > (
        limit := catalogs.consumidor_final_maximo(info.fechaEmision)
    ):
        pointer = f"{_INFO}/tipoIdentificacionComprador"
        yield problem("FAC-CONSUMIDOR-FINAL", pointer, stated=info.importeTotal, limit=limit)
    yield from _refund(factura)


def identification(tipo: str, numero: str, pointer: str) -> Iterator[Problem]:
    """A number of tabla 6: a wrong format is an error, a wrong check digit a warning."""
    name = catalogs.TIPOS_IDENTIFICACION[tipo]
    match ids.doubt(tipo, numero):
        case "format":
            yield problem("FAC-IDENTIFICACION", pointer, tipo=tipo, name=name, value=numero, rule=_EXPECTED[tipo])
        case "check_digit":
            yield problem("FAC-IDENTIFICACION-DUDOSA", pointer, name=name, value=numero)


def _refund(factura: Factura) -> Iterator[Problem]:
    """IVA given back at the till: only to a person with cédula, and never more than the IVA."""
    info = factura.infoFactura
    rows = [t for t in info.totalConImpuestos if t.valorDevolucionIva]
    if not rows:
        return
    pointer = f"{_INFO}/totalConImpuestos"
    if info.tipoIdentificacionComprador != ids.CEDULA:
        yield problem("FAC-DEVOLUCION-CEDULA", pointer)
    for row in rows:
        limit = row.valor if row.codigo == catalogs.IMPUESTO_IVA else ZERO
        if row.valorDevolucionIva is not None and row.valorDevolucionIva > limit:
            yield problem("FAC-DEVOLUCION-MONTO", pointer, stated=row.valorDevolucionIva, limit=limit)
