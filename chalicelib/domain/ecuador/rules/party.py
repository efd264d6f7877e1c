"""Identity numbers of whoever a comprobante names (ficha técnica 2.32, tabla 6)."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador import identificacion as ids

_EXPECTED = {
    ids.RUC: "13 dígitos que terminan en 001",
    ids.CEDULA: "10 dígitos",
    ids.CONSUMIDOR_FINAL: ids.NUMERO_CONSUMIDOR_FINAL,
    ids.PASAPORTE: "el número del pasaporte, hasta 20 caracteres",
    ids.EXTERIOR: "la identificación del exterior, hasta 20 caracteres",
}


def identification(tipo: str, numero: str, pointer: str) -> Iterator[Problem]:
    """A wrong format is an error, a wrong check digit a warning (see `identificacion`)."""
    name = catalogs.TIPOS_IDENTIFICACION[tipo]
    match ids.doubt(tipo, numero):
        case "format":
            yield problem("IDE-FORMATO", pointer, tipo=tipo, name=name, value=numero, rule=_EXPECTED[tipo])
        case "check_digit":
            yield problem("IDE-DUDOSA", pointer, name=name, value=numero)
