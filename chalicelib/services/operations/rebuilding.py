"""Rebuilding the records of a tenant's documents from the archive. Nothing is sent to anybody.

The bytes to sign say what the document is; the authorised file, the signed file and the representation say how far it
got; the ledger's sealed segments say what the files cannot: refusals, mails, what the receiver did, how often it moved.
Each file to sign says which document of which batch it was made from: that entry comes back too, so that a file that
is read again, or dropped again, is not given other numbers.

While the tables are **behind** the archive (`freshness`), a record that is there may be of an earlier moment. One that
the ledger or the archive knows more of is brought up to that.

What is believed is what cannot do harm. A document that is signed and not judged may have been sent: the next thing
that happens to it is a question. One whose mails may have left is not mailed again by itself. Nothing that is rebuilt
is due: an operator drives it on when everything is there.

Not in the archive, and back as if it had never been: the headers of batches (their uploads are put back to be read
once more, which finds the entries and writes the results), the words of the authority's messages, what became of each
single mail, the receiver's reason for a refusal, incidents, that it waited, and how earlier attempts ended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.documents import paths, record
from chalicelib.domain.documents.batch import Entry, from_origin, issuer_of, name_of
from chalicelib.domain.documents.country import DocumentNumber, Prepared, Series
from chalicelib.domain.documents.mailing import Mail, MailState
from chalicelib.domain.documents.record import AuthorityMessage, Document
from chalicelib.domain.documents.states import CORRECTABLE, Authority, Delivery, Receiver
from chalicelib.domain.tenants.tenant import Tenant
from chalicelib.services.authorization import canonical
from chalicelib.services.context import Services
from chalicelib.services.ledger.telling import Telling, Told
from chalicelib.services.operations.ports import FilesToSign, ToSign
from chalicelib.services.ownership import Misplaced
from chalicelib.services.ports import Conflict, Country, Numbering


class Outcome(StrEnum):
    """What became of one document."""

    REBUILT = "rebuilt"
    UNFINISHED = "unfinished"
    """Rebuilt, and something is still owed to it."""
    THERE = "there"
    """It has a record, which is left as it is."""
    BROUGHT_UP = "brought up"
    """It had a record of an earlier moment."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One document and what became of it; `reason` says why it could not be read."""

    key: str
    outcome: Outcome
    reason: str = ""


_STEPS = (Authority.PENDIENTE, Authority.FIRMADO, Authority.RECIBIDO)


def _progress(document: Document) -> tuple[int, int, int, int]:
    """How far an attempt has come, comparable.

    What may have been sent or mailed is further than what may still be: what is rebuilt says so of itself.
    """
    steps = _STEPS.index(document.authority) if document.authority in _STEPS else len(_STEPS)
    delivered = document.delivery not in (Delivery.PENDIENTE, Delivery.REPRESENTADO)
    return document.attempt, steps, int(document.sent_at is not None), int(delivered)


def _knows_more(rebuilt: Document, existing: Document) -> bool:
    """Whether the ledger tells of moves, or the archive of files, that the record does not know."""
    return rebuilt.moves > existing.moves or _progress(rebuilt) > _progress(existing)


class Rebuilding:
    """The use case."""

    def __init__(self, services: Services, files: FilesToSign, telling: Telling, numbering: Numbering) -> None:
        self._services = services
        self._files = files
        self._telling = telling
        self._numbering = numbering
        self.without_header: set[str] = set()
        """The batches of what was rebuilt that have no header: their results are written again when they are read."""

    def run(self, tenant: Tenant, *, behind: bool = False) -> Iterator[Rebuilt]:
        """Rebuild what has no record; the series go on behind the highest number that was ever taken.

        `behind`: the tables are known to be older than the archive.
        """
        country = self._services.countries.get(tenant.country)
        self._telling.restore(tenant.ruc)
        told = self._telling.of(tenant.ruc)
        latest: dict[str, ToSign] = {}
        self._positions: dict[str, set[int]] = {}
        for file in self._files.to_sign(tenant.ruc):
            number = country.preparer.number_of(paths.clave_of(file.key))
            before = latest.get(number.key)
            if before is None or paths.attempt_of(file.key) > paths.attempt_of(before.key):
                latest[number.key] = file
        self._raise_series(set(latest), set(told))
        for key, file in latest.items():
            yield self._one(country, key, file, told.get(key), behind)

    def _raise_series(self, archived: set[str], told: set[str]) -> None:
        """Have each series go on behind what was taken.

        One that has no number goes on behind the highest. One of an earlier moment passes the numbers that follow it
        and are taken, and those of which only the ledger knows.
        """
        taken: dict[Series, set[int]] = {}
        recordless: dict[Series, int] = {}
        for key in archived | told:
            number = DocumentNumber(*key.split("#"))
            digits = len(number.sequence)
            series = Series(number.country, number.issuer, number.environment, number.kind, number.series, digits)
            taken.setdefault(series, set()).add(int(number.sequence))
            if key not in archived:
                recordless[series] = max(recordless.get(series, 0), int(number.sequence))
        for series, numbers in taken.items():
            following = self._numbering.following(series)
            goes_on = max(numbers) + 1
            if following is not None:
                goes_on = max(following, recordless.get(series, 0) + 1)
                while goes_on in numbers:
                    goes_on += 1
            self._numbering.begin_at(series, goes_on)

    def _one(self, country: Country, key: str, file: ToSign, told: Told | None, behind: bool) -> Rebuilt:
        s = self._services
        try:
            existing = s.documents.get(key)
        except Misplaced:
            return Rebuilt(key, Outcome.UNREADABLE, "its record is another's")
        if existing is not None and not behind:
            return Rebuilt(key, Outcome.THERE)
        data = s.archive.get(file.key)
        try:
            prepared = country.preparer.read_back(file.key, data or b"")
            if (prepared.number.key, prepared.clave) != (key, paths.clave_of(file.key)):
                raise ValueError("the file to sign is another document's")
            origin = from_origin(s.archive.origin(file.key))
            if origin and issuer_of(origin[0]) != prepared.number.issuer:
                raise ValueError("the file to sign came from another issuer's batch")
            batches, bringer = ((origin[0],), record.bringer(origin[0], 1)) if origin else ((), "")
            fresh = self._document(prepared, paths.attempt_of(file.key), file.stored_at, told)
            document = replace(fresh, batches=batches, brought_by=bringer)
        except ValueError as error:
            return Rebuilt(key, Outcome.UNREADABLE, str(error))
        if origin:
            self._add_entry(*origin, document)
        if existing is not None:
            return self._brought_up(existing, document)
        try:
            s.documents.create(document)
        except Conflict:
            return Rebuilt(key, Outcome.THERE)
        return Rebuilt(key, Outcome.REBUILT if document.final else Outcome.UNFINISHED)

    def _add_entry(self, batch_id: str, position: int, document: Document) -> None:
        """The entry of the document in its batch, unless it is there."""
        batches = self._services.batches
        if batch_id not in self._positions:
            if self._services.find_batch(batch_id) is None:
                self.without_header.add(batch_id)
            self._positions[batch_id] = {entry.position for entry in batches.entries(batch_id)}
        if position in self._positions[batch_id]:
            return
        self._positions[batch_id].add(position)
        entry = Entry(batch_id, position, f"{name_of(batch_id)} ({position})", document.id, document.label)
        batches.add([replace(entry, clave=document.clave, digest=document.digest)])

    def _brought_up(self, existing: Document, document: Document) -> Rebuilt:
        """Put what is known now in the place of a record of an earlier moment."""
        if not _knows_more(document, existing):
            return Rebuilt(existing.id, Outcome.THERE)
        kept = replace(
            document,
            version=existing.version,
            moves=max(document.moves, existing.moves),
            told=existing.told if document.moves <= existing.moves else "",
            created_at=existing.created_at,
            batches=existing.batches or document.batches,
            brought_by=document.brought_by or existing.brought_by,
            history=existing.history,
            answers=existing.answers,
        )
        try:
            self._services.documents.save(kept)
        except Conflict:
            return Rebuilt(existing.id, Outcome.THERE)
        return Rebuilt(existing.id, Outcome.BROUGHT_UP)

    def _document(self, prepared: Prepared, attempt: int, stored_at: datetime, told: Told | None) -> Document:
        now = self._services.clock.now()
        fresh = replace(
            record.new(prepared, "", told.first if told else stored_at),
            batches=(),
            attempt=attempt,
            updated_at=now,
            due_at=None,
            moves=told.moves if told else 0,
        )
        facts: Mapping[str, Any] = told.facts if told and told.facts.get("attempt") == attempt else {}
        state = Authority(facts.get("authority", Authority.PENDIENTE))
        judged = self._judged(fresh)
        if judged is not None:
            whole = self._delivered(judged, facts, told, now)
            return replace(whole, authority=Authority.ANULADO) if state is Authority.ANULADO else whole
        messages = tuple(AuthorityMessage(code, "") for code in facts.get("codes", ()))
        signed = self._signed(fresh, now)
        if state in (*CORRECTABLE, Authority.RECIBIDO):
            return replace(signed, authority=state, messages=messages)
        return signed

    def _signed(self, document: Document, now: datetime) -> Document:
        """With its signed bytes, if there are any: they may have been sent."""
        data = self._services.archive.get(paths.signed(document))
        if data is None:
            return document
        sha256 = hashlib.sha256(data).hexdigest()
        return replace(
            document, authority=Authority.FIRMADO, signed_sha256=sha256, sent_at=now, last_sent_at=now, sends=1
        )

    def _judged(self, document: Document) -> Document | None:
        """With the archived judgement, if there is one."""
        s = self._services
        evidence = s.archive.get(paths.authorized(document))
        if evidence is None:
            return None
        answer = s.country(document).authority.read_evidence(evidence)
        signed = s.archive.get(paths.signed(document))
        if answer.number != document.clave or signed is None or canonical(answer.document) != canonical(signed):
            raise ValueError("the judgement is another document's")
        return replace(
            self._signed(document, document.created_at),
            authority=Authority.AUTORIZADO,
            authorization_number=answer.number,
            authorized_at=answer.at,
            messages=answer.messages,
        )

    def _delivered(self, document: Document, facts: Mapping[str, Any], told: Told | None, now: datetime) -> Document:
        delivery = Delivery(facts.get("delivery", Delivery.PENDIENTE))
        if delivery in (Delivery.PENDIENTE, Delivery.REPRESENTADO):
            drawn = self._services.archive.get(paths.ride(document)) is not None
            delivery = Delivery.SIN_CONFIRMAR if drawn else Delivery.PENDIENTE
            if drawn and not document.receiver.mails:
                delivery = Delivery.SIN_DESTINATARIO
        begun = delivery not in (Delivery.PENDIENTE, Delivery.SIN_DESTINATARIO)
        mail = Mail(MailState.SIN_CONFIRMAR, now)
        return replace(
            document,
            delivery=delivery,
            mails=tuple(mail for _ in document.receiver.mails) if begun else (),
            mailings=int(facts.get("mailings", 0)),
            reception=Receiver(facts.get("reception", Receiver.NO_ABIERTO)),
            opened_at=told.opened_at if told else None,
            answers=told.answers if told else (),
        )
