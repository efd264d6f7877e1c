"""What an issuer may leave out of a document because it follows from elsewhere, filled in before the validation.

It never changes what was written. A field of `infoTributaria` that is absent or blank is taken from, in this order,
- the clave de acceso, if a whole one was given: codDoc, ruc, ambiente, estab, ptoEmi, secuencial;
- the kind of document (codDoc) and the issuer (ruc, razonSocial, and ambiente if it issues in one only);
- tipoEmision is always 1 (ficha técnica 2.32, tabla 2: the off-line scheme knows no other).

What the company's registration says of it is completed by `registro`, in documents that did not come as XML.

What is left without a `secuencial` is **unnumbered**: it is judged with a stand-in and gets its number afterwards.

`with_defaults` adds to a valid document what the ficha asks for and the schema lets be absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.documents.country import Issuer
from chalicelib.domain.documents.money import ZERO
from chalicelib.domain.ecuador import clave_acceso
from chalicelib.domain.ecuador.comprobantes import Kind, kind_of
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.reading import Values
from chalicelib.domain.ecuador.registro import with_registro

STAND_IN = "000000001"
"""The secuencial with which an unnumbered document is judged."""

FOLLOWING = ("ambiente", "tipoEmision", "razonSocial", "ruc", "claveAcceso", "codDoc", "secuencial", "dirMatriz")
"""The fields of `infoTributaria` that may be left out (ambiente only by who issues in one, dirMatriz only by who has it
in the registration)."""

_FROM_CLAVE = ("codDoc", "ruc", "ambiente", "estab", "ptoEmi", "secuencial")
_DEFAULTS = {"propina": ZERO, "moneda": "DOLAR"}
"""Optional in the schemas, asked for by the ficha wherever a head has them (ficha técnica 2.32, anexos 1 to 3)."""


@dataclass(frozen=True, slots=True)
class Completed:
    """The values with what follows from elsewhere. `numbered` is False if a stand-in is in the place of the number."""

    document: Values
    numbered: bool


def completed(document: Values, issuer: Issuer, *, registered: bool = False) -> Completed:
    """The values of a document with everything that may be left out of its `infoTributaria`; what the registration says
    of the company, too, if it is `registered` that counts."""
    given = document.values.get("infoTributaria")
    if not isinstance(given, Mapping):
        return Completed(document, numbered=True)
    info = {name: value for name, value in given.items() if not _blank(value)}
    known = {name: value for name, value in _known(document.kind, issuer, info).items() if value}
    numbered = "secuencial" in info or "secuencial" in known
    if not numbered:
        known["secuencial"] = STAND_IN
    # A blank value that nothing replaces stays, so that its error says what is there.
    values = {**document.values, "infoTributaria": {**given, **known, **info}}
    if registered:
        values = with_registro(document.kind, values, issuer.registration)
    return Completed(replace(document, values=values), numbered)


def with_defaults(comprobante: Comprobante) -> Comprobante:
    """The comprobante with `propina` 0.00 and `moneda` DOLAR where its head has such fields and they are absent."""
    name = kind_of(comprobante).info
    head = getattr(comprobante, name)
    missing = {
        field: value
        for field, value in _DEFAULTS.items()
        if field in type(head).model_fields and getattr(head, field) is None
    }
    return comprobante.model_copy(update={name: head.model_copy(update=missing)}) if missing else comprobante


def _known(kind: Kind, issuer: Issuer, info: Mapping[str, Any]) -> dict[str, str]:
    known = {
        "tipoEmision": clave_acceso.NORMAL,
        "codDoc": kind.cod_doc,
        "ruc": issuer.tax_id,
        "razonSocial": issuer.name,
        "ambiente": next(iter(issuer.environments)) if len(issuer.environments) == 1 else "",
    }
    try:
        clave = clave_acceso.ClaveAcceso.parse(str(info.get("claveAcceso", "")))
    except clave_acceso.ClaveInvalida:
        return known
    return known | {name: getattr(clave, name) for name in _FROM_CLAVE}


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
