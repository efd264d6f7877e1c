"""What the portal's use cases need from the world, as Protocols the adapters implement.

- A **pass** is something short-lived under a key: what a visitor told in an earlier step, the text of an image, what a
  mailed link stands for. It is gone after its time, whether or not anybody took it away.
- What is **owed** is a record of something a person has still to be told by mail (or a document's results of). It is
  written in the same transaction as the change it is about, whether or not there is such a person, so that nobody can
  tell from the time it took; who is told what is decided where the mails are written. The sweep drives it until it is
  done: a wake-up by the queue only makes it faster.
- **Also** is what is stored together with a change, all or nothing: what is owed for it, passes used up or put by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.limits import Limit
from chalicelib.domain.accounts.lockout import Attempts
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.states import Authority
from chalicelib.domain.documents.states import Receiver as Reception

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Owed:
    """Something owed. `sealed` holds its facts, unreadable to whoever only wakes; `since` is when it fell due first."""

    id: str
    kind: str
    sealed: str
    since: datetime
    due_at: datetime
    tries: int = 0
    held_until: datetime | None = None
    """Until then a worker may be at it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A pass that is used up; if it is gone already the whole write is refused (Conflict)."""

    key: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A pass that is put."""

    key: str
    facts: Facts
    until: datetime


Also = Owed | Taken | Kept


class Accounts(Protocol):
    """The accounts."""

    def get(self, account_id: str) -> Account | None:
        """The account, read consistently, or None."""
        ...

    def create(self, account: Account, *also: Also) -> Account:
        """Store a new account. Raises Conflict if there is one."""
        ...

    def save(self, account: Account, *also: Also) -> Account:
        """Store a changed account under the version that was read, of the same owner. Raises Conflict."""
        ...

    def delete(self, account: Account, *also: Also) -> None:
        """Forget the account. Raises Conflict if it changed since it was read."""
        ...


class Outbox(Protocol):
    """What is owed."""

    def owe(self, owed: Owed) -> None:
        """Store something that no other change goes with."""
        ...

    def get(self, owed_id: str) -> Owed | None:
        """What is still owed under that id, read consistently, or None."""
        ...

    def due(self, now: datetime, limit: int) -> Iterable[str]:
        """Ids of what fell due, up to about that many."""
        ...

    def hold(self, owed: Owed, due_at: datetime, held_until: datetime) -> Owed:
        """One more try: of several workers one gets it, the others a Conflict. It falls due again at `due_at`."""
        ...

    def settle(self, owed: Owed) -> None:
        """It is done: forget it."""
        ...

    def bury(self, owed: Owed) -> None:
        """Give it up: it stays on record and never falls due again."""
        ...


@dataclass(frozen=True, slots=True)
class Session:
    """One login. `id` is the digest of the token that the browser holds; `origin` is a network address.

    `owner` is the account's owner at the time (`Account.owner`): the number's next one sees nothing of it.
    """

    id: str
    owner: str
    created_at: datetime
    seen_at: datetime
    origin: str
    agent: str
    ended_at: datetime | None = None


class Sessions(Protocol):
    """The logins."""

    def put(self, session: Session, forget_at: datetime, *also: Also) -> None:
        """Store a session; it is forgotten at that moment, ended or not."""
        ...

    def get(self, session_id: str) -> Session | None:
        """The session, read consistently, or None."""
        ...

    def seen(self, session: Session, now: datetime) -> None:
        """Note that it was used."""
        ...

    def end(self, session_id: str, owner: str, now: datetime) -> None:
        """End it, if it is that owner's."""
        ...

    def of(self, owner: str, limit: int) -> list[Session]:
        """The latest sessions, newest first, ended or not."""
        ...

    def forget(self, owner: str) -> None:
        """Delete every session of an owner, with its address and browser."""
        ...


class Passes(Protocol):
    """Short-lived facts."""

    def put(self, key: str, facts: Facts, until: datetime, *also: Also) -> None:
        """Store, replacing what is there."""
        ...

    def get(self, key: str, now: datetime) -> dict[str, str] | None:
        """What is there and still counts."""
        ...

    def take(self, key: str, now: datetime) -> dict[str, str] | None:
        """The same, and remove it: of several takers one gets it."""
        ...


class Limits(Protocol):
    """The counters of tries."""

    def take(self, limit: Limit, key: str, now: datetime) -> bool:
        """Count one more try, atomically. False if that many were made in this window."""
        ...

    def give_back(self, limit: Limit, key: str, now: datetime) -> None:
        """A try that does not count after all."""
        ...

    def used(self, limit: Limit, key: str, now: datetime) -> int:
        """How many tries were counted in this window."""
        ...

    def attempts(self, key: str) -> tuple[Attempts, int]:
        """How it stands with a usuario, and the version that was read (0: nothing yet)."""
        ...

    def save_attempts(self, key: str, attempts: Attempts, version: int, *also: Also) -> None:
        """Store what follows from the version that was read. Raises Conflict."""
        ...

    def clear_attempts(self, key: str) -> None:
        """Forget them."""
        ...


class Passwords(Protocol):
    """One-way hashes of what people know, slow on purpose."""

    def hash(self, text: str) -> str:
        """A hash with a salt of its own."""
        ...

    def verify(self, known: str | None, text: str) -> bool:
        """Whether the text has that hash. Without one it works as long, and answers False."""
        ...

    def is_outdated(self, known: str) -> bool:
        """Whether it was made with weaker parameters than today's."""
        ...


class Secrets(Protocol):
    """What is done with the portal's own secret. `purpose` keeps uses apart."""

    def digest(self, purpose: str, text: str) -> str:
        """A keyed digest, in hexadecimal."""
        ...

    def seal(self, purpose: str, text: str) -> str:
        """The text, unreadable and unforgeable, fit for an address. The same text gives the same seal."""
        ...

    def unseal(self, purpose: str, sealed: str) -> str | None:
        """The text, or None if it is not a seal of that purpose."""
        ...


class Chance(Protocol):
    """What nobody can guess."""

    def token(self) -> str:
        """256 bits, fit for an address."""
        ...

    def text(self, alphabet: str, length: int) -> str:
        """Characters drawn at random."""
        ...


class Notices(Protocol):
    """The wake-up of whoever delivers what is owed."""

    def wake(self, owed_id: str) -> None:
        """Say that something is owed. Raises Unavailable."""
        ...


class Alerts(Protocol):
    """The way to call a person of the service."""

    def alert(self, what: str, tenant: str, clave: str, facts: Mapping[str, str]) -> None:
        """Call. The facts hold codes, never texts."""
        ...


class Codes(Protocol):
    """Code generators (TOTP, RFC 6238)."""

    def new_secret(self) -> str:
        """A new secret, in base 32."""
        ...

    def code_at(self, secret: str, step: int) -> str:
        """The six digits of a time step."""
        ...

    def address(self, secret: str, usuario: str) -> str:
        """What a generator reads to add the account (`otpauth://…`)."""
        ...

    def picture(self, address: str) -> str:
        """The same as a QR code: an SVG element without any style."""
        ...


class Images(Protocol):
    """Pictures and sounds of characters that people read and programs should not."""

    def draw(self, text: str) -> bytes:
        """A PNG."""
        ...

    def say(self, digits: str) -> bytes:
        """A WAV with the digits spoken in Spanish."""
        ...


@dataclass(frozen=True, slots=True)
class IssuerFace:
    """What a customer sees of an issuer. `logo` is an archive key or empty, `colour` is `#rrggbb`."""

    ruc: str
    name: str
    logo: str = ""
    colour: str = ""
    reply_to: str = ""
    trade_name: str = ""

    @property
    def shown(self) -> str:
        """What its customers know it by."""
        return self.trade_name or self.name


class Directory(Protocol):
    """The issuers."""

    def faces(self, rucs: Iterable[str]) -> dict[str, IssuerFace]:
        """What is known of some issuers."""
        ...

    def find(self, text: str, limit: int) -> tuple[list[IssuerFace], bool]:
        """Up to that many issuers by name, of all there are, and whether there are more.

        With a text only those with all its words in their name or number; none if it has no word of three letters.
        What is looked at has a fixed measure, however many there are.
        """
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as the list shows it. `place` is its sort key in the order the list was read in."""

    id: str
    label: str
    issue_date: date
    total: Decimal
    currency: str
    authority: Authority
    reception: Reception
    place: str

    @property
    def issuer(self) -> str:
        """The issuer's number."""
        return self.id.split("#")[1]

    @property
    def kind(self) -> str:
        """The code of its kind."""
        return self.id.split("#")[3]

    @property
    def environment(self) -> str:
        """The authority's environment."""
        return self.id.split("#")[2]

    @property
    def number(self) -> str:
        """Series and sequence, as they are printed."""
        series, sequence = self.id.split("#")[4:6]
        return f"{series[:3]}-{series[3:]}-{sequence}"


LAST = "\U0010ffff"
"""Behind every place of an order."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question to one of the receiver's orders: between two places, in a direction, filtered by other facts."""

    receiver: str
    order: str
    low: str
    high: str
    ascending: bool
    filters: Mapping[str, tuple[str, str]]
    """From and to (both included, as text) of `issue_date`, `by_total`, `issuer`, `kind`, `reception`, `authority`."""
    issuers: tuple[str, ...] = ()
    """Only these, if there are any."""


class Received(Protocol):
    """The receivers' documents."""

    def read(self, query: Query, after: Listed | None, limit: int, most: int) -> tuple[list[Listed], Listed | None]:
        """Up to `limit` documents after one, looking at no more than `most`.

        Also answers the last one looked at if there may be more beyond it, else None.
        """
        ...

    def count(self, receiver: str, order: str, low: str, high: str, most: int) -> int:
        """How many documents are between two places of an order; `most` if there are that many or more."""
        ...

    def issuers(self, receiver: str, limit: int) -> list[str]:
        """The issuers of a receiver's documents."""
        ...

    def get(self, document_id: str) -> Document | None:
        """The document."""
        ...

    def get_many(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """Those that exist, by id."""
        ...

    def modifying(self, document_id: str) -> list[str]:
        """The ids of the documents that modify one."""
        ...

    def save_reception(self, document: Document, *also: Also) -> Document:
        """Store what the receiver did, and nothing else, under the version that was read. Raises Conflict."""
        ...


class Files(Protocol):
    """The documents' files and what is made of them, handed out by addresses that hold for a minute."""

    def address(self, key: str, name: str, content_type: str, inline: bool = False) -> str:
        """A short-lived address of an archived file. `name` is what it is saved as."""
        ...

    def get(self, key: str) -> bytes | None:
        """The bytes of an archived file."""
        ...

    def get_many(self, keys: Sequence[str]) -> list[bytes | None]:
        """The bytes of several archived files, in that order, fetched side by side."""
        ...

    def keep(self, name: str, content: bytes, content_type: str) -> None:
        """Keep something made for several downloads under a name of its own, for a day; the same name replaces it."""
        ...

    def kept(self, name: str) -> bytes | None:
        """What is kept under a name."""
        ...

    def kept_address(self, name: str, shown: str, content_type: str) -> str:
        """A short-lived address of what is kept under a name; `shown` is what it is saved as."""
        ...

    def origin(self) -> str:
        """Where those addresses are: scheme and host."""
        ...

    def lend(self, name: str, content: bytes, content_type: str) -> str:
        """Keep something made for one download; answers its short-lived address."""
        ...
