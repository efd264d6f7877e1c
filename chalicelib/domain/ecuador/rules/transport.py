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

_PLATE = re.compile(r"[A-Z]{2,3}[0-9]{4}|[A-Z]{2}[0-9]{3}[A-Z]")
"""As the SRI wants them (ficha técnica 2.34, anexo 25): cars and lorries (ABC1234), motorcycles (AB123C)."""
_SHORT = re.compile(r"([A-Z]{2,3})([0-9]{3})")
_BETWEEN = re.compile(r"[\s.\-]+")


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
    """A plate that is written otherwise, or does not look like one of Ecuador, is a doubt; it is never rewritten."""
    wanted = usual(value)
    if not _PLATE.fullmatch(wanted):
        yield problem("DOC-PLACA", pointer, value=value)
    elif wanted != value:
        yield problem("DOC-PLACA-FORMA", pointer, value=value, expected=wanted)


def usual(value: str) -> str:
    """A plate in capitals, without hyphens and blanks, its number with four digits.

    >>> usual("pbx-458"), usual("PBX 4587"), usual("HB123C")
    ('PBX0458', 'PBX4587', 'HB123C')
    """
    bare = _BETWEEN.sub("", value).upper()
    short = _SHORT.fullmatch(bare)
    return f"{short[1]}0{short[2]}" if short else bare
