"""A world in memory for the services: every port, a clock that is set by hand, and an authority that can fail.

`World.run()` delivers what the queues hold until nothing is left to do at this moment; `World.later(seconds)` moves the
clock and lets the sweep look. `die_at` makes the world stop with `Killed` before its n-th side effect, so that a test
can kill the pipeline at every point and start again.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, ClassVar

from lxml import etree

from chalicelib.domain.documents import batch, paths
from chalicelib.domain.documents.batch import Batch, Entry
from chalicelib.domain.documents.country import (
    DocumentNumber,
    Issuer,
    NumericCode,
    Part,
    Prepared,
    Receiver,
    Rejected,
    Series,
    Unnumbered,
)
from chalicelib.domain.documents.errors import CATALOGUE, Definition, define, problem
from chalicelib.domain.documents.line import Lane, Line
from chalicelib.domain.documents.line import Rules as LineRules
from chalicelib.domain.documents.record import AuthorityMessage, Document, Stage
from chalicelib.domain.documents.standing import told
from chalicelib.domain.ledger.check import Finding
from chalicelib.domain.tenants.tenant import Tenant
from chalicelib.services import ports
from chalicelib.services.context import Services, Settings
from chalicelib.services.dispatch import Dispatch
from chalicelib.services.freshness import Freshness
from chalicelib.services.gate import Gate
from chalicelib.services.intake import Intake
from chalicelib.services.ledger.chaining import Chaining
from chalicelib.services.ledger.checking import Checking
from chalicelib.services.ledger.ports import Chains
from chalicelib.services.notification import MailReports
from chalicelib.services.pipeline import Pipeline
from chalicelib.services.ports import (
    MAX_GIVEN,
    Conflict,
    Consequence,
    Country,
    Judged,
    Letter,
    QueryAnswer,
    StoredObject,
    SubmitAnswer,
    Submitted,
)
from chalicelib.services.results import Results
from chalicelib.services.stops import Stops
from chalicelib.services.sweep import Sweep
from tests.unit.core.ledger import MemoryLedger, Segments

RUC = "1790012345001"
EXCHANGE = timedelta(seconds=25)
"""How long a call may last whose answer never comes to its end."""
if "TEST-BAD" not in CATALOGUE:
    define(Definition("TEST-BAD", "no sirve: {why}", "arréglelo"))


class Killed(BaseException):
    """The worker was killed here."""


class Worker(threading.Thread):
    """One message on its way through a stage; it stops before each side effect until it is told to go on."""

    def __init__(self, world: World, message: tuple[datetime, str, dict[str, str]]) -> None:
        super().__init__(daemon=True)
        self.world = world
        self.message = message
        self.done = False
        self._turn = threading.Semaphore(0)
        self._parked = threading.Semaphore(0)

    def run(self) -> None:
        self._turn.acquire()
        try:
            self.world.deliver(self.message)
        finally:
            self.done = True
            self._parked.release()

    def pause(self) -> None:
        self._parked.release()
        self._turn.acquire()

    def step(self) -> None:
        self._turn.release()
        self._parked.acquire()


def unwatched(name: str, protocol: type, port: Any) -> Any:
    """A port as it is."""
    return port


class World:
    """`watch(name, protocol, port)` answers what stands between the services and a port (`tests/faults/points`)."""

    def __init__(
        self,
        watch: Callable[[str, type, Any], Any] = unwatched,
        rules: LineRules | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.time = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
        self.effects = 0
        self.die_at: int | None = None
        self.stage = ""
        self.rows: dict[str, Document] = {}
        self.ledger = MemoryLedger(self.effect)
        self.headers: dict[str, dict[str, Any]] = {}
        self.entry_rows: dict[tuple[str, int], Entry] = {}
        self.series: dict[str, int] = {}
        self.beats: dict[str, datetime] = {}
        self.archive_beat: datetime | None = None
        self.origins: dict[str, str] = {}
        self.latest: dict[str, tuple[datetime, str]] = {}
        self.objects: dict[tuple[str, str], bytes] = {}
        """The inbox: by key and version."""
        self.dropped: dict[tuple[str, str], bytes] = {}
        """What ever was dropped, by issuer and name, as it was last."""
        self.uploads = 0
        self.versions: dict[str, str] = {}
        self.uploaded: dict[tuple[str, str], datetime] = {}
        self.files: dict[str, bytes] = {}
        self.result_files: dict[str, bytes] = {}
        self.messages: list[tuple[datetime, str, dict[str, str]]] = []
        self.delivered: list[tuple[str, dict[str, str]]] = []
        self.authority = FakeAuthority(self)
        self.mails: list[tuple[str, str]] = []
        self.told: list[str] = []
        self.mail_down = False
        self.faults: list[str] = []
        self.delays: list[str] = []
        self.lose_events = False
        self.lose_uploads = False
        self.tenant = Tenant(RUC, "Pruebas S.A.", "XX", frozenset({"1"}), b"s" * 32)
        self.tenants = {RUC}
        self.lanes: dict[tuple[str, str], Lane] = {}
        self.lines: dict[str, Line] = {}
        self.suppressed: dict[str, str] = {}
        self.alerts: list[tuple[str, str, dict[str, str]]] = []
        self.notices: list[tuple[str, str, dict[str, str]]] = []
        self.settings = settings or Settings(retry_base=timedelta(seconds=5), lease_seconds=30)
        self.rules = rules or LineRules(cap=100_000, probe_base=timedelta(seconds=5))
        self._connect(watch)

    def _connect(self, watch: Callable[[str, type, Any], Any]) -> None:
        """Make the services, each port of theirs behind `watch`."""
        documents = watch("documents", ports.Documents, self)
        batches = watch("batches", ports.Batches, BatchStore(self))
        tenants = watch("tenants", ports.Tenants, self)
        archive = watch("archive", ports.Archive, Archive(self))
        queues = watch("queues", ports.Queues, self)
        self.inbox = inbox = watch("inbox", ports.Inbox, Inbox(self))
        lines = watch("lines", ports.Lines, LineStore(self))
        authority = watch("authority", ports.TaxAuthority, self.authority)
        self.country = Country("XX", timezone(timedelta(hours=-5)), Rules(), authority, Pen(), Press(), _split)
        countries = watch("countries", ports.Countries, Countries(self))
        self.freshness = Freshness(watch("beats", ports.Beats, Beats(self)), self, self)
        self.results = Results(
            documents=documents,
            batches=batches,
            inbox=inbox,
            queues=queues,
            clock=self,
            freshness=self.freshness,
        )
        self.stops = Stops(lines, self)
        services = Services(
            documents=documents,
            batches=batches,
            tenants=tenants,
            archive=archive,
            queues=queues,
            countries=countries,
            post=watch("post", ports.Post, Post(self)),
            clock=self,
            settings=self.settings,
            results=self.results,
            telemetry=self,
            chance=self,
            lines=lines,
            gate=Gate(lines, countries, self, self, self.rules, watch("ledger", ports.Ledger, self.ledger)),
            suppressions=watch("suppressions", ports.Suppressions, Suppressed(self)),
            freshness=self.freshness,
        )
        self.services = services
        self.chains = watch("chains", Chains, self.ledger)
        self.numbering = watch("numbering", ports.Numbering, Numbers(self))
        self.chaining = Chaining(self.chains, archive, self, self, timedelta(hours=1))
        self.pipeline = Pipeline(services, self)
        self.reports = MailReports(services)
        self.sweep = Sweep(services, Dispatch(services, lines, self.rules), inbox, self.freshness)
        self.intake = Intake(
            documents=documents,
            batches=batches,
            tenants=tenants,
            inbox=inbox,
            archive=archive,
            queues=queues,
            countries=countries,
            numbering=self.numbering,
            clock=self,
            telemetry=self,
            claves=Claves(self),
            freshness=self.freshness,
            pause=lambda attempt: None,
        )
        self.patience: Callable[[], bool] = lambda: False

    # --- what a test does ---------------------------------------------------------------------------------------
    def drop(self, name: str, content: str, issuer: str = RUC) -> str:
        """Put a batch into the inbox and let its event out. Answers the key."""
        key = paths.upload(issuer, name)
        self.uploads += 1
        version = str(self.uploads)
        self.objects[key, version] = content.encode()
        self.dropped[issuer, name] = content.encode()
        self.versions[key] = version
        self.uploaded[key, version] = self.time.replace(microsecond=0)
        if self.lose_uploads:
            return key
        self.messages.append((self.time, "intake", {"inbox": key, "version": version}))
        return key

    def run(self) -> None:
        """Deliver the messages that are visible now, until none is left."""
        while due := deque(m for m in self.messages if m[0] <= self.time):
            self.messages = [m for m in self.messages if m[0] > self.time]
            try:
                while due:
                    self.deliver(due.popleft())
            finally:
                self.messages = [*due, *self.messages]

    def deliver(self, message: tuple[datetime, str, dict[str, str]]) -> None:
        """Handle one message as the queue would have it: it comes again if that fails."""
        try:
            self.handle(message[1], message[2])
        except Killed:
            self.messages.append((self.time + timedelta(seconds=30), message[1], message[2]))
            raise
        except Exception as error:  # noqa: BLE001  whatever went wrong, it comes again
            self.faults.append(f"{message[1]}: {error!r}")
            self.messages.append((self.time + timedelta(seconds=30), message[1], message[2]))

    def handle(self, queue: str, body: dict[str, str]) -> None:
        self.stage = queue
        self.delivered.append((queue, body))
        if queue == "intake":
            self.intake.take(body["inbox"], body["version"], self.patience)
        elif queue == "results":
            self.results.write(body["batch"])
        else:
            self.pipeline.run(Stage(queue), body["document"])

    def run_interleaved(self, choices: Iterable[int]) -> None:
        """Deliver what is visible now to workers that run side by side, one side effect at a time.

        Each choice says who goes next: a worker that is under way, or a new one for the next message. When the choices
        end, the oldest goes.
        """
        workers: list[Worker] = []
        turns = iter(choices)
        while True:
            due = [m for m in self.messages if m[0] <= self.time]
            options = len(workers) + bool(due)
            if not options:
                return
            chosen = next(turns, 0) % options
            if chosen == len(workers):
                self.messages.remove(due[0])
                workers.append(Worker(self, due[0]))
                workers[-1].start()
            workers[chosen].step()
            workers = [w for w in workers if not w.done]

    def later(self, seconds: float) -> None:
        """Move the clock in steps of at most a minute, sweeping at each."""
        end = self.time + timedelta(seconds=seconds)
        while self.time < end:
            self.time = min(self.time + timedelta(seconds=60), end)
            self.stage = "sweep"
            self.sweep.run()
            self.stage = "ledger"
            self.chaining.run()
            self.run()

    def ledger_findings(self, issuer: str = RUC) -> list[Finding]:
        """What is wrong with an issuer's ledger, after everything that waits was chained."""
        Chaining(self.ledger, Archive(self), self, self, timedelta(hours=1)).run()
        return list(Checking(self.ledger, Segments(self.files), self).check(issuer).findings)

    def moves(self, tenant: str) -> dict[str, int]:
        """How many moves the documents of a tenant count themselves."""
        return {d.id: d.moves for d in self.rows.values() if d.number.issuer == tenant}

    def report(self, name: str, issuer: str = RUC) -> dict[str, Any]:
        return dict(json.loads(self.result_files[paths.result(issuer, name, "json")]))

    def states(self, name: str) -> list[str]:
        return [d["estado"] for d in self.report(name)["documentos"]]

    def effect(self) -> None:
        """Every side effect passes here; the world may end before it, and other workers may go first."""
        worker = threading.current_thread()
        if isinstance(worker, Worker):
            worker.pause()
        self.effects += 1
        if self.effects == self.die_at:
            raise Killed

    # --- Clock, Telemetry, Tenants ------------------------------------------------------------------------------
    def now(self) -> datetime:
        self.time += timedelta(microseconds=1)
        return self.time

    @contextmanager
    def step(self, stage: str, tenant: str, clave: str = "") -> Iterator[World]:
        yield self

    def note(self, **facts: object) -> None:
        pass

    def postponed(self, stage: str, tenant: str, clave: str, cause: str) -> None:
        self.delays.append(f"{stage}: {cause}")

    def alert(self, what: str, tenant: str, clave: str, facts: Mapping[str, str]) -> None:
        self.alerts.append((what, clave, dict(facts)))

    def fraction(self) -> float:
        return 0.5

    def fault(self, stage: str, error: BaseException) -> None:
        self.faults.append(f"{stage}: {error!r}")

    # --- Documents and Tenants share `get`: ids differ in shape -------------------------------------------------
    def get(self, key: str):  # type: ignore[no-untyped-def]
        if key in self.tenants:
            return replace(self.tenant, ruc=key)
        return self.rows.get(key)

    def get_many(self, ids: Iterable[str]) -> dict[str, Document]:
        return {i: self.rows[i] for i in ids if i in self.rows}

    def create(self, document: Document) -> Document:
        self.effect()
        if document.id in self.rows:
            raise Conflict(document.id)
        return self._stored(replace(document, version=1))

    def save(self, document: Document) -> Document:
        self.effect()
        if self.rows[document.id].version != document.version:
            raise Conflict(document.id)
        return self._stored(replace(document, version=document.version + 1))

    def _stored(self, document: Document) -> Document:
        """Store the record, and in the same step what the ledger is told of it."""
        stored, entry = told(document)
        self.rows[stored.id] = stored
        if entry is not None:
            self.ledger.keep(entry)
        return stored

    def due(self, now: datetime, limit: int) -> Iterator[str]:
        return iter([d.id for d in self.rows.values() if d.due_at and d.due_at <= now][:limit])

    def parked(self, lane: str, limit: int) -> Iterator[str]:
        waiting = sorted((d.created_at, d.id) for d in self.rows.values() if d.lane == lane)
        return iter([document_id for _, document_id in waiting[:limit]])

    # --- Queues -------------------------------------------------------------------------------------------------
    def wake(self, stage: Stage, document: Document, delay: int = 0) -> None:
        self.effect()
        self.messages.append((self.time + timedelta(seconds=delay), stage.value, {"document": document.id}))

    def wake_results(self, batch_id: str, delay: int) -> None:
        self.effect()
        self.messages.append((self.time + timedelta(seconds=delay), "results", {"batch": batch_id}))

    def wake_intake(self, key: str, version: str) -> None:
        self.effect()
        self.messages.append((self.time, "intake", {"inbox": key, "version": version}))

    def tell_issuer(self, issuer: str, notice: str, facts: Mapping[str, str]) -> None:
        self.effect()
        self.notices.append((issuer, notice, dict(facts)))

    def tell_receiver(self, document: Document) -> None:
        self.effect()
        self.told.append(document.id)


class BatchStore:
    def __init__(self, world: World) -> None:
        self.w = world

    def open(self, batch: Batch) -> Batch:
        self.w.effect()
        self.w.headers.setdefault(batch.id, {"batch": batch, "dirty": False, "lease": None, "due_at": batch.due_at})
        self.w.effect()
        if batch.key not in self.w.latest or self.w.latest[batch.key][0] <= batch.uploaded_at:
            self.w.latest[batch.key] = (batch.uploaded_at, batch.id)
        opened = self.get(batch.id)
        assert opened is not None
        return opened

    def get(self, batch_id: str) -> Batch | None:
        header = self.w.headers.get(batch_id)
        return header["batch"] if header else None

    def add(self, entries: Sequence[Entry]) -> None:
        self.w.effect()
        for entry in entries:
            self.w.entry_rows[entry.batch_id, entry.position] = entry

    def begin_intake(self, batch_id: str, now: datetime, seconds: int) -> bool:
        self.w.effect()
        header = self.w.headers[batch_id]
        if header.get("intake") and header["intake"] > now:
            return False
        header["intake"] = now + timedelta(seconds=seconds)
        return True

    def end_intake(self, batch_id: str) -> None:
        self.w.effect()
        self.w.headers[batch_id]["intake"] = None

    def complete(self, batch_id: str, count: int) -> None:
        self.w.effect()
        header = self.w.headers[batch_id]
        header["batch"] = replace(header["batch"], complete=True, count=count)

    def entries(self, batch_id: str) -> Iterator[Entry]:
        return (self.w.entry_rows[key] for key in sorted(self.w.entry_rows) if key[0] == batch_id)

    def kept(self, batch_id: str, document_id: str) -> bytes:
        return next((e.unsigned for e in self.entries(batch_id) if e.document_id == document_id), b"")

    def again(self, batch: Batch) -> Batch:
        self.w.effect()
        header = self.w.headers[batch.id]
        stored = header["batch"]
        if stored.complete and stored.round == batch.round - 1:
            header["batch"] = replace(batch, complete=False, final=False)
            header["due_at"] = batch.due_at
        opened: Batch = header["batch"]
        return opened

    def is_latest(self, batch: Batch) -> bool:
        return self.w.latest[batch.key][1] == batch.id

    def mark_dirty(self, batch_id: str, due_at: datetime) -> bool:
        self.w.effect()
        header = self.w.headers.get(batch_id)
        if header is None or header["dirty"]:
            return False
        header.update(dirty=True, due_at=due_at)
        return True

    def begin_results(self, batch_id: str, now: datetime, seconds: int) -> bool:
        self.w.effect()
        header = self.w.headers[batch_id]
        if header["lease"] and header["lease"] > now:
            header.update(dirty=True, due_at=now + timedelta(seconds=seconds))
            return False
        header.update(dirty=False, lease=now + timedelta(seconds=seconds))
        return True

    def end_results(self, batch_id: str, final: bool, due_at: datetime | None) -> bool:
        self.w.effect()
        header = self.w.headers[batch_id]
        header["lease"] = None
        if header["dirty"]:
            return True
        header["due_at"] = due_at
        return False

    def due(self, now: datetime, limit: int) -> list[str]:
        return [i for i, h in self.w.headers.items() if h["due_at"] and h["due_at"] <= now][:limit]


class LineStore:
    def __init__(self, world: World) -> None:
        self.w = world

    def read(self, line: str, issuer: str) -> tuple[Line, Lane]:
        return self.w.lines.get(line, Line()), self.w.lanes.get((line, issuer), Lane(line, issuer))

    def save(self, name: str, line: Line) -> Line:
        self.w.effect()
        if self.w.lines.get(name, Line()).version != line.version:
            raise Conflict(name)
        self.w.lines[name] = replace(line, version=line.version + 1)
        return self.w.lines[name]

    def names(self) -> list[str]:
        return sorted({line for line, _ in self.w.lanes} | set(self.w.lines))

    def lanes(self, line: str) -> list[Lane]:
        return [lane for (name, _), lane in sorted(self.w.lanes.items()) if name == line]

    def _change(self, lane: Lane, **changes: object) -> None:
        self.w.effect()
        stored = self.w.lanes.get((lane.line, lane.issuer), Lane(lane.line, lane.issuer))
        self.w.lanes[lane.line, lane.issuer] = replace(stored, **changes)  # type: ignore[arg-type]

    def join(self, lane: Lane, now: datetime) -> None:
        self._change(lane, active=True, touched_at=now)

    def rest(self, lane: Lane) -> None:
        if self.w.lanes[lane.line, lane.issuer].touched_at == lane.touched_at:
            self._change(lane, active=False)

    def stop(self, lane: Lane, now: datetime, *, blocked: str = "", paused: str = "") -> None:
        if paused:
            self._change(lane, active=True, touched_at=now, paused=paused)
        if blocked and not self.read(lane.line, lane.issuer)[1].blocked:
            self._change(lane, active=True, touched_at=now, blocked=blocked, told=False)

    def hold(self, lane: Lane, now: datetime, reason: str, until: datetime) -> None:
        stored = self.read(lane.line, lane.issuer)[1]
        if stored.held_until is None or stored.held_until < until:
            self._change(lane, active=True, touched_at=now, held=reason, held_until=until, told=False)

    def told(self, lane: Lane) -> None:
        self._change(lane, told=True)

    def resume(self, lane: Lane) -> None:
        self._change(lane, active=True, paused="", blocked="", held="", held_until=None, told=True)


class Suppressed:
    def __init__(self, world: World) -> None:
        self.w = world

    def has(self, address_hash: str) -> bool:
        return address_hash in self.w.suppressed

    def add(self, address_hash: str, reason: str, now: datetime) -> None:
        self.w.effect()
        self.w.suppressed[address_hash] = reason

    def remove(self, address_hash: str) -> None:
        self.w.effect()
        self.w.suppressed.pop(address_hash, None)


class Numbers:
    def __init__(self, world: World) -> None:
        self.w = world

    def following(self, series: Series) -> int | None:
        return self.w.series.get(series.key)

    def give(
        self, series: Series, following: int, last: int, documents: Sequence[Document], entries: Sequence[Entry]
    ) -> None:
        assert len(documents) <= MAX_GIVEN
        self.w.effect()
        if (
            (self.following(series) or 1) != following
            or any(d.id in self.w.rows for d in documents)
            or any(self._is_taken(e) for e in entries)
        ):
            raise Conflict(series.key)
        self.w.series[series.key] = last + 1
        for document in documents:
            self.w._stored(replace(document, version=1))
        self.w.entry_rows |= {(e.batch_id, e.position): e for e in entries}

    def _is_taken(self, entry: Entry) -> bool:
        there = self.w.entry_rows.get((entry.batch_id, entry.position))
        return there is not None and there.round >= entry.round

    def begin_at(self, series: Series, number: int) -> bool:
        self.w.effect()
        if (self.following(series) or 1) > number:
            return False
        self.w.series[series.key] = number
        return True


class Inbox:
    def __init__(self, world: World) -> None:
        self.w = world

    def head(self, key: str, version: str = "") -> StoredObject | None:
        version = version or self.w.versions.get(key, "")
        data = self.w.objects.get((key, version))
        if data is None:
            return None
        return StoredObject(key, version, len(data), self.w.uploaded[key, version])

    def uploads(self, until: datetime) -> Iterator[StoredObject]:
        for key in list(self.w.versions):
            stored = self.head(key)
            if stored is not None and stored.uploaded_at <= until and paths.upload_of(key):
                yield replace(stored, version="")

    def put_away(self, key: str, version: str, place: str) -> None:
        self.w.effect()
        data = self.w.objects.pop((key, version), None)
        if data is None:
            return
        self.w.objects[place, version] = data
        self.w.uploaded[place, version] = self.w.uploaded[key, version]
        self.w.versions[place] = version
        older = [v for k, v in self.w.objects if k == key]
        self.w.versions.pop(key, None)
        if older:
            self.w.versions[key] = max(older, key=int)

    def put_back(self, batch_id: str) -> bool:
        self.w.effect()
        issuer, name = batch.issuer_of(batch_id), batch.name_of(batch_id)
        place, key = paths.taken(issuer, name), paths.upload(issuer, name)
        data = self.w.objects.get((place, self.w.versions.get(place, "")))
        if data is None or batch.batch_id(issuer, name, data) != batch_id or key in self.w.versions:
            return False
        self.w.uploads += 1
        version = self.w.versions[key] = str(self.w.uploads)
        self.w.objects[key, version] = data
        self.w.uploaded[key, version] = self.w.time.replace(microsecond=0)
        return True

    def read(self, key: str, version: str) -> bytes:
        return self.w.objects[key, version]

    def write_result(self, key: str, data: bytes, content_type: str) -> None:
        self.w.effect()
        self.w.result_files[key] = data


class Archive:
    EVENTS: ClassVar = {
        "unsigned": "signing",
        "signed": "submission",
        "authorized": "rendering",
        "ride": "notification",
    }

    def __init__(self, world: World) -> None:
        self.w = world

    def put_once(self, key: str, data: bytes, content_type: str, origin: str = "") -> bytes:
        self.w.effect()
        if key in self.w.files:
            return self.w.files[key]
        self.w.files[key] = data
        if origin:
            self.w.origins[key] = origin
        queue = self.EVENTS.get(key.split("/")[0])
        if queue and not self.w.lose_events:
            number = self.w.country.preparer.number_of(paths.clave_of(key))
            self.w.messages.append((self.w.time, queue, {"document": number.key}))
        return data

    def origin(self, key: str) -> str:
        return self.w.origins.get(key, "")

    def get(self, key: str) -> bytes | None:
        return self.w.files.get(key)


class Claves:
    def __init__(self, world: World) -> None:
        self.w = world

    def claves(self, issuer: str, begins: str = "") -> Iterator[str]:
        prefix = f"unsigned/{issuer}/{begins}"
        return (paths.clave_of(key) for key in sorted(self.w.files) if key.startswith(prefix))


class Beats:
    def __init__(self, world: World) -> None:
        self.w = world

    def archived(self) -> datetime | None:
        return self.w.archive_beat

    def tables(self) -> Mapping[str, datetime | None]:
        return {name: self.w.beats.get(name) for name in ("documents", "batches", "series")}

    def mark_tables(self, beat: datetime) -> None:
        self.w.effect()
        for name in self.tables():
            self.w.beats[name] = max(beat, self.w.beats.get(name, beat))

    def mark_archive(self, beat: datetime) -> None:
        self.w.effect()
        self.w.archive_beat = beat


class Countries:
    def __init__(self, world: World) -> None:
        self.w = world

    def get(self, code: str) -> Country:
        return self.w.country


class Rules:
    """A country whose documents are lines: `sequence|total|mail[|date]`, `*` for a sequence that is to be given;
    anything else is rejected."""

    def prepare(
        self, part: Part, *, issuer: Issuer, today: date, numeric_code: NumericCode
    ) -> Prepared | Rejected | Unnumbered:
        pointer, source = part.name, part.data
        fields = source.decode().split("|")
        if fields[0] == "bug":
            raise ZeroDivisionError
        if len(fields) < 3:
            return Rejected((problem("TEST-BAD", pointer, why="faltan campos"),))
        series = Series("XX", issuer.tax_id, "1", "01", "001001")
        if fields[0] == "*":

            def numbered(sequence: int) -> Prepared:
                rest = "|".join(fields[1:])
                given = Part(pointer, f"{sequence:09d}|{rest}".encode())
                prepared = self.prepare(given, issuer=issuer, today=today, numeric_code=numeric_code)
                assert isinstance(prepared, Prepared)
                return prepared

            return Unnumbered(series, numbered)
        number = DocumentNumber("XX", issuer.tax_id, "1", "01", "001001", fields[0])
        day = fields[3] if len(fields) > 3 else "23"
        clave = f"{day}-{fields[0]}-{numeric_code(number)}"
        mails = tuple(m for m in fields[2].split(",") if m)
        return Prepared(
            number,
            clave,
            f"<doc id='{fields[0]}' mail='{fields[2]}' day='{day}'>{fields[1]}</doc>".encode(),
            hashlib.sha256("|".join((*fields[:3], day)).encode()).hexdigest(),
            f"Factura {fields[0]}",
            date(2026, 11, 23),
            Decimal(fields[1]),
            "USD",
            Receiver("05", "1710034065", "Ana", mails),
        )

    def read_back(self, name: str, data: bytes) -> Prepared:
        root = etree.fromstring(data)
        source = "|".join(part or "" for part in (root.get("id"), root.text, root.get("mail"), root.get("day")))
        prepared = self.prepare(
            Part(name, source.encode()),
            issuer=Issuer(RUC, frozenset({"1"})),
            today=date(2026, 11, 23),
            numeric_code=lambda number: paths.clave_of(name).split("-")[2],
        )
        assert isinstance(prepared, Prepared)
        return prepared

    def number_of(self, clave: str) -> DocumentNumber:
        return DocumentNumber("XX", RUC, "1", "01", "001001", clave.split("-")[1])


def _split(name: str, data: bytes):  # type: ignore[no-untyped-def]
    for i, line in enumerate(data.decode().splitlines(), start=1):
        yield Part(f"{name}#{i}", line.encode())


class Pen:
    """Signs with a new nonce each time, as a real signature with its time does.

    The next `foreign` signatures find another company's key in the company's place.
    """

    count = 0

    def __init__(self) -> None:
        self.foreign = 0

    def sign(self, tenant: Tenant, unsigned: bytes, now: datetime) -> bytes:
        if self.foreign:
            self.foreign -= 1
            raise ports.SigningRefused("CERT-AJENO", "no es el suyo", "avise", grave=True)
        Pen.count += 1
        return unsigned.replace(b"</doc>", f"<sig n='{Pen.count}'/></doc>".encode())

    def check(self, tenant: Tenant, unsigned: bytes, signed: bytes) -> None:
        if signed.split(b"<sig")[0] != unsigned.removesuffix(b"</doc>"):
            raise ports.OtherFile("FIRMA-IMPOSIBLE", "el archivo firmado es de otro documento")


class Press:
    def render(self, evidence, branding, logo):  # type: ignore[no-untyped-def]
        return b"%PDF " + evidence

    def render_pending(self, signed, branding, logo):  # type: ignore[no-untyped-def]
        return b"%PDF SIN AUTORIZAR " + signed


class Post:
    def __init__(self, world: World) -> None:
        self.w = world

    def send(self, letter: Letter, recipient: str, place: int) -> str:
        from chalicelib.services.ports import AddressRefused, Unavailable

        if self.w.mail_down:
            raise Unavailable("mail")
        if "refused" in recipient:
            raise AddressRefused("no")
        self.w.effect()
        self.w.mails.append((letter.document.id, recipient))
        return f"mail-{len(self.w.mails)}"


class FakeAuthority:
    """Registers what it receives by number; `plan` holds the next behaviours: submit and query take from it in turn."""

    def __init__(self, world: World) -> None:
        self.w = world
        self.received: dict[str, bytes] = {}
        self.calls: list[tuple[str, str, str]] = []
        self.verdicts: list[str] = []
        """What it answered to each of the calls."""
        self.accepted: list[str] = []
        """The claves it took in, in that order."""
        self.refused: list[tuple[str, bytes]] = []
        """What it did not authorise, with the bytes it judged: it goes on saying so until they come corrected."""
        self.plan: list[str] = []
        self.query_plan: list[str] = []

    def _clave(self, signed: bytes) -> str:
        sequence = signed.split(b"id='")[1].split(b"'")[0].decode()
        return next(d.clave for d in self.w.rows.values() if d.number.sequence == sequence)

    def submit(self, environment: str, signed: bytes) -> SubmitAnswer:
        clave = self._clave(signed)
        self.calls.append(("submit", clave, hashlib.sha256(signed).hexdigest()))
        self.verdicts.append("died")
        answer = self._take(clave, signed, self.plan.pop(0) if self.plan else "ok")
        self.verdicts[-1] = answer.verdict.value
        return answer

    def _take(self, clave: str, signed: bytes, behaviour: str) -> SubmitAnswer:
        self.w.effect()
        if behaviour == "down":
            return SubmitAnswer(Submitted.NOT_SENT)
        if behaviour == "returned":
            return SubmitAnswer(Submitted.RETURNED, (AuthorityMessage("XX-35", "DOCUMENTO INVÁLIDO", "malo"),))
        if behaviour == "stopped":
            said = (AuthorityMessage("XX-56", "ESTABLECIMIENTO CERRADO", "cerrado"),)
            return SubmitAnswer(Submitted.RETURNED, said, consequence=Consequence.STOP_ISSUER)
        if behaviour == "returned without a word":
            return SubmitAnswer(Submitted.RETURNED, consequence=Consequence.ALERT)
        if behaviour == "unregistered":
            said = (
                AuthorityMessage("XX-35", "DOCUMENTO INVÁLIDO", "no existe", remedy="Pida el ambiente de pruebas."),
            )
            return SubmitAnswer(Submitted.DECLINED, said, consequence=Consequence.STOP_ISSUER)
        if behaviour == "limit":
            said = (AuthorityMessage("XX-90", "LIMITE DE INTENTOS", remedy="Salen mañana."),)
            return SubmitAnswer(Submitted.DECLINED, said, consequence=Consequence.HOLD_ISSUER)
        if behaviour == "taken":
            return SubmitAnswer(Submitted.TAKEN, (AuthorityMessage("XX-45", "SECUENCIAL REGISTRADO"),))
        if behaviour == "busy":
            return SubmitAnswer(Submitted.BUSY)
        if behaviour == "lost":
            return SubmitAnswer(Submitted.UNKNOWN)
        if clave in self.received:
            return SubmitAnswer(Submitted.KNOWN)
        if behaviour == "forgotten":
            return SubmitAnswer(Submitted.RECEIVED)
        self.received[clave] = signed
        self.accepted.append(clave)
        if behaviour == "drip":
            self.w.time += EXCHANGE
        if behaviour in ("accept_then_hang", "drip"):
            return SubmitAnswer(Submitted.UNKNOWN)
        return SubmitAnswer(Submitted.RECEIVED)

    def query(self, environment: str, clave: str) -> QueryAnswer:
        self.calls.append(("query", clave, ""))
        self.verdicts.append("asked")
        behaviour = self.query_plan.pop(0) if self.query_plan else "ok"
        if behaviour == "drip":
            self.w.time += EXCHANGE
        if behaviour in ("down", "drip"):
            return QueryAnswer(Judged.UNAVAILABLE)
        if clave not in self.received:
            judged = [document for refused, document in self.refused if refused == clave]
            return self._not_authorized(judged[-1]) if judged else QueryAnswer(Judged.UNKNOWN_CLAVE)
        if behaviour == "pending":
            return QueryAnswer(Judged.PENDING)
        if behaviour == "refused":
            self.refused.append((clave, self.received.pop(clave)))
            return self._not_authorized(self.refused[-1][1])
        document = self.received[clave]
        number = clave
        if behaviour == "tampered":
            document = document.replace(b"</doc>", b"!</doc>")
        if behaviour == "wrong_clave":
            number = "other"
        if behaviour == "refused without a word":
            self.refused.append((clave, self.received.pop(clave)))
            return replace(self._not_authorized(self.refused[-1][1]), messages=(), consequence=Consequence.ALERT)
        if behaviour == "two, ours last":
            other = self._authorized(clave, document.replace(b"</doc>", b"!</doc>"))
            return replace(other, others=(self._authorized(clave, document),))
        return self._authorized(number, document)

    def _not_authorized(self, document: bytes) -> QueryAnswer:
        return QueryAnswer(Judged.REFUSED, (AuthorityMessage("XX-52", "ERROR EN DIFERENCIAS"),), document=document)

    def _authorized(self, number: str, document: bytes) -> QueryAnswer:
        evidence = json.dumps({"number": number, "document": document.decode()}).encode()
        at = datetime(2026, 11, 23, 15, 1, tzinfo=UTC)
        return QueryAnswer(Judged.AUTHORIZED, (), number, at, evidence, document)

    def read_evidence(self, evidence: bytes) -> QueryAnswer:
        content = json.loads(evidence)
        return self._authorized(content["number"], content["document"].encode())

    def submissions(self) -> Counter[str]:
        return Counter(clave for operation, clave, _ in self.calls if operation == "submit")
