"""The judgement, in the authority's order; only the first stage that fails is reported (ficha técnica 2.32 §11).

- **Recepción**: something sent (49), size (26), form, type and schema (35, 47, 36), an issuer that it does not know in
  this ambiente (35 too) or that had too many refusals today (90), dates (67, 65, 82), clave already there (43, 70 while
  it is judged), secuencial already there under another clave (45). A DEVUELTA leaves no trace.
- **Autorización**, some moments later: issuer's standing (as the registry says), clave (58), signature (39), receptor
  (69), documents it rests on (64), arithmetic (52). A NO AUTORIZADO may be sent again, corrected, under the same clave.
- **Advertencias** stop nothing: 59 (a receptor without RUC that the registry does not know), 62 (check digit of the
  receptor), 68 (a document it rests on that is not known as electronic), 60 (always, in pruebas).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from cryptography import x509
from lxml import etree

from infra.sandbox import arithmetic, clave, dates, people, schema, signature, supports
from infra.sandbox.clock import ECUADOR, Clock
from infra.sandbox.messages import WARNING, message
from infra.sandbox.options import Options
from infra.sandbox.reading import Unreadable, content, whole
from infra.sandbox.store import AUTHORIZED, PROCESSING, REFUSED, Registered, Store
from infra.sandbox.tables import COD_DOC, TABLES

MAX_BYTES = 320 * 1024
ORDERED = "ordenado por el control"
AT_RECEPTION = frozenset({"35", "90"})
"""Codes against an issuer that the recepción answers."""

Message = dict[str, str]


class Judge:
    """Decides. `delay` is how many seconds a received document stays in process."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        trusted: Sequence[x509.Certificate],
        delay: float,
        options: Options | None = None,
    ) -> None:
        self.options = options or Options()
        self._refusals: Counter[tuple[str, date]] = Counter()
        self._store = store
        self._clock = clock
        self._trusted = trusted
        self._delay = delay

    def receive(self, xml: bytes, forced: str = "") -> tuple[str, Message | None]:
        """Recepción: (clave, None) if RECIBIDA, else (clave as far as known, message). `forced` is a code that the
        autorización will refuse it with."""
        if not xml:
            return "", message("49")
        if len(xml) > MAX_BYTES:
            return "", message("26", f"El comprobante pesa {len(xml)} bytes")
        try:
            root = content(xml)
        except Unreadable as error:
            return "", message("35", f"Error de estructura: {error}")
        key = root.findtext("infoTributaria/claveAcceso") or ""
        found = _form(root) or self._unwelcome(root) or dates.refusal(root, self._clock.now())
        if found is not None:
            return key, found
        with self._store.lock:
            found = self._taken(key)
            if found is None:
                digest = hashlib.sha256(xml).hexdigest()
                moment = self._clock.now().timestamp()
                self._store.put(Registered(key, clave.number(key), digest, xml, PROCESSING, moment, "", [], forced))
        return key, found

    def _unwelcome(self, root: etree._Element) -> Message | None:
        """Why nothing of the issuer is taken, whatever the document."""
        ruc = root.findtext("infoTributaria/ruc") or ""
        standing = self._store.taxpayer(ruc)
        if standing == "35":
            return message("35", f"No existe un contribuyente registrado con el RUC {ruc}")
        limit = self.options.refusals_per_day
        if standing == "90" or (limit and self._refusals[ruc, self._today()] >= limit):
            return message("90", f"RUC {ruc}")
        return None

    def _today(self) -> date:
        return self._clock.now().astimezone(ECUADOR).date()

    def forgotten(self, found: Registered) -> bool:
        """Whether the autorización does not know any more what it judged."""
        days = self.options.forget_after_days
        if not days or not found.judged:
            return False
        return self._clock.now() - datetime.fromisoformat(found.judged) > timedelta(days=days)

    def _taken(self, key: str) -> Message | None:
        """Why the clave or its number cannot be registered any more."""
        mine = self.look(key)
        if mine is not None and mine.state != REFUSED:
            return message("43" if mine.state == AUTHORIZED else "70", f"Clave {key}")
        for other in self._store.claves_of(clave.number(key)):
            standing = self.look(other) if other != key else None
            if standing is not None and (standing.state != REFUSED or self.options.keep_refused_numbers):
                return message("45", f"El secuencial está registrado con la clave {other}")
        return None

    def look(self, key: str, refused_with: str = "") -> Registered | None:
        """The document of a clave, judged first if its time has come. With `refused_with` it is judged now and refused
        with that code, unless it was judged before."""
        with self._store.lock:
            found = self._store.find(key)
            if found is None or found.state != PROCESSING:
                return found
            now = self._clock.now()
            found.forced = refused_with or found.forced
            if refused_with or now.timestamp() - found.received >= self._delay:
                found.messages = self._verdict(found, now)
                found.state = REFUSED if any(m["tipo"] != WARNING for m in found.messages) else AUTHORIZED
                self._refusals[clave.parts(found.clave)["ruc"], self._today()] += found.state == REFUSED
                found.judged = now.astimezone(ECUADOR).isoformat(timespec="milliseconds")
                self._store.put(found)
        return found

    def _verdict(self, found: Registered, now: datetime) -> list[Message]:
        """The one error that refuses the document, or its warnings; and the remark of pruebas."""
        remark = [message("60", kind=WARNING)] if clave.parts(found.clave)["ambiente"] == "1" else []
        if found.forced:
            return [message(found.forced, ORDERED), *remark]
        refusal = self._refusal(found, now)
        return [refusal, *remark] if refusal else [*self._warnings(content(found.xml)), *remark]

    def _refusal(self, found: Registered, now: datetime) -> Message | None:
        root = content(found.xml)
        ruc = root.findtext("infoTributaria/ruc") or ""
        if (code := self._store.taxpayer(ruc)) and code not in AT_RECEPTION:
            return message(code, f"RUC {ruc}")
        if problem := _clave_problem(root, found.clave):
            return message("58", problem)
        signed = signature.judged(whole(found.xml), ruc, now, self._trusted)
        self._store.remark(found.clave, signed.remarks)
        if not signed.holds:
            return message("39", "; ".join(signed.reasons))
        if found_message := people.refusal(root, self._store.taxpayer) or supports.refusal(root):
            return found_message
        if differences := arithmetic.differences(root):
            return message("52", "; ".join(differences))
        return None

    def _warnings(self, root: etree._Element) -> list[Message]:
        return people.warnings(root, self._store.taxpayer) + supports.warnings(root, self._is_authorised)

    def _is_authorised(self, reference: str) -> bool:
        """Whether a clave, or any document with a legal number, is authorised by now. Nothing is judged for it: two
        documents may cite each other."""
        keys = [reference] if len(reference) == clave.LENGTH else self._store.claves_of(reference)
        return any(found is not None and found.state == AUTHORIZED for found in map(self._store.find, keys))


def _form(root: etree._Element) -> Message | None:
    tag, version = str(root.tag), root.get("version") or ""
    if tag not in TABLES:
        return message("47", f"No existe el comprobante {tag}")
    if not schema.known(tag, version):
        return message("36", f"No existe la versión {version}")
    if problems := schema.problems(root):
        return message("35", f"Se encontró el siguiente error en la estructura: {'; '.join(problems[:3])}")
    return None


def _clave_problem(root: etree._Element, key: str) -> str:
    if not clave.well_formed(key):
        return "El dígito verificador no es correcto"
    info = root.find("infoTributaria")
    assert info is not None, "the schema was judged before"
    day = dates.emission(root)
    for name, value in clave.parts(key).items():
        if name == "codigo":
            continue
        stated = day if name == "fecha" else info.findtext(name)
        if stated != value:
            return f"{name} no coincide con el comprobante"
    if info.findtext("codDoc") != COD_DOC[str(root.tag)]:
        return "codDoc no es el del comprobante"
    return "" if info.findtext("tipoEmision") == "1" else "tipoEmision debe ser 1"
