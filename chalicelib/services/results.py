"""Results: the answer an issuer finds beside its batch, rewritten until every document has come to its end.

`results/{ruc}/{name}.json` holds everything, `{name}.csv` one line per document for the spreadsheet.

A row is about what its file asked for: once a number was corrected with other content, the row of the file that was
refused goes on saying so, and names the file that corrected it.

A batch is *dirty* when a document of it changed since its results were last begun; only the change that makes it dirty
asks for a rewrite, so a thousand changes cause a few rewrites. One worker writes at a time.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.documents import paths
from chalicelib.domain.documents.batch import Batch, Entry, name_of
from chalicelib.domain.documents.errors import has_errors, problem
from chalicelib.domain.documents.record import AuthorityMessage, Document, is_held
from chalicelib.domain.documents.spreadsheet import plain
from chalicelib.domain.documents.states import CORRECTABLE, Authority
from chalicelib.services.freshness import Freshness
from chalicelib.services.ownership import Misplaced, is_of
from chalicelib.services.ports import Batches, Clock, Documents, Inbox, Queues

SETTLE_SECONDS, MAX_SETTLE_SECONDS = 1, 30
REDRIVE = timedelta(seconds=90)
SLOWEST = timedelta(minutes=10)
"""Results that are not final are written anew without being asked for, in case the asking got lost: the less often the
longer nothing has changed, so that a day of waiting does not write the same thousand times."""
LEASE_SECONDS = 60
REJECTED = "RECHAZADO"
MISPLACED = "REGISTRO-AJENO"
HELD = "DETENIDO"
"""Cannot be signed until somebody acts; goes on by itself then."""
COLUMNS = (
    "posicion",
    "archivo",
    "numero",
    "clave_acceso",
    "estado",
    "entrega",
    "numero_autorizacion",
    "fecha_autorizacion",
    "errores",
    "que_hacer",
    "advertencias",
    "espera",
    "incidente",
    "corregido_por",
    "correos",
    "receptor",
    "xml",
    "ride",
)
"""Of the CSV. What is a list or a block in the JSON is one text here."""


class Results:
    """Writes the results files."""

    def __init__(
        self,
        *,
        documents: Documents,
        batches: Batches,
        inbox: Inbox,
        queues: Queues,
        clock: Clock,
        freshness: Freshness,
    ) -> None:
        self._freshness = freshness
        self._documents = documents
        self._batches = batches
        self._inbox = inbox
        self._queues = queues
        self._clock = clock

    def touch(self, document: Document) -> None:
        """A document changed: have the results of its batches written again."""
        for batch_id in document.batches:
            if self._batches.mark_dirty(batch_id, self._clock.now() + REDRIVE):
                batch = self._header(batch_id)
                # How long a batch is, is known when all of it was taken in; until then the intake asks at its pauses.
                delay = _settle(batch.count) if batch and batch.complete else MAX_SETTLE_SECONDS
                self._queues.wake_results(batch_id, delay)

    def _header(self, batch_id: str) -> Batch | None:
        try:
            return self._batches.get(batch_id)
        except Misplaced:
            return None  # the document is not to blame; writing the results will say so

    def write(self, batch_id: str) -> None:
        """Write the results of a batch as things stand. Raises Misplaced: a person sees it in the dead letters.

        While the tables are behind the archive they say what is not so: the batch stays due.
        """
        if not self._freshness.is_open():
            return
        if not self._batches.begin_results(batch_id, self._clock.now(), LEASE_SECONDS):
            return
        batch = self._batches.get(batch_id)
        if batch is None:
            return
        now = self._clock.now()
        report, changed_at = self._report(batch, now)
        if self._batches.is_latest(batch):
            key = paths.result(batch.issuer, batch.name, "json")
            self._inbox.write_result(key, _json(report), "application/json; charset=utf-8")
            key = paths.result(batch.issuer, batch.name, "csv")
            self._inbox.write_result(key, _csv(report), "text/csv; charset=utf-8")
        final = bool(report["final"])
        again = now + min(max((now - changed_at) / 4, REDRIVE), SLOWEST)
        if self._batches.end_results(batch_id, final, None if final else again):
            self._queues.wake_results(batch_id, _settle(len(report["documentos"])))

    def _report(self, batch: Batch, now: datetime) -> tuple[dict[str, Any], datetime]:
        """What the files say, and when that last changed."""
        entries = list(self._batches.entries(batch.id))
        documents = self._documents.get_many(e.document_id for e in entries if e.document_id)
        owned = (_owned(batch, entry, documents) for entry in entries)
        rows = [_row(entry, documents.get(entry.document_id)) for entry in owned]
        pending = sum(1 for row in rows if not row.pop("terminado"))
        changed_at = max((d.updated_at for d in documents.values()), default=batch.created_at)
        report = {
            "archivo": batch.name,
            "emisor": batch.issuer,
            "recibido": batch.uploaded_at.isoformat(timespec="seconds"),
            "veces": batch.round,
            "actualizado": now.isoformat(timespec="seconds"),
            "final": batch.complete and pending == 0,
            "resumen": {
                "documentos": len(rows),
                "autorizados": sum(1 for row in rows if row["estado"] == Authority.AUTORIZADO),
                "rechazados": sum(1 for row in rows if row["estado"] in (REJECTED, *CORRECTABLE)),
                "en_proceso": pending,
            },
            "documentos": rows,
        }
        return report, changed_at


def _settle(documents: int) -> int:
    """Seconds to wait for more changes: a long batch is not written anew for each of its documents."""
    return min(SETTLE_SECONDS + documents // 200, MAX_SETTLE_SECONDS)


def _owned(batch: Batch, entry: Entry, documents: Mapping[str, Document]) -> Entry:
    """The entry; without its document if that is another issuer's, or its record is not there or not its own."""
    if not entry.document_id or (is_of(batch.issuer, entry.document_id) and entry.document_id in documents):
        return entry
    return replace(entry, document_id="", clave="", problems=(*entry.problems, problem(MISPLACED, entry.name)))


def _row(entry: Entry, document: Document | None) -> dict[str, Any]:
    """One document of the results: its number, clave, state, errors and where its files are."""
    row: dict[str, Any] = {
        "posicion": entry.position,
        "archivo": entry.name,
        "numero": entry.number_text,
        "clave_acceso": entry.clave,
        "repetido": entry.repeated,
        "errores": [p.as_dict() for p in entry.problems if p.severity == "error"],
        "advertencias": [p.as_dict() for p in entry.problems if p.severity == "warning"],
    }
    if document is None:
        if any(p.code == MISPLACED for p in entry.problems):
            return row | {"estado": HELD, "terminado": False}
        rejected = has_errors(entry.problems)
        return row | {"estado": REJECTED if rejected else str(Authority.PENDIENTE), "terminado": rejected}
    if entry.digest and entry.digest != document.digest:
        return row | _superseded(entry, document)
    own = [_message(entry, m) for m in document.messages]
    stopped = document.authority in CORRECTABLE or is_held(document)
    errors = [m for m in own if stopped and m["gravedad"] == "error"]
    row["errores"] += errors
    row["advertencias"] += [m for m in own if m not in errors]
    row |= {
        "estado": HELD if is_held(document) else str(document.authority),
        "entrega": str(document.delivery),
        "clave_acceso": document.clave,
        "terminado": document.final,
    }
    row |= _remarks(document)
    if document.authority is Authority.AUTORIZADO:
        row |= {
            "numero_autorizacion": document.authorization_number,
            "fecha_autorizacion": document.authorized_at.isoformat() if document.authorized_at else "",
            "xml": paths.authorized(document),
            "ride": paths.ride(document),
            "receptor": _receiver(document),
        }
    return row


def _superseded(entry: Entry, document: Document) -> dict[str, Any]:
    """What became of what this file asked for, when the number holds other content by now: that is another file's."""
    past = next((p for p in reversed(document.history) if p.digest == entry.digest), None)
    if past is None:
        other = problem("NUMERO-OCUPADO", entry.name, label=document.label, state=str(document.authority))
        return {"estado": REJECTED, "errores": [other.as_dict()], "terminado": True}
    own = [_message(entry, m) for m in past.messages]
    return {
        "estado": str(past.authority),
        "clave_acceso": past.clave,
        "errores": [m for m in own if m["gravedad"] == "error"],
        "advertencias": [m for m in own if m["gravedad"] != "error"],
        "corregido_por": name_of(past.corrected_by),
        "terminado": True,
    }


def _remarks(document: Document) -> dict[str, Any]:
    """What is out of the ordinary, and what is known of the mails."""
    remarks: dict[str, Any] = {}
    if document.waiting:
        remarks["espera"] = document.waiting
        if document.provisional:
            remarks["ride_provisional"] = paths.provisional(document)
    if document.late:
        remarks["fuera_de_plazo"] = True
    if document.incident:
        remarks["incidente"] = document.incident
    if document.history:
        remarks["intentos_anteriores"] = [
            {"estado": str(past.authority), "clave_acceso": past.clave, "errores": [m.code for m in past.messages]}
            for past in document.history
        ]
    if document.mails:
        remarks["correos"] = [
            {"direccion": address, "estado": str(mail.state), "motivo": mail.reason}
            for address, mail in zip(document.receiver.mails, document.mails, strict=False)
        ]
    return remarks


def _receiver(document: Document) -> dict[str, Any]:
    """What the receiver did in the portal: the acuse de recepción, and every answer in order, the last one counts."""
    return {
        "estado": str(document.reception),
        "abierto": document.opened_at.isoformat(timespec="seconds") if document.opened_at else "",
        "respondido": document.answered_at.isoformat(timespec="seconds") if document.answered_at else "",
        "motivo": document.answer_reason,
        "respuestas": [
            {"respuesta": str(a.state), "fecha": a.at.isoformat(timespec="seconds"), "motivo": a.reason}
            for a in document.answers
        ],
    }


def _message(entry: Entry, message: AuthorityMessage) -> dict[str, str]:
    text = f"{message.text}: {message.detail}" if message.detail else message.text
    return {
        "codigo": message.code,
        "puntero": entry.name,
        "mensaje": text,
        "que_hacer": message.remedy,
        "gravedad": "error" if message.kind.upper() == "ERROR" else "advertencia",
    }


def _json(report: dict[str, Any]) -> bytes:
    return json.dumps(report, ensure_ascii=False, indent=1).encode()


def _csv(report: dict[str, Any]) -> bytes:
    """One line per document, with a BOM so that a spreadsheet reads the accents."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", restval="")
    writer.writeheader()
    for row in report["documentos"]:
        cells = (row | _flat(row)).items()
        writer.writerow({k: plain(v) if isinstance(v, str) else v for k, v in cells})
    return out.getvalue().encode("utf-8-sig")


def _flat(row: dict[str, Any]) -> dict[str, str]:
    """The lists and blocks of a row as texts."""
    told = [*row["errores"], *row["advertencias"]]
    receiver = row.get("receptor", {})
    return {
        "errores": _joined(_problem(e) for e in row["errores"]),
        "que_hacer": _joined(dict.fromkeys(e["que_hacer"] for e in told if e["que_hacer"])),
        "advertencias": _joined(_problem(w) for w in row["advertencias"]),
        "correos": _joined(": ".join(filter(None, _mail(mail))) for mail in row.get("correos", [])),
        "receptor": ": ".join(filter(None, (receiver.get("estado", ""), receiver.get("motivo", "")))),
    }


def _problem(told: dict[str, str]) -> str:
    return f"{told['codigo']} {told['puntero']}: {told['mensaje']}"


def _mail(mail: dict[str, str]) -> tuple[str, str, str]:
    return mail["direccion"], mail["estado"], mail["motivo"]


def _joined(texts: Iterable[str]) -> str:
    return " | ".join(texts)
