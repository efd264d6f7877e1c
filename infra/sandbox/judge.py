"""The judgement, in the authority's order; only the first stage that fails is reported (ficha técnica 2.32).

Recepción: size (26), form and schema (35), version (36), date (65), clave already there (43, 70 while it is judged),
secuencial already there (45). Autorización, some moments later: issuer's standing (registry), clave (58), signature
(39), receptor (69), arithmetic (52). In pruebas an authorised document carries advertencia 60.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, cast

from cryptography import x509
from lxml import etree

from infra.sandbox import arithmetic, clave, schema, signature
from infra.sandbox.clock import ECUADOR, Clock
from infra.sandbox.store import AUTHORIZED, PROCESSING, REFUSED, Registered, Store

MAX_BYTES = 320 * 1024
OLDEST = timedelta(minutes=129_600)
"""How old a document may be; the figure is in the authority's own message of error 65."""

NAMES = {
    "2": "RUC DEL EMISOR NO ACTIVO",
    "26": "TAMAÑO MÁXIMO SUPERADO",
    "35": "ARCHIVO NO CUMPLE ESTRUCTURA XML",
    "36": "VERSIÓN ESQUEMA DESCONTINUADA",
    "37": "RUC SIN AUTORIZACIÓN DE EMISIÓN",
    "39": "FIRMA INVALIDA",
    "43": "CLAVE ACCESO REGISTRADA",
    "45": "ERROR SECUENCIAL REGISTRADO",
    "47": "TIPO DE COMPROBANTE NO EXISTE",
    "50": "ERROR INTERNO GENERAL",
    "52": "ERROR EN DIFERENCIAS",
    "58": "ERROR EN LA ESTRUCTURA DE CLAVE ACCESO",
    "60": "ESTE PROCESO FUE REALIZADO EN EL AMBIENTE DE PRUEBAS",
    "65": "FECHA DE EMISIÓN EXTEMPORÁNEA",
    "69": "ERROR EN LA IDENTIFICACIÓN DEL RECEPTOR",
    "70": "CLAVE DE ACCESO EN PROCESAMIENTO",
}


def message(code: str, detail: str = "", kind: str = "ERROR") -> dict[str, str]:
    """A message as the services give it."""
    return {
        "identificador": code,
        "mensaje": NAMES.get(code, f"ERROR {code}"),
        "informacionAdicional": detail,
        "tipo": kind,
    }


class Unreadable(ValueError):
    """Not well-formed, or with a document type declaration."""


def read(xml: bytes) -> etree._Element:
    """The document's tree; neither entities nor DTD nor network. Raises Unreadable."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(str(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("document type declaration")
    return root


class Judge:
    """Decides. `delay` is how many seconds a received document stays in process."""

    def __init__(self, store: Store, clock: Clock, trusted: Sequence[x509.Certificate], delay: float) -> None:
        self._store = store
        self._clock = clock
        self._trusted = trusted
        self._delay = delay

    def receive(self, xml: bytes, forced: str = "") -> tuple[str, dict[str, str] | None]:
        """Recepción: (clave, None) if RECIBIDA, else (clave as far as known, message). `forced` is a code that the
        autorización will refuse it with."""
        if len(xml) > MAX_BYTES:
            return "", message("26", f"El comprobante pesa {len(xml)} bytes")
        try:
            root = read(xml)
        except Unreadable as error:
            return "", message("35", f"Error de estructura: {error}")
        key = root.findtext("infoTributaria/claveAcceso") or ""
        found = self._form(root) or self._date(root)
        if found is not None:
            return key, found
        with self._store.lock:
            found = self._unique(key)
            if found is None:
                digest = hashlib.sha256(xml).hexdigest()
                moment = self._clock.now().timestamp()
                self._store.put(Registered(key, clave.number(key), digest, xml, PROCESSING, moment, "", [], forced))
        return key, found

    def _form(self, root: etree._Element) -> dict[str, str] | None:
        tag, version = str(root.tag), root.get("version") or ""
        if tag not in schema.TABLES:
            return message("47", f"No existe el comprobante {tag}")
        if not schema.known(tag, version):
            return message("36", f"No existe la versión {version}")
        judged = schema.schema(tag, version)
        if not judged.validate(root):
            errors = cast("Iterable[Any]", judged.error_log)
            found = "; ".join(f"{e.path}: {e.message}" for e in islice(errors, 3))
            return message("35", f"Se encontró el siguiente error en la estructura: {found}")
        return None

    def _date(self, root: etree._Element) -> dict[str, str] | None:
        text = root.findtext("*/fechaEmision") or ""
        try:
            day = datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=ECUADOR)
        except ValueError:
            return message("67", f"Fecha {text}")
        now = self._clock.now().astimezone(ECUADOR)
        if day.date() > now.date() or now - day > OLDEST:
            return message("65", f"Fecha {text}, tolerancia [129600 minutos]")
        return None

    def _unique(self, key: str) -> dict[str, str] | None:
        mine = self.look(key)
        if mine is not None and mine.state != REFUSED:
            return message("43" if mine.state == AUTHORIZED else "70", f"Clave {key}")
        for other in self._store.of_number(clave.number(key)):
            if other.clave != key and other.state != REFUSED:
                return message("45", f"El secuencial está registrado con la clave {other.clave}")
        return None

    def look(self, key: str) -> Registered | None:
        """The document of a clave; judged first if its time has come."""
        with self._store.lock:
            found = self._store.find(key)
            now = self._clock.now()
            if found is not None and found.state == PROCESSING and now.timestamp() - found.received >= self._delay:
                refusal = self._refusal(found, now)
                found.state = AUTHORIZED if refusal is None else REFUSED
                found.judged = now.astimezone(ECUADOR).isoformat(timespec="milliseconds")
                found.messages = [refusal] if refusal else self._remarks(key)
                self._store.put(found)
        return found

    def refuse(self, found: Registered, code: str) -> Registered:
        """Have a document refused after all, as ordered."""
        found.state, found.messages = REFUSED, [message(code, "ordenado por el control")]
        found.judged = self._clock.now().astimezone(ECUADOR).isoformat(timespec="milliseconds")
        self._store.put(found)
        return found

    def _remarks(self, key: str) -> list[dict[str, str]]:
        return [message("60", kind="ADVERTENCIA")] if clave.parts(key)["ambiente"] == "1" else []

    def _refusal(self, found: Registered, now: datetime) -> dict[str, str] | None:
        if found.forced:
            return message(found.forced, "ordenado por el control")
        root = read(found.xml)
        ruc = root.findtext("infoTributaria/ruc") or ""
        if code := self._store.taxpayer(ruc):
            return message(code, f"RUC {ruc}")
        if problem := _clave_problem(root, found.clave):
            return message("58", problem)
        if reason := signature.refusal(root, ruc, now, self._trusted):
            return message("39", reason)
        receptor = root.findtext("*/identificacionComprador") or ""
        if self._store.taxpayer(receptor):
            return message("69", f"La identificación {receptor} no existe")
        if differences := arithmetic.differences(root):
            return message("52", "; ".join(differences))
        return None


def _clave_problem(root: etree._Element, key: str) -> str:
    if not clave.well_formed(key):
        return "El dígito verificador no es correcto"
    info = root.find("infoTributaria")
    assert info is not None, "the schema was judged before"
    day = (root.findtext("*/fechaEmision") or "").replace("/", "")
    for name, value in clave.parts(key).items():
        if name == "codigo":
            continue
        stated = day if name == "fecha" else info.findtext(name)
        if stated != value:
            return f"{name} no coincide con el comprobante"
    if info.findtext("codDoc") != schema.COD_DOC[str(root.tag)]:
        return "codDoc no es el del comprobante"
    return "" if info.findtext("tipoEmision") == "1" else "tipoEmision debe ser 1"
