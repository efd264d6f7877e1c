"""Intake: a file in the inbox becomes document records and unsigned files.

What happens, in this order, so that dying anywhere and starting again ends the same:
1. the batch header is stored (from here on the sweep knows the batch);
2. for each document in input order: prepare it; create its record, which takes its number for ever; store the unsigned
   file, whose event wakes the signing;
3. the entries are stored as they are made; at the end the batch is marked complete and its results are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from chalicelib.domain.documents import messages as _messages  # noqa: F401  (adds the core's codes to the catalogue)
from chalicelib.domain.documents import paths, record
from chalicelib.domain.documents.batch import Batch, Entry, batch_id
from chalicelib.domain.documents.country import DocumentNumber, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.errors import problem
from chalicelib.domain.documents.record import Document, WrongState
from chalicelib.domain.documents.states import CORRECTABLE, Authority
from chalicelib.domain.tenants.tenant import Tenant, numeric_code
from chalicelib.services.ports import (
    Archive,
    Batches,
    Clock,
    Conflict,
    Countries,
    Country,
    Documents,
    Inbox,
    Queues,
    StoredObject,
    Telemetry,
    Tenants,
)
from chalicelib.services.transitions import MAX_RACES

MAX_BATCH_BYTES = 64 * 1024 * 1024
ENTRIES_PER_WRITE = 25
REDRIVE = timedelta(seconds=90)


class Intake:
    """The first stage."""

    def __init__(
        self,
        *,
        documents: Documents,
        batches: Batches,
        tenants: Tenants,
        inbox: Inbox,
        archive: Archive,
        queues: Queues,
        countries: Countries,
        clock: Clock,
        telemetry: Telemetry,
    ) -> None:
        self._documents = documents
        self._batches = batches
        self._tenants = tenants
        self._inbox = inbox
        self._archive = archive
        self._queues = queues
        self._countries = countries
        self._clock = clock
        self._telemetry = telemetry

    def take(self, key: str, version: str = "") -> None:
        """Take in one object of the inbox. Anything that is not a batch (a results file, a folder) is left alone."""
        if not paths.is_batch(key):
            return
        stored = self._inbox.head(key, version)
        if stored is None:
            return
        issuer, _, name = key.partition("/")
        with self._telemetry.step("intake", issuer) as step:
            too_large = stored.size > MAX_BATCH_BYTES
            data = b"" if too_large else self._inbox.read(key, stored.version)
            batch = self._open(issuer, name, stored, data)
            step.note(batch=batch.id.rsplit("@", 1)[-1], repeated=batch.complete)
            if not batch.complete:
                tenant = self._tenants.get(issuer)
                outcomes: Iterable[Entry]
                if tenant is None:
                    outcomes = _alone(name, "LOTE-EMISOR", issuer=issuer)
                elif too_large:
                    outcomes = _alone(name, "LOTE-TAMANO", size=stored.size, limit=MAX_BATCH_BYTES)
                else:
                    outcomes = self._outcomes(tenant, batch, data)
                step.note(documents=self._record(batch, outcomes))
            self._ask_for_results(batch.id)

    def _open(self, issuer: str, name: str, stored: StoredObject, data: bytes) -> Batch:
        now = self._clock.now()
        return self._batches.open(
            Batch(
                id=batch_id(issuer, name, data or f"{stored.version}:{stored.size}".encode()),
                issuer=issuer,
                name=name,
                key=stored.key,
                object_version=stored.version,
                uploaded_at=stored.uploaded_at,
                created_at=now,
                due_at=now + REDRIVE,
            )
        )

    def _record(self, batch: Batch, outcomes: Iterable[Entry]) -> int:
        pending: list[Entry] = []
        count = 0
        for count, entry in enumerate(outcomes, start=1):
            pending.append(replace(entry, batch_id=batch.id, position=count))
            if len(pending) == ENTRIES_PER_WRITE:
                self._batches.add(pending)
                pending = []
        self._batches.add(pending)
        self._batches.complete(batch.id, count)
        return count

    def _ask_for_results(self, batch_id: str) -> None:
        self._batches.mark_dirty(batch_id, self._clock.now() + REDRIVE)
        self._queues.wake_results(batch_id, delay=0)

    def _outcomes(self, tenant: Tenant, batch: Batch, data: bytes) -> Iterator[Entry]:
        country = self._countries.get(tenant.country)
        today = self._clock.now().astimezone(country.timezone).date()
        seen: set[str] = set()
        for found in country.splitter(batch.name, data):
            if isinstance(found, Part):
                entry = self._one(tenant, country, batch.id, found, today)
            else:
                entry = _rejection(found[0], found[1])
            yield replace(entry, repeated=entry.repeated or entry.document_id in seen)
            seen.add(entry.document_id or entry.name)

    def _one(self, tenant: Tenant, country: Country, batch: str, part: Part, today: date) -> Entry:
        def free_digits(number: DocumentNumber) -> str:
            return numeric_code(tenant.salt, number)

        try:
            prepared = country.preparer.prepare(part, issuer=tenant.issuer, today=today, numeric_code=free_digits)
        except Exception as bug:  # noqa: BLE001  a fault of ours in one document must not stop its batch
            self._telemetry.fault("intake", bug)
            prepared = Rejected((problem("INTERNO", part.name),))
        if isinstance(prepared, Unnumbered):
            prepared = Rejected((problem("NUMERO-FALTA", part.name),))
        if isinstance(prepared, Rejected):
            return _rejection(part.name, prepared)
        for _ in range(MAX_RACES):
            try:
                return self._register(batch, part.name, prepared)
            except Conflict:
                continue  # another worker took or changed the number in between: look again
        raise Conflict(prepared.clave)

    def _register(self, batch: str, name: str, prepared: Prepared) -> Entry:
        """Take the number for the document, or find out whose it is. Raises Conflict when somebody was faster."""
        now = self._clock.now()
        existing = self._documents.get(prepared.number.key)
        if existing is None:
            return self._accept(self._documents.create(record.new(prepared, batch, now)), name, prepared)
        if existing.authority in CORRECTABLE and batch not in existing.batches:
            try:
                corrected = record.correct(existing, prepared, batch, now)
            except WrongState:
                return _refusal(name, prepared, "NUMERO-CLAVE", label=existing.label, clave=existing.clave)
            return self._accept(self._documents.save(corrected), name, prepared)
        if existing.digest != prepared.digest or existing.clave != prepared.clave:
            return _refusal(name, prepared, "NUMERO-OCUPADO", label=existing.label, state=str(existing.authority))
        ours = existing.batches[0] == batch
        if not existing.final and batch not in existing.batches:
            existing = self._documents.save(record.link(existing, batch))
        return replace(self._accept(existing, name, prepared), repeated=not ours)

    def _accept(self, document: Document, name: str, prepared: Prepared) -> Entry:
        """Store the unsigned file, also when an earlier worker may have died before doing it."""
        if document.authority is Authority.PENDIENTE:
            self._archive.put_once(paths.unsigned(document), prepared.unsigned, "application/xml")
        return Entry(
            "",
            0,
            name,
            document_id=document.id,
            number_text=document.label,
            clave=document.clave,
            problems=prepared.warnings,
        )


def _rejection(name: str, rejected: Rejected) -> Entry:
    return Entry("", 0, name, number_text=rejected.number_text, clave=rejected.clave, problems=rejected.problems)


def _refusal(name: str, prepared: Prepared, code: str, **figures: str) -> Entry:
    return _rejection(name, Rejected((problem(code, name, **figures),), prepared.label, prepared.clave))


def _alone(name: str, code: str, **figures: object) -> list[Entry]:
    """The only entry of a file that is refused as a whole."""
    return [_rejection(name, Rejected((problem(code, name, **figures),)))]
