"""Goods on their way: dates, carrier and plate (ficha técnica 2.32, anexos 5 and 8; error 82)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador.comprobantes.factura import InfoSustitutivaGuiaRemision
from chalicelib.domain.ecuador.comprobantes.guia_remision import InfoGuiaRemision
from chalicelib.domain.ecuador.model.simple import written_day
from chalicelib.domain.ecuador.rules.party import identification

_PLATE = re.compile(r"[A-Z]{2,3}-?[0-9]{3,4}[A-Z]?")
"""Cars and lorries (ABC1234, ABC123), motorcycles (AB123C)."""


def check(transport: InfoGuiaRemision | InfoSustitutivaGuiaRemision, issued: date, pointer: str) -> Iterator[Problem]:
    """The problems of a transport."""
    start, end = transport.fechaIniTransporte, transport.fechaFinTransporte
    if start < issued:
        figures = {"value": written_day(start), "issued": written_day(issued)}
        yield problem("DOC-TRANSPORTE-INICIO", f"{pointer}/fechaIniTransporte", **figures)
    if end < start:
        figures = {"value": written_day(end), "start": written_day(start)}
        yield problem("DOC-TRANSPORTE-FIN", f"{pointer}/fechaFinTransporte", **figures)
    yield from identification(
        transport.tipoIdentificacionTransportista, transport.rucTransportista, f"{pointer}/rucTransportista"
    )
    yield from plate(transport.placa, f"{pointer}/placa")


def plate(value: str, pointer: str) -> Iterator[Problem]:
    """A plate that does not look like one of Ecuador is a doubt."""
    if not _PLATE.fullmatch(value.replace(" ", "").upper()):
        yield problem("DOC-PLACA", pointer, value=value)
