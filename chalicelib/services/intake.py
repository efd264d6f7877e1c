"""Intake: a file in the inbox becomes document records and unsigned files.

What happens, in this order, so that dying anywhere and starting again ends the same:
1. the batch header is stored (from here on the sweep knows the batch);
2. for each document in input order: prepare it; create its record, which takes its number for ever; store the unsigned
   file, whose event wakes the signing; documents without a number wait for the others of their handful and get theirs
   in one transaction (`numbering`);
3. the entries are stored a handful at a time; at the end the batch is marked complete and its results are asked for;
4. the upload is put away: until then it lies where it was dropped, and whoever looks there finds what is not taken in.

A batch too long for one worker is **continued**: the worker stops after a handful, sends itself the batch again, and
the next one leaves out the documents whose entries are there. The documents are judged by the day the batch came in,
however long it takes.

A file that is dropped once more begins another round of its batch (`batch`).

A number whose file the archive holds and whose record is gone is nobody's to take: the document is refused, and a
person is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from chalicelib.domain.documents import messages as _messages  # noqa: F401  (adds the core's codes to the catalogue)
from chalicelib.domain.documents import paths, record
from chalicelib.domain.documents.batch import Batch, Entry, batch_id, origin
from chalicelib.domain.documents.country import DocumentNumber, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.errors import problem
from chalicelib.domain.documents.record import Document, WrongState
from chalicelib.domain.documents.states import CORRECTABLE, Authority
from chalicelib.domain.tenants.tenant import Tenant, numeric_code
from chalicelib.services.archived import ArchivedNumbers, Claves, put_unsigned, report
from chalicelib.services.freshness import Freshness
from chalicelib.services.lateness import unwarned, warned
from chalicelib.services.numbering import GiveNumbers, Pause, Waiting
from chalicelib.services.ownership import Misplaced
from chalicelib.services.ports import (
    MAX_GIVEN,
    Archive,
    Batches,
    Clock,
    Conflict,
    Countries,
    Country,
    Documents,
    Inbox,
    Numbering,
    Queues,
    StoredObject,
    Telemetry,
    Tenants,
)
from chalicelib.services.transitions import MAX_RACES

MAX_BATCH_BYTES = 64 * 1024 * 1024
LEASE_SECONDS = 75
"""How long a worker that died keeps its batch from others: a little more than a function may run."""
GRACE = timedelta(seconds=15)
"""How much longer nobody but the sweep looks after the batch."""

Enough = Callable[[], bool]
"""Whether the worker should stop soon."""


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
        numbering: Numbering,
        clock: Clock,
        telemetry: Telemetry,
        claves: Claves,
        freshness: Freshness,
        pause: Pause,
        lease_seconds: int = LEASE_SECONDS,
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
        self._freshness = freshness
        self._lease_seconds = lease_seconds
        self._redrive = timedelta(seconds=lease_seconds) + GRACE
        self._numbers = GiveNumbers(
            numbering=numbering,
            documents=documents,
            batches=batches,
            archive=archive,
            archived=ArchivedNumbers(claves, documents, countries, clock),
            clock=clock,
            telemetry=telemetry,
            pause=pause,
        )

    def take(self, key: str, version: str = "", enough: Enough = lambda: False) -> None:
        """Take in one object of the inbox. Anything that is not a batch (a results file, a folder) is left alone.

        When `enough` says so, the rest is left for another message.
        """
        found = paths.upload_of(key)
        stored = self._inbox.head(key, version) if found else None
        if found is None or stored is None:
            return
        issuer, name = found
        if not self._freshness.is_open():
            self._telemetry.postponed("intake", issuer, "", "the tables are behind the archive")
            return
        with self._telemetry.step("intake", issuer) as step:
            data = self._inbox.read(key, stored.version) if stored.size <= MAX_BATCH_BYTES else b""
            try:
                tenant = self._tenants.get(issuer)
                batch = self._once_more(self._open(issuer, name, stored, data), stored)
            except Misplaced as wrong:
                # The upload stays where it lies, and the sweep has it looked at again.
                self._telemetry.alert("misplaced", issuer, "", {"store": str(wrong)})
                return
            step.note(batch=batch.id.rsplit("@", 1)[-1], repeated=batch.complete)
            more = False
            if not batch.complete:
                if not self._batches.begin_intake(batch.id, self._clock.now(), self._lease_seconds):
                    step.note(leased=True)
                    return
                more = self._take_in(tenant, batch, data, stored.size, enough)
            self._ask_for_results(batch.id)
            if more:
                # After the batch was given back: whoever comes first goes on.
                self._queues.wake_intake(batch.key, batch.object_version)
                return
            self._inbox.put_away(batch.key, batch.object_version, paths.taken(issuer, name))
            if stored.version != batch.object_version and stored.uploaded_at <= batch.uploaded_at:
                self._inbox.put_away(stored.key, stored.version, paths.taken(issuer, name))

    def _once_more(self, batch: Batch, stored: StoredObject) -> Batch:
        """The batch in another round, if this is a later upload of what was taken in."""
        if not batch.complete or stored.version == batch.object_version or stored.uploaded_at <= batch.uploaded_at:
            return batch
        now = self._clock.now()
        return self._batches.again(
            replace(
                batch,
                round=batch.round + 1,
                object_version=stored.version,
                uploaded_at=stored.uploaded_at,
                created_at=now,
                due_at=now + self._redrive,
            )
        )

    def _take_in(self, tenant: Tenant | None, batch: Batch, data: bytes, size: int, enough: Enough) -> bool:
        """Read the batch, which was taken, and give it back. True if there is more in it."""
        more = False
        try:
            if tenant is None:
                self._refuse(batch, "LOTE-EMISOR", issuer=batch.issuer)
            elif size > MAX_BATCH_BYTES:
                self._refuse(batch, "LOTE-TAMANO", size=size, limit=MAX_BATCH_BYTES)
            else:
                more = self._read(tenant, batch, data, enough)
        except Exception:
            self._batches.end_intake(batch.id)
            raise
        self._batches.end_intake(batch.id)
        return more

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
                due_at=now + self._redrive,
            )
        )

    def _refuse(self, batch: Batch, code: str, **figures: object) -> None:
        """Answer a file that is refused as a whole."""
        alone = _rejection(batch.name, Rejected((problem(code, batch.name, **figures),)))
        self._batches.add([replace(alone, batch_id=batch.id, position=1, round=batch.round)])
        self._batches.complete(batch.id, 1)

    def _read(self, tenant: Tenant, batch: Batch, data: bytes, enough: Enough) -> bool:
        """Take in the documents that have no entry yet. True if it was enough before the end."""
        earlier = {entry.position: entry for entry in self._batches.entries(batch.id)}
        known = {position: entry for position, entry in earlier.items() if entry.round >= batch.round}
        if batch.round > 1:
            known |= self._settled(batch, [entry for position, entry in earlier.items() if position not in known])
        outcomes = self._outcomes(tenant, batch, data, known, earlier)
        count = 0
        while handful := list(islice(outcomes, MAX_GIVEN)):
            count += len(handful)
            fresh = [outcome for outcome in handful if _is_news(outcome, known.get(outcome.position))]
            if not fresh:
                continue
            self._store(batch, fresh)
            if enough() and len(handful) == MAX_GIVEN:
                return True
        self._batches.complete(batch.id, count)
        return False

    def _settled(self, batch: Batch, entries: Sequence[Entry]) -> dict[int, Entry]:
        """Those of earlier rounds that stay as they are: their documents are on their way, or well.

        One that this round has corrected already, and whose worker died, is gone through again.
        """
        ours = record.bringer(batch.id, batch.round)
        documents = self._documents.get_many(entry.document_id for entry in entries if entry.document_id)

        def stays(document: Document) -> bool:
            begun = document.authority is Authority.PENDIENTE and document.brought_by == ours
            return document.authority not in CORRECTABLE and not begun

        return {
            entry.position: entry
            for entry in entries
            if (document := documents.get(entry.document_id)) and stays(document)
        }

    def _store(self, batch: Batch, outcomes: Sequence[Entry | Waiting]) -> None:
        self._batches.add([outcome for outcome in outcomes if isinstance(outcome, Entry)])
        self._numbers.give(batch, [outcome for outcome in outcomes if isinstance(outcome, Waiting)])

    def _ask_for_results(self, batch_id: str) -> None:
        self._batches.mark_dirty(batch_id, self._clock.now() + self._redrive)
        self._queues.wake_results(batch_id, delay=0)

    def _outcomes(
        self, tenant: Tenant, batch: Batch, data: bytes, known: dict[int, Entry], earlier: dict[int, Entry]
    ) -> Iterator[Entry | Waiting]:
        """What becomes of each document in input order; of the known ones, what became of them."""
        country = self._countries.get(tenant.country)
        today = batch.created_at.astimezone(country.timezone).date()
        seen: set[str] = set()
        for position, found in enumerate(self._split(country, batch.name, data), start=1):
            settled = known.get(position)
            if settled is not None:
                settled = replace(settled, name=found.name if isinstance(found, Part) else found[0])
            outcome = settled or self._outcome(tenant, country, batch, position, found, today, earlier.get(position))
            if isinstance(outcome, Waiting):
                yield outcome
                continue
            repeated = outcome.repeated or outcome.document_id in seen
            round_ = settled.round if settled else batch.round
            yield replace(outcome, batch_id=batch.id, position=position, repeated=repeated, round=round_)
            seen.add(outcome.document_id or outcome.name)

    def _split(self, country: Country, name: str, data: bytes) -> Iterator[Part | tuple[str, Rejected]]:
        """The documents of a file. If we break at reading it, those before are taken in and its issuer is told."""
        try:
            yield from country.splitter(name, data)
        except Exception as bug:  # noqa: BLE001  a fault of ours must not leave a file without any answer
            self._telemetry.fault("intake", bug)
            yield name, Rejected((problem("INTERNO", name),))

    def _outcome(
        self,
        tenant: Tenant,
        country: Country,
        batch: Batch,
        position: int,
        found: Part | tuple[str, Rejected],
        today: date,
        earlier: Entry | None,
    ) -> Entry | Waiting:
        if not isinstance(found, Part):
            return _rejection(*found)
        prepared = self._prepared(tenant, country, found, today)
        if isinstance(prepared, Unnumbered) and earlier is not None and earlier.document_id:
            # Another round: it has its number.
            prepared = prepared.numbered(int(earlier.document_id.rsplit("#", 1)[1]))
        if isinstance(prepared, Unnumbered):
            return Waiting(position, found.name, prepared)
        if isinstance(prepared, Rejected):
            return _rejection(found.name, prepared)
        for _ in range(MAX_RACES):
            try:
                return self._register(batch, position, found.name, prepared)
            except Conflict:
                continue  # another worker took or changed the number in between: look again
            except Misplaced:
                return _refusal(found.name, prepared, "REGISTRO-AJENO")
        raise Conflict(prepared.clave)

    def _prepared(self, tenant: Tenant, country: Country, part: Part, today: date) -> Prepared | Rejected | Unnumbered:
        def free_digits(number: DocumentNumber) -> str:
            return numeric_code(tenant.salt, number)

        try:
            outcome = country.preparer.prepare(part, issuer=tenant.issuer, today=today, numeric_code=free_digits)
        except Exception as bug:  # noqa: BLE001  a fault of ours in one document must not stop its batch
            self._telemetry.fault("intake", bug)
            return Rejected((problem("INTERNO", part.name),))
        return warned(outcome, part.name, today, country.last_day)

    def _register(self, batch: Batch, position: int, name: str, prepared: Prepared) -> Entry:
        """Take the number for the document, or find out whose it is. Raises Conflict when somebody was faster."""
        now = self._clock.now()
        made_from = origin(batch.id, position)
        existing = self._documents.get(prepared.number.key)
        if existing is None:
            fresh = record.new(prepared, batch.id, now, batch.round)
            stored = self._archive.get(paths.unsigned(fresh))
            if stored is not None and stored != prepared.unsigned:
                report(self._archive, self._telemetry, fresh, "number-archived", prepared.unsigned)
                return _refusal(name, prepared, "NUMERO-ARCHIVADO", label=prepared.label)
            return self._accept(self._documents.create(fresh), name, prepared, made_from)
        if existing.authority in CORRECTABLE and self._corrects(batch, existing):
            try:
                corrected = record.correct(existing, prepared, batch.id, now, batch.round)
            except WrongState:
                return _refusal(name, prepared, "NUMERO-CLAVE", label=existing.label, clave=existing.clave)
            return self._accept(self._documents.save(corrected), name, prepared, made_from)
        if existing.digest != prepared.digest or existing.clave != prepared.clave:
            return _refusal(name, prepared, "NUMERO-OCUPADO", label=existing.label, state=str(existing.authority))
        ours = existing.batches[:1] == (batch.id,)
        if not existing.final and batch.id not in existing.batches:
            existing = self._documents.save(record.link(existing, batch.id))
        said = prepared if ours else unwarned(prepared)
        return replace(self._accept(existing, name, said, made_from), repeated=not ours)

    @staticmethod
    def _corrects(batch: Batch, existing: Document) -> bool:
        """Whether the batch has not had its say yet about a document that was refused: each round has one."""
        if existing.brought_by == record.bringer(batch.id, batch.round):
            return False
        return batch.round > 1 or batch.id not in existing.batches

    def _accept(self, document: Document, name: str, prepared: Prepared, made_from: str) -> Entry:
        """Store the unsigned file, also when an earlier worker may have died before doing it."""
        if document.authority is Authority.PENDIENTE:
            put_unsigned(self._archive, self._telemetry, document, prepared.unsigned, made_from)
        return Entry(
            "",
            0,
            name,
            document_id=document.id,
            number_text=document.label,
            clave=document.clave,
            problems=prepared.warnings,
            digest=prepared.digest,
        )


def _is_news(outcome: Entry | Waiting, known: Entry | None) -> bool:
    """Whether an outcome is to be stored: new, or that of a rebuilt entry, which did not know its name in the file."""
    return known is None or outcome.name != known.name


def _rejection(name: str, rejected: Rejected) -> Entry:
    return Entry("", 0, name, number_text=rejected.number_text, clave=rejected.clave, problems=rejected.problems)


def _refusal(name: str, prepared: Prepared, code: str, **figures: str) -> Entry:
    return _rejection(name, Rejected((problem(code, name, **figures),), prepared.label, prepared.clave))
