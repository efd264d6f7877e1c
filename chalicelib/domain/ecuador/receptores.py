"""Ecuador as the receivers' portal needs it: kinds of identity, numbers of documents, claves.

Source: ficha técnica 2.32, tabla 6 (identification) and §5 (clave de acceso).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone

from chalicelib.domain.documents.country import DocumentNumber
from chalicelib.domain.ecuador import identificacion
from chalicelib.domain.ecuador.clave_acceso import ClaveAcceso, ClaveInvalida

CODE = "EC"
CONTINENTAL = timezone(timedelta(hours=-5), "America/Guayaquil")
AMBIENTES = ("2", "1")

KINDS_OF_IDENTITY = {
    identificacion.CEDULA: "cedula",
    identificacion.RUC: "ruc",
    identificacion.PASAPORTE: "pasaporte",
    identificacion.EXTERIOR: "exterior",
}
"""Code and name in the message catalogue; consumidor final is nobody and cannot register."""
DOCUMENT_KINDS: Mapping[str, str] = {
    "01": "Factura",
    "03": "Liquidación de compra",
    "04": "Nota de crédito",
    "05": "Nota de débito",
    "06": "Guía de remisión",
    "07": "Comprobante de retención",
}
"""As in `comprobantes.KINDS`, which takes long to import."""

ARTICLES: Mapping[str, str] = {kind: "el" if kind == "07" else "la" for kind in DOCUMENT_KINDS}
"""The article of each name."""

WORTH: Mapping[str, tuple[str, str, int]] = {
    "01": ("factura", "compras", 1),
    "03": ("liquidacion", "liquidaciones", 1),
    "04": ("credito", "compras", -1),
    "05": ("debito", "compras", 1),
    "06": ("", "", 0),
    "07": ("retencion", "retenciones", 1),
}
"""What the total of a kind is to whoever received it: its word, what it is added up with, and with which sign.

A nota de crédito takes away from what facturas and notas de débito add up to. A retención is no purchase, and a
liquidación is a sale of whoever receives it: each is added up by itself. A guía has no value.
"""

_NUMBER = re.compile(r"([0-9]{3})-?([0-9]{3})-?([0-9]{9})")
_SHORT_NUMBER = re.compile(r"([0-9]{1,3})-([0-9]{1,3})-([0-9]{1,9})")
_RUC = re.compile(r"[0-9]{10}001")


def identity(kind: str, text: str) -> str | None:
    """The number as it is kept, or None for what cannot be one or is nobody's in particular.

    >>> identity("05", " 171003406-5 "), identity("05", "1710034066"), identity("06", "x4481920")
    ('1710034065', None, 'X4481920')
    """
    if kind not in KINDS_OF_IDENTITY:
        return None
    number = usuario(text)
    if kind in (identificacion.CEDULA, identificacion.RUC):
        number = re.sub(r"[\s.-]", "", number)
    doubt = identificacion.doubt(kind, number)
    # A RUC whose check digit is wrong may be a real one; a cédula may not.
    wrong = doubt == "format" or (doubt == "check_digit" and kind == identificacion.CEDULA)
    return None if wrong or number == identificacion.NUMERO_CONSUMIDOR_FINAL else number


def identities(text: str) -> Sequence[tuple[str, str]]:
    """All that somebody who types a number may be: kinds, each with the number as it is kept.

    >>> identities("171003406-5")
    (('05', '1710034065'), ('06', '171003406-5'), ('08', '171003406-5'))
    """
    found = ((kind, identity(kind, text)) for kind in KINDS_OF_IDENTITY)
    return tuple((kind, number) for kind, number in found if number is not None)


def usuario(text: str) -> str:
    """What somebody typed as usuario, as it is kept.

    >>> usuario(" x4481920 ")
    'X4481920'
    """
    return unicodedata.normalize("NFKC", text).strip().upper()[:40]


def document_ids(issuer: str, number: str) -> Sequence[str]:
    """The ids of all documents an issuer may have under a number as it is printed; none if it is not one.

    >>> len(document_ids("1792147638001", "001-001-000000001"))
    12
    >>> document_ids("1792147638001", "uno")
    ()
    """
    found = _NUMBER.fullmatch(re.sub(r"\s", "", number)) or _SHORT_NUMBER.fullmatch(re.sub(r"\s", "", number))
    if found is None or not _RUC.fullmatch(issuer):
        return ()
    series, sequence = found[1].zfill(3) + found[2].zfill(3), found[3].zfill(9)
    kinds = [(ambiente, kind) for ambiente in AMBIENTES for kind in DOCUMENT_KINDS]
    return tuple(DocumentNumber(CODE, issuer, ambiente, kind, series, sequence).key for ambiente, kind in kinds)


def id_of_clave(clave: str) -> str | None:
    """The id of the document of a clave de acceso, or None if it is not one."""
    try:
        parts = ClaveAcceso.parse(clave)
    except ClaveInvalida:
        return None
    series = parts.estab + parts.ptoEmi
    return DocumentNumber(CODE, parts.ruc, parts.ambiente, parts.codDoc, series, parts.secuencial).key


def place_of_number(text: str) -> str | None:
    """How places by number begin for a number as people type it, or None if it is not one.

    >>> place_of_number("001-001-000000123"), place_of_number("1-1-123"), place_of_number("001-002")
    ('001001000000123', '001001000000123', '001002')
    """
    bare = re.sub(r"\s", "", text)
    if found := _NUMBER.fullmatch(bare) or _SHORT_NUMBER.fullmatch(bare):
        return found[1].zfill(3) + found[2].zfill(3) + found[3].zfill(9)
    if re.fullmatch(r"[0-9]{3}(-[0-9]{3}(-[0-9]{1,9})?)?-?", bare):
        return bare.replace("-", "")
    return None


def sequence_of(text: str) -> str | None:
    """The secuencial that is the end of a number as people type it, as it is kept, or None.

    >>> sequence_of("61"), sequence_of("000000061"), sequence_of("001-001-61"), sequence_of("1792147638")
    ('000000061', '000000061', None, None)
    """
    bare = re.sub(r"\s", "", text)
    return bare.zfill(9) if re.fullmatch(r"[0-9]{1,9}", bare) else None


def moment(at: datetime) -> str:
    """A moment in continental Ecuador, as people write it.

    >>> moment(datetime.fromisoformat("2026-11-23T15:04:00+00:00"))
    '23/11/2026 10:04'
    """
    return at.astimezone(CONTINENTAL).strftime("%d/%m/%Y %H:%M")


def is_issuer(text: str) -> bool:
    """Whether a text is the number of an issuer, a RUC."""
    return _RUC.fullmatch(text) is not None
