"""What every stage is given: the ports, the settings, and the few helpers that all of them use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.domain.documents import messages, paths, waiting
from chalicelib.domain.documents.batch import Batch
from chalicelib.domain.documents.line import Lane, line_key
from chalicelib.domain.documents.record import (
    AuthorityMessage,
    Document,
    Stage,
    WrongState,
    backoff,
    lease,
    next_stage,
    retry_later,
)
from chalicelib.domain.tenants.tenant import Tenant
from chalicelib.services.freshness import Freshness
from chalicelib.services.gate import Gate, Hold
from chalicelib.services.ownership import Misplaced
from chalicelib.services.ports import (
    Archive,
    Batches,
    Chance,
    Clock,
    Conflict,
    Consequence,
    Countries,
    Country,
    Documents,
    Lines,
    Post,
    Queues,
    Suppressions,
    Telemetry,
    Tenants,
    Unavailable,
)
from chalicelib.services.transitions import apply


@dataclass(frozen=True, slots=True)
class Settings:
    """What is configured per deployment. `retry_base` is the first wait after a failure; it doubles from there."""

    retry_base: timedelta = timedelta(seconds=5)
    lease_seconds: int = 90
    first_query_after: int = 2
    """Seconds between RECIBIDA and the first question (practice: 1.5 to 3)."""
    forgotten_after: timedelta = timedelta(hours=24)
    """How long after the last sending the authority may not know what it received, before the same bytes go again.

    The SRI may take 24 hours to judge (ficha técnica, code 70).
    """
    eager_retries: int = 4
    """How many retries are woken by a delayed message; the later ones are the sweep's."""


class TouchesResults(Protocol):
    """The results of the batches a document is in."""

    def touch(self, document: Document) -> None:
        """Have them written again."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """The ports and settings the stages share."""

    documents: Documents
    batches: Batches
    tenants: Tenants
    archive: Archive
    queues: Queues
    countries: Countries
    post: Post
    clock: Clock
    settings: Settings
    results: TouchesResults
    telemetry: Telemetry
    chance: Chance
    lines: Lines
    gate: Gate
    suppressions: Suppressions
    freshness: Freshness

    def tenant(self, document: Document) -> Tenant:
        """The issuer of the document. Raises Unavailable if it is not there (a document is never dropped for that)."""
        issuer = document.number.issuer
        try:
            tenant = self.tenants.get(issuer)
        except Misplaced as wrong:
            self.telemetry.alert("misplaced", issuer, document.clave, {"store": str(wrong)})
            raise Unavailable("the tenant's record is another's") from None
        if tenant is None:
            raise Unavailable("the document's tenant is not registered")
        return tenant

    def find(self, document_id: str) -> Document | None:
        """The record; None also for one that is another's: a person was called, and nobody else waits for it."""
        try:
            return self.documents.get(document_id)
        except Misplaced:
            return None

    def find_batch(self, batch_id: str) -> Batch | None:
        """The header of a batch; None also for one that is another's: a person was called."""
        try:
            return self.batches.get(batch_id)
        except Misplaced as wrong:
            self.telemetry.alert("misplaced", "", "", {"store": str(wrong)})
            return None

    def judgement(self, document: Document) -> bytes | None:
        """The archived judgement that authorised the document; None if there is none, or one of another clave."""
        evidence = self.archive.get(paths.authorized(document))
        if evidence is None:
            return None
        try:
            about = self.country(document).authority.read_evidence(evidence).number
        except ValueError:
            about = ""
        if about == document.clave:
            return evidence
        self.telemetry.alert("misplaced", document.number.issuer, document.clave, {"store": "archive"})
        return None

    def country(self, document: Document) -> Country:
        """The country the document belongs to."""
        return self.countries.get(document.number.country)

    def save_quietly(self, document: Document, transition: Callable[[Document], Document]) -> Document | None:
        """Apply a transition; None if another worker has taken the document elsewhere meanwhile."""
        try:
            return apply(self.documents, document, transition)
        except WrongState:
            return None

    def settle(self, document: Document, transition: Callable[[Document], Document]) -> Document:
        """Apply a transition, or answer the record as it is by now if another worker has done it already."""
        saved = self.save_quietly(document, transition)
        return saved or self.documents.get(document.id) or document

    def take(self, document: Document, note: Callable[[Document, datetime], Document] | None = None) -> Document | None:
        """Lease the document for one step that must not run twice at once; None if somebody else has it.

        `note` is what has to be on record before the step begins; it is saved with the lease.
        """
        now = self.clock.now()
        try:
            leased = lease(document, now, self.settings.lease_seconds)
            return self.documents.save(note(leased, now) if note else leased)
        except (WrongState, Conflict):
            return None

    def give_back(self, document: Document, reason: str = "", cause: str = "") -> None:
        """End the lease of a step that could not be done now; it is tried again, soon at first, then by the sweep.

        `reason` is what the issuer reads meanwhile, `cause` what the operator reads in the log. Whoever took the
        document after the lease ran out keeps it.
        """
        stage = next_stage(document)
        if stage is not None and (reason or cause):
            self.telemetry.postponed(stage.value, document.number.issuer, document.clave, cause or reason)
        wait = backoff(document.tries, self.settings.retry_base, fraction=self.chance.fraction())
        now = self.clock.now()
        saved = self.save_quietly(document, lambda d: retry_later(_still(d, document), now, wait, reason))
        if saved is not None and stage is not None and document.tries <= self.settings.eager_retries:
            self.queues.wake(stage, document, delay=int(wait.total_seconds()))

    def unanswered(self, document: Document, cause: str) -> None:
        """A call about the document failed: it waits with the others if there is an outage, else it is tried again."""
        hold = self.gate.closed(document)
        if hold is None:
            self.give_back(document, messages.AUTHORITY_SILENT, cause=cause)
            return
        stage = next_stage(document)
        if stage is not None:
            self.telemetry.postponed(stage.value, document.number.issuer, document.clave, cause)
        self.hold(document, hold)

    def hold(self, document: Document, hold: Hold) -> None:
        """Have the document wait for its turn at the authority."""
        stage = next_stage(document)
        if hold.soon is not None and stage is not None:
            if document.lease_until is not None:
                self.save_quietly(document, lambda d: replace(_still(d, document), lease_until=None))
            self.queues.wake(stage, document, delay=int(hold.soon.total_seconds()))
            return
        now = self.clock.now()
        late = self.is_late(document, now)
        line, _, issuer = hold.lane.partition("|")
        self.lines.join(Lane(line, issuer), now)

        def parked(fresh: Document) -> Document:
            kept = waiting.parked(_still(fresh, document), now, hold.lane, hold.reason)
            return waiting.overdue(kept) if late else kept

        saved = self.save_quietly(document, parked)
        if saved is not None:
            if waiting.owes_a_provisional(saved):
                self.queues.wake(Stage.RENDERING, saved)
            self.results.touch(saved)

    def is_taken(self, document: Document) -> bool:
        """Whether some worker is at a step of the document that must not run twice at once."""
        return document.lease_until is not None and document.lease_until > self.clock.now()

    def follow(self, document: Document, consequence: Consequence, said: tuple[AuthorityMessage, ...]) -> None:
        """Do what a refusal means beyond its document: stop its issuer's sending, hold it, or call a person."""
        number = document.number
        words = " ".join(f"{m.text} ({m.code}). {m.remedy}" for m in said if m.kind.upper() == "ERROR")
        if consequence in (Consequence.STOP_ISSUER, Consequence.HOLD_ISSUER):
            _, lane = self.lines.read(line_key(number.country, number.environment), number.issuer)
            now = self.clock.now()
            if consequence is Consequence.STOP_ISSUER:
                self.lines.stop(lane, now, blocked=words or messages.PAUSED_BY_OPERATOR)
            else:
                self.lines.hold(lane, now, words, _tomorrow(now, self.country(document)))
        if consequence is not Consequence.NONE:
            facts = {"codes": " ".join(m.code for m in said), "consequence": consequence.value}
            self.telemetry.alert("refusal", number.issuer, document.clave, facts)

    def is_late(self, document: Document, now: datetime) -> bool:
        """Whether the document came in time and is past its last day by now."""
        country = self.country(document)
        last = country.last_day(document.issue_date)
        came = document.created_at.astimezone(country.timezone).date()
        return came <= last < now.astimezone(country.timezone).date()

    def wake_next(self, document: Document, delay: int = 0) -> None:
        """Wake the stage the document is owed now."""
        stage = next_stage(document)
        if stage is not None:
            self.queues.wake(stage, document, delay)


def _tomorrow(now: datetime, country: Country) -> datetime:
    """The next midnight of a country."""
    local = now.astimezone(country.timezone)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return day.astimezone(now.tzinfo)


def _still(fresh: Document, held: Document) -> Document:
    """The record, unless another worker has taken it since. Raises WrongState."""
    if fresh.lease_until != held.lease_until:
        raise WrongState(f"{held.clave}: another worker has it")
    return fresh
