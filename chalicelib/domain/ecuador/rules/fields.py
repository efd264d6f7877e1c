"""Additional fields and single values: what the ficha asks for beyond the schema (ficha técnica 2.32 and 2.34)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes import kind_of
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante, Linea

_DOLLAR = frozenset({"DOLAR", "DÓLAR", "DOLARES", "DÓLARES", "USD"})
_NEGOCIO_POPULAR = "NEGOCIO POPULAR"


def check(comprobante: Comprobante) -> Iterator[Problem]:
    """The problems of fields that many kinds have."""
    kind = kind_of(comprobante)
    info, pointer = comprobante.infoTributaria, f"/{kind.root}/infoTributaria"
    if info.agenteRetencion is not None and info.agenteRetencion.startswith("0"):
        yield problem("DOC-AGENTE-RETENCION", f"{pointer}/agenteRetencion", value=info.agenteRetencion)
    if info.contribuyenteRimpe is not None and _NEGOCIO_POPULAR in info.contribuyenteRimpe:
        yield problem("DOC-NEGOCIO-POPULAR", f"{pointer}/contribuyenteRimpe")
    head = getattr(comprobante, kind.info)
    moneda: str | None = getattr(head, "moneda", None)
    if moneda is not None and moneda.upper() not in _DOLLAR:
        yield problem("DOC-MONEDA", f"/{kind.root}/{kind.info}/moneda", value=moneda)
    rise: str | None = getattr(head, "rise", None)
    if rise is not None:
        yield problem("DOC-RISE", f"/{kind.root}/{kind.info}/rise", value=rise)
    if comprobante.monto > catalogs.MAX_IMPORTE:
        yield problem("DOC-MONTO", f"/{kind.root}/{kind.info}", stated=comprobante.monto)


def main_codes(detalles: Sequence[Linea], root: str) -> Iterator[Problem]:
    """Lines without codigoPrincipal."""
    for number, detalle in enumerate(detalles, start=1):
        if detalle.codigoPrincipal is None:
            yield problem("DOC-CODIGO-PRINCIPAL", f"/{root}/detalles/detalle[{number}]/codigoPrincipal")


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
                yield problem("DOC-RUC-PROVEEDOR", pointer, value=campo.valor, expected=ruc_proveedor)
            written = True
    obligatory = catalogs.ruc_proveedor_obligatorio(issued)
    if obligatory and not written and len(comprobante.infoAdicional) >= catalogs.MAX_CAMPOS_ADICIONALES:
        limit = catalogs.MAX_CAMPOS_ADICIONALES
        yield problem("DOC-CAMPOS", f"/{root}/infoAdicional", limit=limit, room=limit - 1)
