"""Additional fields and single values: what the ficha asks for beyond the schema (ficha técnica 2.32 and 2.34)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes import kind_of
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.comprobantes.factura import Factura

_DOLLAR = frozenset({"DOLAR", "DÓLAR", "DOLARES", "DÓLARES", "USD"})
_NEGOCIO_POPULAR = "NEGOCIO POPULAR"


def check(factura: Factura) -> Iterator[Problem]:
    """The problems of the fields."""
    info = factura.infoTributaria
    if info.agenteRetencion is not None and info.agenteRetencion.startswith("0"):
        yield problem("FAC-AGENTE-RETENCION", "/factura/infoTributaria/agenteRetencion", value=info.agenteRetencion)
    if info.contribuyenteRimpe is not None and _NEGOCIO_POPULAR in info.contribuyenteRimpe:
        yield problem("FAC-NEGOCIO-POPULAR", "/factura/infoTributaria/contribuyenteRimpe")
    moneda = factura.infoFactura.moneda
    if moneda is not None and moneda.upper() not in _DOLLAR:
        yield problem("FAC-MONEDA", "/factura/infoFactura/moneda", value=moneda)
    if factura.infoFactura.importeTotal > catalogs.MAX_IMPORTE:
        yield problem("FAC-MONTO", "/factura/infoFactura/importeTotal", stated=factura.infoFactura.importeTotal)
    for number, detalle in enumerate(factura.detalles, start=1):
        if detalle.codigoPrincipal is None:
            yield problem("FAC-CODIGO-PRINCIPAL", f"/factura/detalles/detalle[{number}]/codigoPrincipal")


def names_provider(nombre: str) -> bool:
    """Whether an additional field is the one that names the provider, however it is spelled."""
    return nombre.replace(" ", "").casefold() == catalogs.RUC_PROVEEDOR.replace(" ", "").casefold()


def provider(comprobante: Comprobante, issued: date, ruc_proveedor: str) -> Iterator[Problem]:
    """The field is the platform's: what an issuer wrote must be exactly what we would write."""
    if not ruc_proveedor:
        return
    root = kind_of(comprobante).root
    written = False
    for number, campo in enumerate(comprobante.infoAdicional, start=1):
        if names_provider(campo.nombre):
            if campo.nombre != catalogs.RUC_PROVEEDOR or campo.valor != ruc_proveedor or written:
                pointer = f"/{root}/infoAdicional/campoAdicional[{number}]"
                yield problem("FAC-RUC-PROVEEDOR", pointer, value=campo.valor, expected=ruc_proveedor)
            written = True
    obligatory = catalogs.ruc_proveedor_obligatorio(issued)
    if obligatory and not written and len(comprobante.infoAdicional) >= catalogs.MAX_CAMPOS_ADICIONALES:
        limit = catalogs.MAX_CAMPOS_ADICIONALES
        yield problem("FAC-CAMPOS", f"/{root}/infoAdicional", limit=limit, room=limit - 1)
