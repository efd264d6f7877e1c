"""A portal in memory: every port, a clock that is set by hand, and a browser that keeps its cookie.

`PortalWorld.browser()` opens pages through the Chalice application itself, as the gateway would call it; the mails are
in `PortalWorld.mails`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import itertools
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from chalice.local import LambdaEventConverter, RouteMatcher

import app as application
from chalicelib.countries.audience import audience
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.limits import Limit
from chalicelib.domain.accounts.lockout import Attempts
from chalicelib.domain.accounts.questions import normal
from chalicelib.domain.accounts.recovery import Mode
from chalicelib.domain.documents import reception
from chalicelib.domain.documents.country import DocumentNumber, Receiver
from chalicelib.domain.documents.reception import receiver_key
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.states import Authority, Delivery
from chalicelib.domain.tenants import finding
from chalicelib.handlers.portal import texts, wiring
from chalicelib.services.context import TouchesResults
from chalicelib.services.portal import owing, ports
from chalicelib.services.portal.context import Portal, Settings
from chalicelib.services.portal.letters import Letters, Mail, Mailer
from chalicelib.services.portal.ports import Also, IssuerFace, Kept, Listed, Owed, Query, Session, Taken
from chalicelib.services.ports import Conflict, Ledger, Letter, Suppressions
from tests.unit.core.ledger import MemoryLedger

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
ISSUER = "1792147638001"
OTHER_ISSUER = "0190458725001"
CEDULA = "1710034065"
PASSWORD = "Mi perro come 3 arepas."
ANSWER = "Firulais"
URL = "https://portal.example/"
HOURS = "lunes a viernes, de 09h00 a 18h00"
FILES = "https://files.example"


class Clock:
    """Implements `Clock`."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class Store:
    """What the portal's ports keep, changed all or nothing as the tables' transactions do."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.sessions: dict[str, Session] = {}
        self.passes: dict[str, tuple[dict[str, str], datetime]] = {}
        self.owed: dict[str, Owed] = {}
        self.buried: dict[str, Owed] = {}
        self.lock = threading.RLock()

    @contextmanager
    def together(self, *also: Also) -> Iterator[None]:
        """A change with what goes with it: refused whole if a pass to be used up is gone."""
        with self.lock:
            if any(isinstance(one, Taken) and one.key not in self.passes for one in also):
                raise Conflict("pass")
            yield
            for one in also:
                match one:
                    case Owed():
                        assert one.id not in self.owed
                        self.owed[one.id] = one
                    case Kept(key, facts, until):
                        self.passes[key] = (dict(facts), until)
                    case Taken(key):
                        del self.passes[key]


class Accounts:
    """Implements `Accounts`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rows = store.accounts

    def get(self, account_id: str) -> Account | None:
        return self.rows.get(account_id)

    def create(self, account: Account, *also: Also) -> Account:
        with self.store.together(*also):
            if account.id in self.rows:
                raise Conflict("account")
            self.rows[account.id] = replace(account, version=1)
            return self.rows[account.id]

    def save(self, account: Account, *also: Also) -> Account:
        with self.store.together(*also):
            self._expect(account)
            self.rows[account.id] = replace(account, version=account.version + 1)
            return self.rows[account.id]

    def delete(self, account: Account, *also: Also) -> None:
        with self.store.together(*also):
            self._expect(account)
            del self.rows[account.id]

    def _expect(self, account: Account) -> None:
        there = self.rows.get(account.id)
        if there is None or (there.version, there.born) != (account.version, account.born):
            raise Conflict("account")


class Outbox:
    """Implements `Outbox`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rows = store.owed

    def owe(self, owed: Owed) -> None:
        with self.store.together(owed):
            pass

    def get(self, owed_id: str) -> Owed | None:
        return self.rows.get(owed_id)

    def due(self, now: datetime, limit: int) -> list[str]:
        return [owed.id for owed in self.rows.values() if owed.due_at <= now][:limit]

    def hold(self, owed: Owed, due_at: datetime, held_until: datetime) -> Owed:
        with self.store.lock:
            self._expect(owed)
            held = replace(owed, due_at=due_at, held_until=held_until, tries=owed.tries + 1)
            self.rows[owed.id] = held
            return held

    def settle(self, owed: Owed) -> None:
        self.rows.pop(owed.id, None)

    def bury(self, owed: Owed) -> None:
        with self.store.lock:
            self._expect(owed)
            self.store.buried[owed.id] = self.rows.pop(owed.id)

    def _expect(self, owed: Owed) -> None:
        if owed.id not in self.rows or self.rows[owed.id].tries != owed.tries:
            raise Conflict("owed")


class Sessions:
    """Implements `Sessions`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rows = store.sessions

    def put(self, session: Session, forget_at: datetime, *also: Also) -> None:
        with self.store.together(*also):
            self.rows[session.id] = session

    def get(self, session_id: str) -> Session | None:
        return self.rows.get(session_id)

    def seen(self, session: Session, now: datetime) -> None:
        found = self.rows.get(session.id)
        if found is not None and found.owner == session.owner and found.ended_at is None:
            self.rows[session.id] = replace(found, seen_at=now)

    def end(self, session_id: str, owner: str, now: datetime) -> None:
        found = self.rows.get(session_id)
        if found and found.owner == owner and found.ended_at is None:
            self.rows[session_id] = replace(found, ended_at=now)

    def of(self, owner: str, limit: int) -> list[Session]:
        own = [s for s in self.rows.values() if s.owner == owner]
        return sorted(own, key=lambda s: s.created_at, reverse=True)[:limit]

    def forget(self, owner: str) -> None:
        for session in self.of(owner, len(self.rows)):
            del self.rows[session.id]


class Passes:
    """Implements `Passes`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rows = store.passes

    def put(self, key: str, facts: Any, until: datetime, *also: Also) -> None:
        with self.store.together(Kept(key, facts, until), *also):
            pass

    def get(self, key: str, now: datetime) -> dict[str, str] | None:
        found = self.rows.get(key)
        return dict(found[0]) if found and now < found[1] else None

    def take(self, key: str, now: datetime) -> dict[str, str] | None:
        with self.store.lock:
            found = self.get(key, now)
            if found is not None:
                del self.rows[key]
        return found


class Limits:
    """Implements `Limits`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.counts: Counter[tuple[str, str, int]] = Counter()
        self.tried: dict[str, tuple[Attempts, int]] = {}
        self.lock = threading.Lock()

    def _key(self, limit: Limit, key: str, now: datetime) -> tuple[str, str, int]:
        return limit.name, key, int(now.timestamp() // limit.window.total_seconds())

    def take(self, limit: Limit, key: str, now: datetime) -> bool:
        with self.lock:
            if self.counts[self._key(limit, key, now)] >= limit.times:
                return False
            self.counts[self._key(limit, key, now)] += 1
        return True

    def give_back(self, limit: Limit, key: str, now: datetime) -> None:
        with self.lock:
            if self.counts[self._key(limit, key, now)]:
                self.counts[self._key(limit, key, now)] -= 1

    def used(self, limit: Limit, key: str, now: datetime) -> int:
        return self.counts[self._key(limit, key, now)]

    def attempts(self, key: str) -> tuple[Attempts, int]:
        return self.tried.get(key, (Attempts(), 0))

    def save_attempts(self, key: str, attempts: Attempts, version: int, *also: Also) -> None:
        with self.store.together(*also):
            if self.tried.get(key, (None, 0))[1] != version:
                raise Conflict("attempts")
            self.tried[key] = (attempts, version + 1)

    def clear_attempts(self, key: str) -> None:
        self.tried.pop(key, None)


class Passwords:
    """Implements `Passwords`, fast; `work` counts the comparisons, also those with nobody's password."""

    def __init__(self) -> None:
        self.work = 0

    def hash(self, text: str) -> str:
        return "H" + hashlib.sha256(text.encode()).hexdigest()

    def verify(self, known: str | None, text: str) -> bool:
        self.work += 1
        return known is not None and known == self.hash(text)

    def is_outdated(self, known: str) -> bool:
        return False


class Secrets:
    """Implements `Secrets`."""

    def digest(self, purpose: str, text: str) -> str:
        return hmac.new(b"secret", f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()

    def seal(self, purpose: str, text: str) -> str:
        body = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return f"{self.digest('seal ' + purpose, text)[:16]}{body}"

    def unseal(self, purpose: str, sealed: str) -> str | None:
        body = sealed[16:]
        try:
            text = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
        except ValueError:
            return None
        return text if self.seal(purpose, text) == sealed else None


class Chance:
    """Implements `Chance`, from one number to the next."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)

    def token(self) -> str:
        return f"token{next(self.numbers):06d}"

    def text(self, alphabet: str, length: int) -> str:
        number = next(self.numbers) * 7919
        return "".join(alphabet[(number >> (3 * i)) % len(alphabet)] for i in range(length))


class Codes:
    """Implements `Codes`: the code of a step is made of the step."""

    def new_secret(self) -> str:
        return "SECRET"

    def code_at(self, secret: str, step: int) -> str:
        return f"{step % 1_000_000:06d}"

    def address(self, secret: str, usuario: str) -> str:
        return f"otpauth://totp/{usuario}?secret={secret}"

    def picture(self, address: str) -> str:
        return "<svg></svg>"


LOGO = b"the logo"
LOGO_KEY = f"brand/{hashlib.sha256(LOGO).hexdigest()[:32]}.png"


class Images:
    """Implements `Images`: the bytes are the text."""

    def draw(self, text: str) -> bytes:
        return text.encode()

    def say(self, digits: str) -> bytes:
        return digits.encode()


class Directory:
    """Implements `Directory`."""

    def __init__(self) -> None:
        self.known = {
            ISSUER: IssuerFace(
                ISSUER, "COMERCIAL ANDINA DEL ECUADOR S.A.", LOGO_KEY, "#1f4e79", "ventas@andina.example"
            ),
            OTHER_ISSUER: IssuerFace(OTHER_ISSUER, "CONSTRUCTORA DEL AUSTRO S.A.", "", "#7a1f1f"),
        }
        for n in range(12):
            ruc = f"17900{n:05d}001"
            self.known[ruc] = IssuerFace(ruc, f"Empresa {n:02d}", "", "#444444")

    def faces(self, rucs: Iterable[str]) -> dict[str, IssuerFace]:
        return {ruc: self.known[ruc] for ruc in rucs if ruc in self.known}

    def find(self, text: str, limit: int) -> tuple[list[IssuerFace], bool]:
        asked = finding.question(text)
        if text and asked is None:
            return [], False
        words = asked[1] if asked else ()
        names = {ruc: finding.called(face.name, face.trade_name) for ruc, face in self.known.items()}
        faces = [face for ruc, face in self.known.items() if finding.fits(ruc, names[ruc], words)]
        faces.sort(key=lambda face: (finding.normal(face.name), face.ruc))
        return faces[:limit], len(faces) > limit


class Received:
    """Implements `Received` and counts what it looks at."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rows: dict[str, Document] = {}
        self.looked = 0
        self.queries = 0

    def read(self, query: Query, after: Listed | None, limit: int, most: int) -> tuple[list[Listed], Listed | None]:
        for low, high in ((query.low, query.high), *query.filters.values()):
            if low > high:
                raise ValueError("BETWEEN wants the lower bound first")
        placed = []
        for document in self.rows.values():
            places = reception.places(document)
            if places.get("receiver_key") == query.receiver and query.low <= places[query.order] <= query.high:
                placed.append((places[query.order], document, places))
        placed.sort(key=lambda item: item[0], reverse=not query.ascending)
        if after is not None:
            placed = [p for p in placed if (p[0] > after.place if query.ascending else p[0] < after.place)]
        found: list[Listed] = []
        self.queries += 1
        for number, (place, document, places) in enumerate(placed):
            if number >= most:
                return found, _listed(placed[number - 1][1], placed[number - 1][0])
            self.looked += 1
            if self._fits(query, document, places):
                if len(found) == limit:
                    return found, found[-1]
                found.append(_listed(document, place))
        return found, None

    def _fits(self, query: Query, document: Document, places: dict[str, str]) -> bool:
        facts = places | {
            "issue_date": document.issue_date.isoformat(),
            "authority": str(document.authority),
            "reception": str(document.reception),
        }
        if query.issuers and facts["issuer"] not in query.issuers:
            return False
        return all(low <= facts[name] <= high for name, (low, high) in query.filters.items())

    def count(self, receiver: str, order: str, low: str, high: str, most: int) -> int:
        places = [reception.places(d) for d in self.rows.values()]
        self.queries += 1
        return min(most, len([p for p in places if p.get("receiver_key") == receiver and low <= p[order] <= high]))

    def issuers(self, receiver: str, limit: int) -> list[str]:
        places = [reception.places(d) for d in self.rows.values()]
        return sorted({p["issuer"] for p in places if p.get("receiver_key") == receiver})[:limit]

    def get(self, document_id: str) -> Document | None:
        return self.rows.get(document_id)

    def get_many(self, document_ids: Iterable[str]) -> dict[str, Document]:
        return {i: self.rows[i] for i in document_ids if i in self.rows}

    def modifying(self, document_id: str) -> list[str]:
        return [d.id for d in self.rows.values() if d.modifies == document_id]

    def save_reception(self, document: Document, *also: Also) -> Document:
        with self.store.together(*also):
            if self.rows[document.id].version != document.version:
                raise Conflict(document.clave)
            self.rows[document.id] = replace(document, version=document.version + 1)
            return self.rows[document.id]


def _listed(d: Document, place: str) -> Listed:
    return Listed(d.id, d.label, d.issue_date, d.total, d.currency, d.authority, d.reception, place)


class Files:
    """Implements `Files`."""

    def __init__(self) -> None:
        self.lent: dict[str, bytes] = {}
        self.archive: dict[str, bytes] = {}
        self.day: dict[str, bytes] = {}

    def address(self, key: str, name: str, content_type: str, inline: bool = False) -> str:
        return f"{FILES}/{key}?name={name}&inline={inline}"

    def get(self, key: str) -> bytes | None:
        return LOGO if key == LOGO_KEY else self.archive.get(key, key.encode())

    def get_many(self, keys: Sequence[str]) -> list[bytes | None]:
        return [self.get(key) for key in keys]

    def keep(self, name: str, content: bytes, content_type: str) -> None:
        self.day[name] = content

    def kept(self, name: str) -> bytes | None:
        return self.day.get(name)

    def kept_address(self, name: str, shown: str, content_type: str) -> str:
        return f"{FILES}/kept/{name}?name={shown}"

    def origin(self) -> str:
        return FILES

    def lend(self, name: str, content: bytes, content_type: str) -> str:
        self.lent[name] = content
        return f"{FILES}/lent/{name}"


class Post:
    """Implements `Post`: what was mailed, by address."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Letter]] = []

    def send(self, letter: Letter, recipient: str, place: int) -> str:
        self.sent.append((recipient, letter))
        return f"mail-{len(self.sent)}"


class Suppressed:
    """Implements `Suppressions` as far as letters ask."""

    def __init__(self, hashes: set[str]) -> None:
        self._hashes = hashes

    def has(self, address_hash: str) -> bool:
        return address_hash in self._hashes


@dataclass(frozen=True)
class Page:
    """An answer of the portal."""

    status: int
    body: str
    headers: dict[str, str]

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def text(self) -> str:
        """What people read."""
        bare = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<head>.*?</head>", "", self.body))
        return " ".join(html.unescape(bare).split())

    @property
    def unmasked(self) -> str:
        """The body without what differs from answer to answer."""
        return re.sub(r'name="_csrf" value="[^"]*"', "", self.body)

    def says(self, key: str, **figures: object) -> bool:
        return texts.text(key, **figures) in self.text

    @property
    def csrf(self) -> str:
        found = re.search(r'name="_csrf" value="([^"]+)"', self.body)
        return found.group(1) if found else ""

    @property
    def image(self) -> tuple[str, str]:
        """Token and characters of the image (or the sound) on the page."""
        token = re.search(r'name="imagen" value="([^"]+)"', self.body)
        data = re.search(r'src="data:(?:image/png|audio/wav);base64,([^"]+)"', self.body)
        if token is None or data is None:
            return "", ""
        return token.group(1), base64.b64decode(data.group(1)).decode(errors="replace")


class Browser:
    """Keeps the cookie and sends the forms of the page it looks at."""

    def __init__(self, world: PortalWorld, origin: str = "190.15.1.2") -> None:
        self.world = world
        self.origin = origin
        self.cookie = ""
        self.page = Page(0, "", {})

    def get(self, path: str, follow: bool = True) -> Page:
        return self._go("GET", path, b"", follow)

    def post(self, path: str, follow: bool = True, headers: dict[str, str] | None = None, **fields: Any) -> Page:
        sent = {"_csrf": self.page.csrf, **fields}
        pairs = [(n, v) for n, value in sent.items() for v in (value if isinstance(value, list) else [value])]
        return self._go("POST", path, urlencode(pairs).encode(), follow, headers)

    def _go(self, method: str, path: str, body: bytes, follow: bool, headers: dict[str, str] | None = None) -> Page:
        sent = {"content-type": "application/x-www-form-urlencoded"} if method == "POST" else {}
        sent["user-agent"] = "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36"
        if self.cookie:
            sent["cookie"] = self.cookie
        self.page = self.world.call(method, path, body, sent | (headers or {}), self.origin)
        if "set-cookie" in self.page.headers:
            pair = self.page.headers["set-cookie"].split(";")[0]
            self.cookie = "" if pair.endswith("=") else pair
        if follow and self.page.status == 303 and self.page.location.startswith("/"):
            return self._go("GET", self.page.location, b"", follow)
        return self.page

    def log_in(self, usuario: str = CEDULA, password: str = PASSWORD) -> Page:
        page = self.get("/entrar")
        token, characters = page.image
        return self.post("/entrar", usuario=usuario, clave=password, imagen=token, caracteres=characters)


Watch = Callable[[str, type, Any], Any]
"""What may stand between the use cases and a port: given its name, its Protocol and the port."""


class PortalWorld:
    """Everything together."""

    def __init__(self, mode: Mode = Mode.CON_CORREO, watch: Watch = lambda _name, _protocol, port: port) -> None:
        self.clock = Clock()
        self.store = Store()
        self.accounts = Accounts(self.store)
        self.outbox = Outbox(self.store)
        self.sessions = Sessions(self.store)
        self.passes = Passes(self.store)
        self.limits = Limits(self.store)
        self.passwords = Passwords()
        self.received = Received(self.store)
        self.directory = Directory()
        self.files = Files()
        self.ledger = MemoryLedger()
        self.messages: list[tuple[str, dict[str, str]]] = []
        self.woken: list[str] = []
        self.alerts: list[tuple[str, dict[str, str]]] = []
        self.births = itertools.count(1)
        self.mails: list[Mail] = []
        self.touched: list[str] = []
        self.faults: list[BaseException] = []
        self.log: list[str] = []
        self.portal = Portal(
            accounts=watch("accounts", ports.Accounts, self.accounts),
            sessions=watch("sessions", ports.Sessions, self.sessions),
            passes=watch("passes", ports.Passes, self.passes),
            limits=watch("limits", ports.Limits, self.limits),
            passwords=self.passwords,
            secrets=Secrets(),
            chance=Chance(),
            outbox=watch("outbox", ports.Outbox, self.outbox),
            notices=watch("notices", ports.Notices, self),
            codes=Codes(),
            images=Images(),
            country=audience("EC"),
            directory=self.directory,
            received=watch("received", ports.Received, self.received),
            files=watch("files", ports.Files, self.files),
            ledger=watch("ledger", Ledger, self.ledger),
            alerts=self,
            clock=self.clock,
            settings=Settings(URL, "soporte@rubrica.example", HOURS, mode),
        )
        self.use = wiring.use_cases(self.portal)
        self.post = Post()
        mailer, results = watch("mailer", Mailer, self), watch("results", TouchesResults, self)
        self.suppressed: set[str] = set()
        suppressions = watch("suppressions", Suppressions, Suppressed(self.suppressed))
        self.letters = Letters(self.portal, mailer, self.post, suppressions, results, self.use.packing)
        self.delivery = owing.Delivery(self.portal, self.letters, self)
        self.reminder = owing.Reminder(self.portal.outbox, self.portal.notices, self.clock)
        self.gateway = LambdaEventConverter(
            RouteMatcher(list(application.app.routes)), application.app.api.binary_types
        )

    # --- what the use cases tell the world ----------------------------------------------------------------------------
    @property
    def told(self) -> list[tuple[str, dict[str, str]]]:
        """What is owed and has fallen due, and what the pipeline told, with its facts."""
        now = self.clock.time + owing.EVENT_TIME
        owed = [(o.kind, json.loads(self.portal.secrets.unseal("debe", o.sealed) or "")) for o in self._owed(now)]
        return owed + self.messages

    def _owed(self, now: datetime) -> list[Owed]:
        return [owed for owed in self.outbox.rows.values() if owed.due_at <= now]

    def tell(self, kind: str, **facts: str) -> None:
        """As the pipeline does, of a document or to an issuer."""
        self.messages.append((kind, facts))

    def wake(self, owed_id: str) -> None:
        self.woken.append(owed_id)

    def alert(self, what: str, tenant: str, clave: str, facts: Mapping[str, str]) -> None:
        self.alerts.append((what, dict(facts)))

    def postponed(self, stage: str, tenant: str, clave: str, cause: str) -> None:
        self.log.append(f"{stage} {cause}")

    def send(self, mail: Mail) -> None:
        self.mails.append(mail)

    def touch(self, document: Document) -> None:
        self.touched.append(document.id)

    @contextmanager
    def step(self, stage: str, tenant: str, clave: str = "") -> Iterator[PortalWorld]:
        self.log.append(stage)
        yield self

    def note(self, **facts: object) -> None:
        self.log.append(json.dumps(facts, default=str))

    def fault(self, stage: str, error: BaseException) -> None:
        self.faults.append(error)

    # --- what tests do ------------------------------------------------------------------------------------------------
    def later(self, **span: float) -> None:
        self.clock.time += timedelta(**span)

    def deliver(self) -> list[Mail]:
        """Let the mails that are waiting leave; answers them."""
        before = len(self.mails)
        waiting, self.messages = self.messages, []
        for owed in self._owed(self.clock.time + owing.EVENT_TIME):
            self.delivery.run(owed.id)
        for kind, facts in waiting:
            self.letters.deliver(kind, facts)
        return self.mails[before:]

    def forget_letters(self) -> None:
        """Nobody is owed anything any more."""
        self.outbox.rows.clear()
        self.messages.clear()

    def person(self, usuario: str = CEDULA, kind: str = "05") -> Account:
        """The account as it is kept."""
        return self.accounts.rows[receiver_key("EC", kind, usuario)]

    def browser(self, origin: str = "190.15.1.2") -> Browser:
        return Browser(self, origin)

    def call(self, method: str, path: str, body: bytes, headers: dict[str, str], origin: str) -> Page:
        event = self.gateway.create_lambda_event(method, path, {"accept": "*/*"} | headers, body)
        event["requestContext"]["identity"]["sourceIp"] = origin
        answer = application.app(event, None)
        found = {n.lower(): v for n, v in answer["headers"].items()}
        found |= {n.lower(): v[-1] for n, v in answer.get("multiValueHeaders", {}).items()}
        content = answer["body"]
        return Page(answer["statusCode"], content if isinstance(content, str) else content.decode(), found)

    def account(self, usuario: str = CEDULA, kind: str = "05", **changes: Any) -> Account:
        """Somebody who is registered."""
        made = Account(
            usuario=usuario,
            country="EC",
            kind=kind,
            name="ANA MARÍA ÑÁÑEZ",
            residence="local",
            email="ana@example.com",
            password=self.passwords.hash(PASSWORD),
            question="mascota",
            answer=self.passwords.hash(normal(ANSWER)),
            created_at=NOW,
            sessions_from=NOW,
            consented_at=NOW,
            born=f"born{next(self.births)}",
        )
        return self.accounts.create(replace(made, **changes))

    def document(
        self,
        sequence: int = 1,
        total: str = "112.00",
        issuer: str = ISSUER,
        kind: str = "01",
        to: str = CEDULA,
        to_kind: str = "05",
        day: date = date(2026, 11, 20),
        **changes: Any,
    ) -> Document:
        """A document somebody received."""
        number = DocumentNumber("EC", issuer, "1", kind, "001001", f"{sequence:09d}")
        names = self.portal.country.document_kinds
        made = Document(
            number=number,
            clave=_clave(number, day),
            label=f"{names[kind]} 001-001-{sequence:09d}",
            issue_date=day,
            total=Decimal(total),
            currency="USD",
            receiver=Receiver(to_kind, to, "ANA MARÍA ÑÁÑEZ", ("ana@example.com",)),
            digest="d",
            created_at=NOW - timedelta(hours=1),
            updated_at=NOW,
            authority=Authority.AUTORIZADO,
            delivery=Delivery.ENVIADO,
            authorized_at=NOW - timedelta(minutes=50),
            mailed_at=NOW - timedelta(minutes=49),
            authorization_number=_clave(number, day),
            version=1,
        )
        self.received.rows[made.id] = replace(made, **changes)
        return self.received.rows[made.id]


def _clave(number: DocumentNumber, day: date) -> str:
    from chalicelib.domain.ecuador.clave_acceso import digito_verificador

    digits = f"{day:%d%m%Y}{number.kind}{number.issuer}{number.environment}{number.series}{number.sequence}123456781"
    return digits + digito_verificador(digits)
