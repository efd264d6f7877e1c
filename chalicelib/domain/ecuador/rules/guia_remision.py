"""The rules of the guía de remisión only (ficha técnica 2.32, anexo 5 and error 82).

It has no element for its day of issue: that is in the clave de acceso, and the transport may not begin before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador.comprobantes.guia_remision import Destinatario, GuiaRemision
from chalicelib.domain.ecuador.identificacion import tipo_de
from chalicelib.domain.ecuador.model.simple import written_day
from chalicelib.domain.ecuador.rules import transport
from chalicelib.domain.ecuador.rules.party import identification
from chalicelib.domain.ecuador.rules.reimbursement import known_document

_SUSTENTO = ("codDocSustento", "numDocSustento", "fechaEmisionDocSustento")


def check(guia: GuiaRemision, issued: date) -> Iterator[Problem]:
    """The problems of a guía de remisión of that day."""
    yield from transport.check(guia.infoGuiaRemision, issued, "/guiaRemision/infoGuiaRemision")
    for number, destinatario in enumerate(guia.destinatarios, start=1):
        yield from _receiver(destinatario, issued, f"/guiaRemision/destinatarios/destinatario[{number}]")


def _receiver(destinatario: Destinatario, issued: date, pointer: str) -> Iterator[Problem]:
    numero = destinatario.identificacionDestinatario
    yield from identification(tipo_de(numero), numero, f"{pointer}/identificacionDestinatario")
    missing = [name for name in _SUSTENTO if getattr(destinatario, name) is None]
    if 0 < len(missing) < len(_SUSTENTO):
        for name in missing:
            yield problem("GUI-SUSTENTO-INCOMPLETO", f"{pointer}/{name}", name=name)
    if destinatario.codDocSustento is not None:
        yield from known_document(destinatario.codDocSustento, f"{pointer}/codDocSustento")
    day = destinatario.fechaEmisionDocSustento
    if day is not None and day > issued:
        figures = {"value": written_day(day), "issued": written_day(issued)}
        yield problem("GUI-SUSTENTO-FECHA", f"{pointer}/fechaEmisionDocSustento", **figures)
