"""Rebuilding the records of a tenant's documents from the archive. Nothing is sent to anybody.

The bytes to sign say what the document is; the authorised file, the signed file and the representation say how far it
got; the ledger's sealed segments say what the files cannot: refusals, mails, what the receiver did, how often it moved.

What is believed is what cannot do harm. A document that is signed and not judged may have been sent: the next thing
that happens to it is a question. One whose mails may have left is not mailed again by itself. Nothing that is rebuilt
is due: an operator drives it on when everything is there.

Not in the archive, and back as if it had never been: the batches a document came in (their results are not rewritten),
the words of the authority's messages, what became of each single mail, the receiver's reason for a refusal, incidents,
that it waited, and how earlier attempts ended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.documents import paths, record
from chalicelib.domain.documents.country import DocumentNumber, Prepared, Series
from chalicelib.domain.documents.mailing import Mail, MailState
from chalicelib.domain.documents.record import AuthorityMessage, Document
from chalicelib.domain.documents.states import CORRECTABLE, Authority, Delivery, Receiver
from chalicelib.domain.tenants.tenant import Tenant
from chalicelib.services.context import Services
from chalicelib.services.ledger.telling import Telling, Told
from chalicelib.services.operations.ports import FilesToSign, ToSign
from chalicelib.services.ports import Conflict, Country, Numbering


class Outcome(StrEnum):
    """What became of one document."""

    REBUILT = "rebuilt"
    UNFINISHED = "unfinished"
    """Rebuilt, and something is still owed to it."""
    THERE = "there"
    """It has a record, which is left as it is."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One document and what became of it; `reason` says why it could not be read."""

    key: str
    outcome: Outcome
    reason: str = ""


class Rebuilding:
    """The use case."""

    def __init__(self, services: Services, files: FilesToSign, telling: Telling, numbering: Numbering) -> None:
        self._services = services
        self._files = files
        self._telling = telling
        self._numbering = numbering

    def run(self, tenant: Tenant) -> Iterator[Rebuilt]:
        """Rebuild what has no record; the series go on behind the highest number that was ever taken."""
        country = self._services.countries.get(tenant.country)
        self._telling.restore(tenant.ruc)
        told = self._telling.of(tenant.ruc)
        latest: dict[str, ToSign] = {}
        for file in self._files.to_sign(tenant.ruc):
            number = country.preparer.number_of(paths.clave_of(file.key))
            before = latest.get(number.key)
            if before is None or paths.attempt_of(file.key) > paths.attempt_of(before.key):
                latest[number.key] = file
        self._raise_series(latest.keys() | told.keys())
        for key, file in latest.items():
            yield self._one(country, key, file, told.get(key))

    def _raise_series(self, keys: set[str]) -> None:
        highest: dict[Series, int] = {}
        for key in keys:
            number = DocumentNumber(*key.split("#"))
            digits = len(number.sequence)
            series = Series(number.country, number.issuer, number.environment, number.kind, number.series, digits)
            highest[series] = max(highest.get(series, 0), int(number.sequence))
        for series, number_taken in highest.items():
            self._numbering.begin_at(series, number_taken + 1)

    def _one(self, country: Country, key: str, file: ToSign, told: Told | None) -> Rebuilt:
        s = self._services
        if s.documents.get(key) is not None:
            return Rebuilt(key, Outcome.THERE)
        data = s.archive.get(file.key)
        try:
            prepared = country.preparer.read_back(file.key, data or b"")
            document = self._document(prepared, paths.attempt_of(file.key), file.stored_at, told)
        except ValueError as error:
            return Rebuilt(key, Outcome.UNREADABLE, str(error))
        try:
            s.documents.create(document)
        except Conflict:
            return Rebuilt(key, Outcome.THERE)
        return Rebuilt(key, Outcome.REBUILT if document.final else Outcome.UNFINISHED)

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
