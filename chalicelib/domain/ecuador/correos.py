"""The mail addresses of the receiver, as issuers write them into a comprobante.

They stand in additional fields called «email», «correo», «Correo electrónico», «e-mail del cliente»… (several in one
field, between commas or semicolons), and in `tipoNegociable/correo`.

Does NOT check that a mailbox exists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from chalicelib.domain.documents.addresses import is_address
from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador.comprobantes import kind_of
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.identificacion import CONSUMIDOR_FINAL

MAX_ADDRESSES = 10

_FIELD = re.compile(r"(e?mails?|correos?)(electronicos?)?(del?)?(el)?(cliente|comprador|receptor|adicional)?[0-9]{0,2}")
_SEPARATORS = re.compile(r"[,;\s]+")


def is_mail_field(name: str) -> bool:
    """Whether an additional field of that name holds mail addresses.

    >>> [is_mail_field(n) for n in ("Email", "CORREO ELECTRÓNICO", "e-mail del cliente", "Teléfono", "correo2")]
    [True, True, True, False, True]
    """
    bare = unicodedata.normalize("NFD", name).casefold()
    return _FIELD.fullmatch("".join(c for c in bare if c.isascii() and c.isalnum())) is not None


def receiver_mails(comprobante: Comprobante) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The addresses in order, without repeats, and a warning for each that cannot be one, or that there is none.

    Nobody in particular (consumidor final) has none.
    """
    addresses: dict[str, str] = {}
    problems = []
    for pointer, text in _fields(comprobante):
        for word in filter(None, _SEPARATORS.split(text)):
            if not is_address(word):
                problems.append(problem("DOC-CORREO", pointer, value=word[:60]))
            elif len(addresses) < MAX_ADDRESSES or word.casefold() in addresses:
                addresses.setdefault(word.casefold(), word)
            else:
                problems.append(problem("DOC-CORREOS", pointer, value=word, limit=MAX_ADDRESSES))
    if not addresses and not problems and comprobante.receptor.tipo != CONSUMIDOR_FINAL:
        problems.append(problem("DOC-SIN-CORREO", f"/{kind_of(comprobante).root}/infoAdicional"))
    return tuple(addresses.values()), tuple(problems)


def _fields(comprobante: Comprobante) -> Iterator[tuple[str, str]]:
    root = kind_of(comprobante).root
    for number, campo in enumerate(comprobante.infoAdicional, start=1):
        if is_mail_field(campo.nombre):
            yield f"/{root}/infoAdicional/campoAdicional[{number}]", campo.valor
    negociable = getattr(comprobante, "tipoNegociable", None)
    if negociable is not None:
        yield f"/{root}/tipoNegociable/correo", negociable.correo
