"""From the archived `<autorizacion>` to the PDF: what the core asks of a country's rendering."""

from __future__ import annotations

from typing import Literal

from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.domain.ecuador import autorizacion
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.reading import read
from chalicelib.ride.factura import draw
from chalicelib.ride.figures import ECUADOR
from chalicelib.ride.inputs import Authorization, Brand

AUTHORISED = "AUTORIZADO"


def render(autorizacion_xml: bytes, brand: Brand) -> bytes:
    """Draw the comprobante inside an `<autorizacion>`; one that is not AUTORIZADO is drawn as pending.

    Raises ValueError if the file is not an `<autorizacion>` with a readable factura.
    """
    verdict = autorizacion.read(autorizacion_xml)
    factura = _factura(verdict.comprobante)
    moment = verdict.fecha
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=ECUADOR)
    numero = verdict.numero if verdict.estado == AUTHORISED and verdict.numero else None
    return draw(factura, Authorization(numero, moment, _ambiente(verdict.ambiente, factura)), brand)


def _factura(comprobante: bytes) -> Factura:
    try:
        factura, problems = read(parse(comprobante), signed=True)
    except UnsafeXml as error:
        raise ValueError(f"the comprobante cannot be read: {error.reason}") from None
    if factura is None:
        codes = ", ".join(sorted({problem.code for problem in problems}))
        raise ValueError(f"the comprobante cannot be read: {codes}")
    if not isinstance(factura, Factura):
        raise ValueError("the comprobante is not a factura")
    return factura


def _ambiente(stated: str, factura: Factura) -> Literal["1", "2"]:
    """Producción only if neither the verdict nor the comprobante says otherwise."""
    return "2" if factura.infoTributaria.ambiente == "2" and stated in ("2", "") else "1"
