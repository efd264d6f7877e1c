"""How the operator's commands say things: moments in Ecuador's time, documents by number or clave."""

from __future__ import annotations

import argparse
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chalicelib.domain.documents.country import DocumentNumber

ECUADOR = timezone(timedelta(hours=-5))
COUNTRY = "EC"
CLAVE = 49


class Unclear(Exception):
    """What was asked for cannot be understood; the message says what to write."""


def moment(at: datetime | str | None) -> str:
    """A moment as it is shown: `2026-11-23 10:15:02.123`."""
    if not at:
        return "–"
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{found.astimezone(ECUADOR):%Y-%m-%d %H:%M:%S}.{found.microsecond // 1000:03d}"


def day(text: str) -> date:
    """A day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» no es una fecha como 2026-11-23") from None


def add_number_options(parser: argparse.ArgumentParser) -> None:
    """What is needed besides when a document is named by its number."""
    parser.add_argument("--tenant", metavar="RUC", help="emisor, si el documento se nombra por su número")
    parser.add_argument("--tipo", default="01", metavar="CODDOC", help="tipo de comprobante del número (01)")
    parser.add_argument("--ambiente", default="1", choices=["1", "2"], help="ambiente del número (1)")


def number(text: str, chosen: argparse.Namespace) -> DocumentNumber:
    """The document that a clave or a number (`001-001-000000001`) names. Raises Unclear."""
    from chalicelib.domain.documents.country import DocumentNumber
    from chalicelib.handlers import wiring

    if len(text) == CLAVE and text.isdigit():
        try:
            return wiring.countries().number_of(text)
        except ValueError:
            raise Unclear(f"«{text}» no es una clave de acceso: el dígito verificador no corresponde.") from None
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        raise Unclear(f"«{text}» no es una clave de acceso (49 dígitos) ni un número como 001-001-000000001.")
    if not chosen.tenant:
        raise Unclear("Un número se repite entre emisores: diga de quién es con --tenant RUC.")
    series = parts[0].zfill(3) + parts[1].zfill(3)
    return DocumentNumber(COUNTRY, chosen.tenant, chosen.ambiente, chosen.tipo, series, parts[2].zfill(9))
