"""From an archived `<autorizacion>`, or a signed comprobante, to the PDF: what the core asks of a country."""

from __future__ import annotations

from typing import Literal

from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.domain.ecuador import autorizacion
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.reading import read
from chalicelib.ride.draw import draw
from chalicelib.ride.figures import ECUADOR
from chalicelib.ride.inputs import Authorization, Brand, Format

AUTHORISED = "AUTORIZADO"


def render(autorizacion_xml: bytes, brand: Brand, paper: Format = "a4") -> bytes:
    """Draw the comprobante inside an `<autorizacion>`; one that is not AUTORIZADO is drawn as pending.

    Raises ValueError if the file is not an `<autorizacion>` with a readable comprobante.
    """
    verdict = autorizacion.read(autorizacion_xml)
    document = _comprobante(verdict.comprobante)
    moment = verdict.fecha
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=ECUADOR)
    numero = verdict.numero if verdict.estado == AUTHORISED and verdict.numero else None
    return draw(document, Authorization(numero, moment, _ambiente(verdict.ambiente, document)), brand, paper)


def render_pending(signed: bytes, brand: Brand, paper: Format = "a4") -> bytes:
    """Draw a signed comprobante that the authority has not judged yet: every page says so.

    Raises ValueError if the file is not a readable comprobante.
    """
    document = _comprobante(signed)
    return draw(document, Authorization(None, None, _ambiente("", document)), brand, paper)


def _comprobante(content: bytes) -> Comprobante:
    try:
        document, problems = read(parse(content), signed=True)
    except UnsafeXml as error:
        raise ValueError(f"the comprobante cannot be read: {error.reason}") from None
    if document is None:
        codes = ", ".join(sorted({problem.code for problem in problems}))
        raise ValueError(f"the comprobante cannot be read: {codes}")
    return document


def _ambiente(stated: str, document: Comprobante) -> Literal["1", "2"]:
    """Producción only if neither the verdict nor the comprobante says otherwise."""
    return "2" if document.infoTributaria.ambiente == "2" and stated in ("2", "") else "1"
