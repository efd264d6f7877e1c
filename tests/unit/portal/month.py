"""An accountant's month: documents of four kinds that one company received, each with its true archived file.

They are made at random from a fixed seed, completed and judged by the service's own rules, and put into a world as if
they had gone through the pipeline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from lxml import etree

from chalicelib.domain.documents import paths, record
from chalicelib.domain.documents.country import Issuer, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.states import Authority, Delivery
from chalicelib.domain.ecuador import autorizacion
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from chalicelib.services.portal.ports import IssuerFace
from tests.generator.sales import bare
from tests.unit.ecuador.build import PLATFORM_RUC, TODAY, eight
from tests.unit.portal.world import NOW, PortalWorld

SELLER, BUYER = "1790016919001", "1760013210001"
KINDS = {"factura": 30, "notaCredito": 12, "comprobanteRetencion": 14, "guiaRemision": 10}
COUNT = sum(KINDS.values())

_BUYER = {
    "factura": ("infoFactura", "Comprador"),
    "notaCredito": ("infoNotaCredito", "Comprador"),
    "comprobanteRetencion": ("infoCompRetencion", "SujetoRetenido"),
}


def fill_month(world: PortalWorld, seed: int = 66) -> list[tuple[Document, bytes]]:
    """Put a month into a world; answers each record with its comprobante."""
    directory = world.portal.directory
    directory.known[SELLER] = IssuerFace(SELLER, "FERRETERÍA EL TORNILLO S.A.", "", "#7a1f1f")  # type: ignore[attr-defined]
    made = []
    for number, prepared in enumerate(_prepared(seed), start=1):
        fresh = record.new(prepared, "lote", NOW - timedelta(hours=number))
        document = replace(
            fresh,
            authority=Authority.AUTORIZADO,
            delivery=Delivery.ENVIADO,
            authorization_number=prepared.clave,
            authorized_at=NOW - timedelta(minutes=number),
            mailed_at=NOW,
            version=1,
        )
        world.received.rows[document.id] = document
        world.files.archive[paths.authorized(document)] = autorizacion.write(
            estado="AUTORIZADO",
            numero=prepared.clave,
            fecha=document.authorized_at,
            ambiente="1",
            comprobante=prepared.unsigned,
        )
        world.files.archive[paths.ride(document)] = b"%PDF-1.4 " + prepared.clave.encode()
        made.append((document, prepared.unsigned))
    return made


@cache
def _prepared(seed: int) -> tuple[Prepared, ...]:
    return tuple(_documents(Random(seed)))


def _documents(random: Random) -> Iterator[Prepared]:
    preparer = EcuadorPreparer(Platform(PLATFORM_RUC))
    issuer = Issuer(SELLER, frozenset({"1"}), "FERRETERÍA EL TORNILLO S.A.")
    for root, count in KINDS.items():
        for found in range(count):
            yield next(
                outcome
                for _ in range(200)
                if isinstance(outcome := _outcome(preparer, issuer, root, random, found + 1), Prepared)
            )


def _outcome(preparer: EcuadorPreparer, issuer: Issuer, root: str, random: Random, number: int) -> Prepared | Rejected:
    """One document; the rate of building materials, which the generator uses for anything, is refused."""
    part = Part("a", values={root: _values(root, random)})
    outcome = preparer.prepare(part, issuer=issuer, today=TODAY, numeric_code=eight)
    return outcome.numbered(number) if isinstance(outcome, Unnumbered) else outcome


def _values(root: str, random: Random) -> dict[str, Any]:
    if root == "guiaRemision":
        return _guia(random)
    values = bare(root, random)
    values["infoTributaria"].pop("secuencial")
    head, suffix = _BUYER[root]
    values[head] |= {
        f"tipoIdentificacion{suffix}": "04",
        f"identificacion{suffix}": BUYER,
        f"razonSocial{suffix}": "PROVEEDORA S.A.",
    }
    return values


def _guia(random: Random) -> dict[str, Any]:
    return {
        "infoTributaria": {
            "ambiente": "1",
            "tipoEmision": "1",
            "razonSocial": "FERRETERÍA EL TORNILLO S.A.",
            "ruc": SELLER,
            "codDoc": "06",
            "estab": "001",
            "ptoEmi": "001",
            "dirMatriz": "Av. Amazonas N34-451, Quito",
        },
        "infoGuiaRemision": {
            "dirPartida": "Panamericana Norte km 7, Quito",
            "razonSocialTransportista": "SEGUNDO QUISHPE",
            "tipoIdentificacionTransportista": "05",
            "rucTransportista": "1712345675",
            "fechaIniTransporte": "10/11/2026",
            "fechaFinTransporte": "10/11/2026",
            "placa": "PCK-7412",
        },
        "destinatarios": [
            {
                "identificacionDestinatario": BUYER,
                "razonSocialDestinatario": "PROVEEDORA S.A.",
                "dirDestinatario": "Av. Maldonado S12-40, Quito",
                "motivoTraslado": "Venta",
                "detalles": [{"descripcion": "Cemento gris", "cantidad": str(random.randint(1, 90))}],
            }
        ],
    }


def words_at(root: etree._Element, path: str) -> list[str]:
    """What the elements at a path say."""
    found = root.xpath(f"{path}/text()")
    assert isinstance(found, list)
    return [str(text) for text in found]
