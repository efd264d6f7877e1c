"""Who issues a comprobante, which one it is, and what it is not: the same on every paper.

- **Legends** are the lines that the issuer's regime obliges it to print (ficha técnica 2.32, formatos de los RIDE).
- **Marks** say what a document is not: authorised, or of any fiscal value.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

from chalicelib.domain.ecuador.clave_acceso import ClaveAcceso, ClaveInvalida
from chalicelib.domain.ecuador.comprobantes import kind_of
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.ride.figures import ECUADOR
from chalicelib.ride.inputs import Authorization
from chalicelib.ride.kit.pdf import Particulars

PENDING = "PENDIENTE"


class Issuer(NamedTuple):
    """The issuer as it is printed. `legends` are whole lines, such as «OBLIGADO A LLEVAR CONTABILIDAD: SÍ»."""

    razon_social: str
    nombre_comercial: str
    dir_matriz: str
    dir_sucursal: str
    ruc: str
    legends: Sequence[str]


class Identity(NamedTuple):
    """The document itself: «FACTURA», «001-001-000000001» and the 49 digits."""

    name: str
    number: str
    clave: str


def issuer(document: Comprobante) -> Issuer:
    """The issuer of a comprobante; part of what is printed stands in the head block of its kind."""
    tributaria = document.infoTributaria
    info: Any = getattr(document, kind_of(document).info)
    return Issuer(
        tributaria.razonSocial,
        tributaria.nombreComercial or "",
        tributaria.dirMatriz,
        info.dirEstablecimiento or "",
        tributaria.ruc,
        _legends(
            info.contribuyenteEspecial,
            info.obligadoContabilidad,
            tributaria.agenteRetencion,
            tributaria.contribuyenteRimpe or getattr(info, "rise", None),
            getattr(info, "rise", None) if tributaria.contribuyenteRimpe else None,
        ),
    )


def _legends(especial: str | None, contabilidad: str | None, agente: str | None, *regimes: str | None) -> list[str]:
    found = []
    if especial:
        found.append(f"Contribuyente Especial Nro. {especial}")
    if contabilidad:
        answer = "SÍ" if contabilidad == "SI" else contabilidad
        found.append(f"OBLIGADO A LLEVAR CONTABILIDAD: {answer}")
    if agente:
        found.append(f"Agente de Retención Resolución No. {agente}")
    return found + [regime for regime in regimes if regime]


def identity(document: Comprobante, name: str) -> Identity:
    """Which document it is."""
    tributaria = document.infoTributaria
    number = f"{tributaria.estab}-{tributaria.ptoEmi}-{tributaria.secuencial}"
    return Identity(name, number, tributaria.claveAcceso or "")


def marks(authorization: Authorization) -> list[tuple[str, bool]]:
    """What must be seen on every page, and whether it is grave."""
    found = []
    if authorization.ambiente == "1":
        found.append(("AMBIENTE DE PRUEBAS — SIN VALIDEZ TRIBUTARIA", False))
    if authorization.numero is None:
        found.append((f"{PENDING} DE AUTORIZACIÓN — el SRI aún no autoriza este documento", True))
    return found


def particulars(document: Comprobante, authorization: Authorization) -> Particulars:
    """What the file says of itself."""
    tributaria = document.infoTributaria
    name = kind_of(document).name
    found = identity(document, name)
    return Particulars(
        title=f"{name} {found.number}",
        author=tributaria.razonSocial,
        subject=f"Clave de acceso {found.clave}",
        created=authorization.fecha or _issued(document),
    )


def _issued(document: Comprobante) -> datetime:
    """The day of issue. A guía de remisión has it in its clave only; its preview without clave, the day it sets out."""
    found = document.emitido
    if found is None:
        try:
            found = ClaveAcceso.parse(document.infoTributaria.claveAcceso or "").fecha
        except ClaveInvalida:
            found = getattr(document, kind_of(document).info).fechaIniTransporte
    return datetime.combine(found, time(), ECUADOR)
