"""What the services need from the world, as Protocols the adapters implement.

Every port speaks in domain values. *Conflict* means another worker changed the record first: the caller reads again or
leaves. *Unavailable* means the thing could not be done now and may be tried later; nothing is known to be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Protocol

from chalicelib.domain.documents.batch import Batch, Entry
from chalicelib.domain.documents.country import Part, Preparer, Rejected, Series
from chalicelib.domain.documents.line import Lane, Line
from chalicelib.domain.documents.record import AuthorityMessage, Document, Stage
from chalicelib.domain.ledger.chain import Entry as LedgerEntry
from chalicelib.domain.tenants.tenant import Branding, Letterhead, Tenant


class Conflict(Exception):
    """Somebody else changed the record since it was read."""


class Unavailable(Exception):
    """The world did not answer; try later. The message holds no personal data."""


class Clock(Protocol):
    """Time as the service sees it."""

    def now(self) -> datetime:
        """The moment, timezone-aware UTC."""
        ...


class Chance(Protocol):
    """Randomness, for waits that must not coincide."""

    def fraction(self) -> float:
        """Evenly from 0 (included) to 1."""
        ...


class Documents(Protocol):
    """The document records.

    Whoever stores a record that moved (`standing.told`) tells the ledger in the same write, all of it or nothing.
    """

    def get(self, document_id: str) -> Document | None:
        """The record, read consistently."""
        ...

    def get_many(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """The records that exist, by id, read consistently."""
        ...

    def create(self, document: Document) -> Document:
        """Store a new record. Raises Conflict if the number is already taken."""
        ...

    def save(self, document: Document) -> Document:
        """Store a changed record whose `version` is the one read; answers it with the new version. Raises Conflict."""
        ...

    def due(self, now: datetime, limit: int) -> Iterator[str]:
        """Ids of records whose `due_at` has passed, oldest first within a shard; those that wait in a lane last."""
        ...

    def parked(self, lane: str, limit: int) -> Iterator[str]:
        """Ids of the records that wait in a lane, the oldest document first."""
        ...


class Ledger(Protocol):
    """What happened, so that nobody can change it unnoticed."""

    def note(self, entry: LedgerEntry) -> None:
        """Put an entry on record: for what is no change of a document, which tells of itself."""
        ...


class Lines(Protocol):
    """The lines to the authorities and the issuers' lanes at them."""

    def read(self, line: str, issuer: str) -> tuple[Line, Lane]:
        """The state of a line and of one lane, read consistently; fresh ones if nothing is stored."""
        ...

    def save(self, name: str, line: Line) -> Line:
        """Store a line whose `version` is the one read. Raises Conflict."""
        ...

    def names(self) -> Sequence[str]:
        """The lines something is stored of."""
        ...

    def lanes(self, line: str) -> Sequence[Lane]:
        """The lanes of a line that something is stored of."""
        ...

    def join(self, lane: Lane, now: datetime) -> None:
        """Note that a document is about to wait in the lane."""
        ...

    def rest(self, lane: Lane) -> None:
        """Note that nothing waits in the lane, unless somebody joined since it was read."""
        ...

    def stop(self, lane: Lane, now: datetime, *, blocked: str = "", paused: str = "") -> None:
        """Stop an issuer's sending, for the authority's reason or an operator's. A block is told once to the issuer."""
        ...

    def hold(self, lane: Lane, now: datetime, reason: str, until: datetime) -> None:
        """Stop an issuer's sending until then; who is held until then or longer already stays so. Told once."""
        ...

    def told(self, lane: Lane) -> None:
        """Note that the issuer was told of the block."""
        ...

    def resume(self, lane: Lane) -> None:
        """End every stop of the lane."""
        ...


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object of the inbox."""

    key: str
    version: str
    size: int
    uploaded_at: datetime


class Batches(Protocol):
    """The batches and their entries."""

    def open(self, batch: Batch) -> Batch:
        """Store the header, or answer the one that is there; either way the batch is the latest under its name."""
        ...

    def add(self, entries: Sequence[Entry]) -> None:
        """Store entries; writing one again replaces it."""
        ...

    def begin_intake(self, batch_id: str, now: datetime, seconds: int) -> bool:
        """Take the batch for reading it in. False if another worker is at it."""
        ...

    def end_intake(self, batch_id: str) -> None:
        """Give the batch back."""
        ...

    def complete(self, batch_id: str, count: int) -> None:
        """Note that all entries are written."""
        ...

    def get(self, batch_id: str) -> Batch | None:
        """The header."""
        ...

    def entries(self, batch_id: str) -> Iterator[Entry]:
        """The entries in input order, without the bytes they keep."""
        ...

    def kept(self, batch_id: str, document_id: str) -> bytes:
        """The bytes to sign that the entry of a document keeps; none if it keeps none."""
        ...

    def again(self, batch: Batch) -> Batch:
        """Begin the round that `batch` says, with its upload, unless somebody has; answers the header as it is then."""
        ...

    def is_latest(self, batch: Batch) -> bool:
        """False if newer content was dropped under the batch's name."""
        ...

    def mark_dirty(self, batch_id: str, due_at: datetime) -> bool:
        """Note that its results are out of date. True if nobody had noted it since they were last begun."""
        ...

    def begin_results(self, batch_id: str, now: datetime, seconds: int) -> bool:
        """Take the batch for writing its results. False if another worker is writing them."""
        ...

    def end_results(self, batch_id: str, final: bool, due_at: datetime | None) -> bool:
        """Give the batch back. True if it became dirty meanwhile (then `final` is not recorded)."""
        ...

    def due(self, now: datetime, limit: int) -> Iterator[str]:
        """Ids of batches whose `due_at` has passed."""
        ...


class Numbering(Protocol):
    """The numbers that the service gives."""

    def following(self, series: Series) -> int | None:
        """The next number of a series, read consistently; None if it has none yet."""
        ...

    def give(
        self, series: Series, following: int, last: int, documents: Sequence[Document], entries: Sequence[Entry]
    ) -> None:
        """Create the records (and tell the ledger) and their entries, move the series on behind `last`; all or nothing.

        Raises Conflict if the next number of the series is not `following` any more, or if a record or an entry of
        this round is there already. At most `MAX_GIVEN` documents at once.
        """
        ...

    def begin_at(self, series: Series, number: int) -> bool:
        """Have the series go on with `number`.

        False, and nothing is changed, if it is beyond that already or another worker is changing it just now.
        """
        ...


MAX_GIVEN = 20
"""Documents that one transaction numbers."""


class Tenants(Protocol):
    """The companies that issue."""

    def get(self, ruc: str) -> Tenant | None:
        """The tenant, or None."""
        ...


class Inbox(Protocol):
    """Where issuers drop batches and find results."""

    def head(self, key: str, version: str = "") -> StoredObject | None:
        """What is there, or None."""
        ...

    def read(self, key: str, version: str) -> bytes:
        """The bytes of exactly that version."""
        ...

    def uploads(self, until: datetime) -> Iterator[StoredObject]:
        """The newest versions of what was dropped until then and is not taken in; their `version` is not told."""
        ...

    def put_away(self, key: str, version: str, place: str) -> None:
        """Move exactly that version of an upload to another key of the inbox; nothing happens if it is not there."""
        ...

    def put_back(self, batch_id: str) -> bool:
        """Have the upload of a batch lie again where it was dropped. False if what was taken in is not that batch's."""
        ...

    def write_result(self, key: str, data: bytes, content_type: str) -> None:
        """Store a results file, replacing the earlier one."""
        ...


class Archive(Protocol):
    """The files of the documents. What is put once is never changed.

    Whoever puts a file compares the answer with what was to be stored. The **origin** of a file says what it was made
    from; it is what tells a second making of the same thing (another signature, another drawing) from another's file.
    """

    def put_once(self, key: str, data: bytes, content_type: str, origin: str = "") -> bytes:
        """Store, unless something is there: answers the bytes that are there afterwards. `origin` is ASCII."""
        ...

    def origin(self, key: str) -> str:
        """What the file that is there says it was made from; empty if it says nothing or is not there."""
        ...

    def get(self, key: str) -> bytes | None:
        """The bytes, or None."""
        ...


class Beats(Protocol):
    """The marks that show whether the tables are as new as the archive (`services/freshness.py`)."""

    def archived(self) -> datetime | None:
        """The archive's."""
        ...

    def tables(self) -> Mapping[str, datetime | None]:
        """Each table's, by its name, read consistently."""
        ...

    def mark_tables(self, beat: datetime) -> None:
        """Mark every table; one that has a later mark keeps it."""
        ...

    def mark_archive(self, beat: datetime) -> None:
        """Mark the archive."""
        ...


class Queues(Protocol):
    """The way to wake a stage."""

    def wake(self, stage: Stage, document: Document, delay: int = 0) -> None:
        """Ask the stage to look at the document after `delay` seconds."""
        ...

    def wake_results(self, batch_id: str, delay: int) -> None:
        """Ask for the results file of a batch to be written after `delay` seconds."""
        ...

    def wake_intake(self, key: str, version: str) -> None:
        """Ask for an inbox object to be read again."""
        ...

    def tell_receiver(self, document: Document) -> None:
        """Have a receiver who is registered in the portal told of the document."""
        ...

    def tell_issuer(self, issuer: str, notice: str, facts: Mapping[str, str]) -> None:
        """Have an issuer told something by mail; `notice` names the text."""
        ...


class Signer(Protocol):
    """The tenant's signature."""

    def sign(self, tenant: Tenant, unsigned: bytes, now: datetime) -> bytes:
        """Sign with the tenant's certificate and check the final bytes. Raises SigningRefused or Unavailable."""
        ...

    def check(self, tenant: Tenant, unsigned: bytes, signed: bytes) -> None:
        """Check stored bytes: a valid signature of the tenant over exactly this document.

        Raises OtherFile, SigningRefused (it cannot be told, because of the key) or Unavailable.
        """
        ...


class SigningRefused(Exception):
    """The document cannot be signed as things stand (no certificate, expired…); `code` is in the error catalogue.

    `grave` calls a person: something is wrong with what we keep. `cause` is for them, without personal data.
    """

    def __init__(self, code: str, message: str, remedy: str = "", *, grave: bool = False, cause: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.remedy = remedy
        self.grave = grave
        self.cause = cause


class OtherFile(SigningRefused):
    """Stored bytes are not a signature of the tenant's over this document."""


class Submitted(StrEnum):
    """What the authority's reception said."""

    RECEIVED = "received"
    RETURNED = "returned"
    DECLINED = "declined"
    """It takes nothing from this issuer for now; nothing is wrong with the document, nothing of it is stored there."""
    KNOWN = "known"
    """It has the clave already: ask what became of it."""
    BUSY = "busy"
    """It failed inside: the same bytes again, later."""
    TAKEN = "taken"
    """It has the number under another clave."""
    UNKNOWN = "unknown"
    """No answer that can be read: the document may or may not have arrived."""
    NOT_SENT = "not sent"
    """The connection could not be made: nothing arrived."""


class Consequence(StrEnum):
    """What a refusal means beyond its document."""

    NONE = "none"
    STOP_ISSUER = "stop the issuer"
    """Nothing is wrong with the document: the authority takes nothing from this issuer for now."""
    HOLD_ISSUER = "hold the issuer"
    """The authority takes nothing more from this issuer today, by its country's calendar."""
    ALERT = "alert"
    """Nobody knows what it means: a person must look."""


@dataclass(frozen=True, slots=True)
class SubmitAnswer:
    """The outcome of sending signed bytes. `reason` is for logs, without personal data."""

    verdict: Submitted
    messages: tuple[AuthorityMessage, ...] = ()
    reason: str = ""
    consequence: Consequence = Consequence.NONE


class Judged(StrEnum):
    """What the authority says of a clave."""

    AUTHORIZED = "authorized"
    REFUSED = "refused"
    PENDING = "pending"
    UNKNOWN_CLAVE = "unknown clave"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """The authority's judgement. `evidence` is the answer as it will be archived, `document` the bytes it judged."""

    verdict: Judged
    messages: tuple[AuthorityMessage, ...] = ()
    number: str = ""
    at: datetime | None = None
    evidence: bytes = b""
    document: bytes = b""
    reason: str = ""
    consequence: Consequence = Consequence.NONE
    others: tuple[QueryAnswer, ...] = ()
    """Further judgements of the same verdict in the same answer."""


class TaxAuthority(Protocol):
    """A country's authority, over its transport."""

    def submit(self, environment: str, signed: bytes) -> SubmitAnswer:
        """Hand in a signed document. Never raises for what the network or the authority does."""
        ...

    def query(self, environment: str, clave: str) -> QueryAnswer:
        """Ask what became of a clave. Never raises for what the network or the authority does."""
        ...

    def read_evidence(self, evidence: bytes) -> QueryAnswer:
        """Read an archived judgement back. Raises ValueError if it is not one."""
        ...


class Renderer(Protocol):
    """Draws a country's printed representations."""

    def render(self, evidence: bytes, branding: Branding, logo: bytes | None) -> bytes:
        """The PDF of an authorised document, from its archived judgement alone."""
        ...

    def render_pending(self, signed: bytes, branding: Branding, logo: bytes | None) -> bytes:
        """The PDF of a signed document without a judgement, marked so on every page. Raises ValueError."""
        ...


def _same_day(issued: date) -> date:
    return issued


def _anyhow(_issued: date) -> str:
    return ""


def _no_matter_which(_series: Series, _issued: date) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Country:
    """Everything a country registers. `timezone` is where its dates are counted.

    `waiting` is what an issuer reads of a document that is kept from the authority, `last_day` the day until which a
    document issued on a day has to be handed over, `clave_begins` how the claves of a day begin, `series_begins` those
    of a series that were issued on a day (nothing if that cannot be told).
    """

    code: str
    timezone: tzinfo
    preparer: Preparer
    authority: TaxAuthority
    signer: Signer
    renderer: Renderer
    splitter: Splitter
    waiting: str = "En espera de la autoridad tributaria"
    last_day: Callable[[date], date] = _same_day
    clave_begins: Callable[[date], str] = _anyhow
    series_begins: Callable[[Series, date], str] = _no_matter_which


class Splitter(Protocol):
    """Finds the documents in an uploaded file, by content."""

    def __call__(self, name: str, data: bytes) -> Iterator[Part | tuple[str, Rejected]]:
        """Each document in input order, or the name of a part with the reason why it cannot be read."""
        ...


class Countries(Protocol):
    """The countries that are registered."""

    def get(self, code: str) -> Country:
        """The country. Raises KeyError."""
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """A document on its way to its receiver, under its issuer's head."""

    document: Document
    head: Letterhead
    logo: bytes | None
    xml: bytes
    pdf: bytes


class Post(Protocol):
    """The mail."""

    def send(self, letter: Letter, recipient: str, place: int) -> str:
        """Send to one address, the receiver's at `place`; answers the message id.

        Raises Unavailable (nothing left), AddressRefused, or OutcomeUnknown.
        """
        ...


class AddressRefused(Exception):
    """The mail service will never take this address."""


class OutcomeUnknown(Exception):
    """The message may have left or not."""


class Suppressions(Protocol):
    """The addresses that get no mail any more, by hash (`mailing.address_hash`)."""

    def has(self, address_hash: str) -> bool:
        """Whether mail to it is suppressed."""
        ...

    def add(self, address_hash: str, reason: str, now: datetime) -> None:
        """Suppress mail to it."""
        ...

    def remove(self, address_hash: str) -> None:
        """Have it get mail again."""
        ...


class Telemetry(Protocol):
    """Logs, metrics and traces, none of them with personal data or document bodies."""

    def step(self, stage: str, tenant: str, clave: str = "") -> AbstractContextManager[Step]:
        """Measure one step; it is logged when it ends, also when it fails."""
        ...

    def postponed(self, stage: str, tenant: str, clave: str, cause: str) -> None:
        """Log that a step could not be done now. `cause` is ours or the transport's, without personal data."""
        ...

    def alert(self, what: str, tenant: str, clave: str, facts: Mapping[str, str]) -> None:
        """Call a person: it is logged as an error and counted by the alarm on alerts."""
        ...

    def fault(self, stage: str, error: BaseException) -> None:
        """Log an error of ours: its type and where it was raised, never its text (which may hold personal data)."""
        ...


class Step(Protocol):
    """A step being measured."""

    def note(self, **facts: str | int | float | bool) -> None:
        """Add facts to the step's log line."""
        ...
