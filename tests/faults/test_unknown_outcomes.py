"""An answer that says nothing certain, over HTTP: is the document asked for before its bytes go again, and how often?

An **unknown outcome** is a call after which nobody can tell whether the document arrived: no answer, half of one, a
page of HTML. The services and the SOAP client are the real ones, and so is the authority's stand-in, whose log is what
is looked at; its clock is the world's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.sri.authority import Addresses, Sri
from chalicelib.adapters.sri.soap import SoapClient
from chalicelib.domain.documents import paths
from chalicelib.domain.documents.country import DocumentNumber, Prepared, Receiver
from chalicelib.domain.documents.states import Authority as State
from infra.sandbox.certificates import load_trusted
from infra.sandbox.clock import Clock
from infra.sandbox.control import Authority
from infra.sandbox.faults import Faults
from infra.sandbox.judge import Judge
from infra.sandbox.server import SERVICES, Server
from infra.sandbox.store import Store
from tests.unit.core.world import RUC, Rules, World
from tests.unit.sandbox.documents import Factura
from tests.unit.sandbox.signer import Certificates, sign

DAY = date(2026, 11, 23)
DOCUMENTS = 3
UNKNOWN = ("accept_then_hang", "accept_then_reset", "accept_then_502", "truncated", "html200", "oversized")
"""Behaviours under which the authority takes the document and does not say so."""
NOT_TAKEN = ("down", "soap_fault")
"""Behaviours under which it does not take it, which looks the same to whoever sent it."""
ALWAYS = 1000
FOR_A_WHILE = timedelta(seconds=60)
"""How long a slow authority does not know what it took."""


class WorldClock(Clock):
    """The authority's clock shows the world's time."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def now(self) -> datetime:
        return self._world.time


class Facturas(Rules):
    """A country whose lines become facturas that the authority's stand-in can judge."""

    def prepare(self, part: Any, *, issuer: Any, today: Any, numeric_code: Any) -> Prepared:
        factura = Factura(DAY, secuencial=int(part.data.decode()), ruc=issuer.tax_id)
        return Prepared(
            DocumentNumber("XX", issuer.tax_id, "1", "01", "001002", f"{factura.secuencial:09d}"),
            factura.key,
            factura.xml(),
            f"fingerprint {factura.secuencial}",
            f"Factura {factura.secuencial}",
            DAY,
            Decimal(factura.total),
            "USD",
            Receiver("05", factura.buyer, "Ana", ()),
        )

    def number_of(self, clave: str) -> DocumentNumber:
        return DocumentNumber("XX", RUC, "1", "01", "001002", clave[30:39])


class Pen:
    """Signs as the stand-in wants it; each signature has its own bytes."""

    def __init__(self, certificates: Certificates) -> None:
        self._certificates = certificates
        self._certificate = certificates.issue(RUC)
        self._signed = 0

    def sign(self, tenant: Any, unsigned: bytes, now: datetime) -> bytes:
        self._signed += 1
        moment = now - timedelta(seconds=4 + self._signed)
        return sign(unsigned, self._certificate, self._certificates.key, moment)

    def check(self, tenant: Any, unsigned: bytes, signed: bytes) -> None:
        assert b"<ds:Signature" in signed


@dataclass
class Scene:
    """A world, and the server that it hands its documents in to."""

    world: World
    server: Server

    def order(self, behaviour: str, operation: str, times: int, seconds: float = 0.02) -> None:
        """Have the authority misbehave."""
        self.server.authority.faults.order(
            {"behaviour": behaviour, "operation": operation, "times": times, "seconds": seconds}
        )

    def issue(self, documents: int = DOCUMENTS) -> None:
        """Drop a batch and let three hours go by."""
        self.world.drop("lote.txt", "\n".join(str(n + 1) for n in range(documents)))
        self.world.run()
        for _ in range(12 * 180):
            if all(d.final for d in self.world.rows.values()):
                break
            self.world.time += timedelta(seconds=5)
            self.world.run()
            if self.world.time.minute % 2:
                self.world.later(1)

    def log(self, clave: str) -> list[dict[str, str]]:
        """What the authority saw of a document."""
        return [seen for seen in self.server.authority.store.seen() if seen["clave"] == clave]


@pytest.fixture(scope="module")
def certificates() -> Certificates:
    return Certificates(World().time)


@pytest.fixture
def scene(certificates: Certificates, tmp_path: Path) -> Iterator[Callable[..., Scene]]:
    """Makes scenes; their servers end with the test."""
    servers: list[tuple[Server, threading.Thread]] = []
    certificates.trust(tmp_path)

    def make(delay: timedelta = timedelta(), patience: float = 20) -> Scene:
        world = World()
        store, clock = Store(":memory:"), WorldClock(world)
        judge = Judge(store, clock, load_trusted(str(tmp_path)), delay.total_seconds())
        server = Server("127.0.0.1", 0, Authority(store, clock, judge, Faults()))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        servers.append((server, thread))
        base = f"{server.url}{SERVICES}"
        addresses = Addresses(f"{base}RecepcionComprobantesOffline", f"{base}AutorizacionComprobantesOffline")
        for name, part in {
            "preparer": Facturas(),
            "signer": Pen(certificates),
            "authority": Sri({"1": addresses}, SoapClient(seconds=patience)),
        }.items():
            object.__setattr__(world.country, name, part)
        return Scene(world, server)

    yield make
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join(10)
        server.authority.store.close()


def check(scene: Scene, documents: int = DOCUMENTS, most: int = 2) -> None:
    """All authorised once, of the bytes that are archived; sent at most so often, and never without asking between."""
    world = scene.world
    assert world.faults == []
    assert len(world.rows) == documents
    taken = {found["clave"]: found for found in scene.server.authority.store.summary()}
    assert set(taken) == {d.clave for d in world.rows.values()}
    for document in world.rows.values():
        assert document.authority is State.AUTORIZADO, document
        log = scene.log(document.clave)
        sent = [place for place, seen in enumerate(log) if seen["operation"] == "recepcion"]
        assert 1 <= len(sent) <= most, log
        assert {log[place]["sha256"] for place in sent} == {document.signed_sha256}
        assert taken[document.clave]["sha256"] == document.signed_sha256
        for earlier, later in pairwise(sent):
            between = [seen["behaviour"] for seen in log[earlier + 1 : later]]
            assert "ok" in between, "it went again before a question about it was answered"
        evidence = world.country.authority.read_evidence(world.files[paths.authorized(document)])
        assert evidence.document == world.files[paths.signed(document)]


@pytest.mark.parametrize("slow", [timedelta(), FOR_A_WHILE], ids=["knows at once", "knows a minute later"])
@pytest.mark.parametrize("times", [DOCUMENTS, ALWAYS], ids=["once", "always"])
@pytest.mark.parametrize("behaviour", UNKNOWN)
def test_handing_in(scene: Callable[..., Scene], behaviour: str, times: int, slow: timedelta) -> None:
    acted = scene(slow)
    acted.order(behaviour, "recepcion", times)
    acted.issue()
    check(acted)
    counts = [len([s for s in acted.log(d.clave) if s["operation"] == "recepcion"]) for d in rows(acted)]
    assert counts == [2 if slow else 1] * DOCUMENTS, "only what the authority does not know goes again"


@pytest.mark.parametrize("operation", ["autorizacion", "*"])
@pytest.mark.parametrize("behaviour", UNKNOWN)
def test_asking_too_fails_for_a_while(scene: Callable[..., Scene], behaviour: str, operation: str) -> None:
    acted = scene(FOR_A_WHILE)
    acted.order(behaviour, operation, times=7)
    acted.issue()
    check(acted)


@pytest.mark.parametrize("behaviour", NOT_TAKEN)
def test_what_was_not_taken_goes_again(scene: Callable[..., Scene], behaviour: str) -> None:
    """Nobody can tell it from a document that was taken: it is asked for each time, and it does go again."""
    acted = scene()
    acted.order(behaviour, "recepcion", times=1)
    acted.issue(documents=1)
    check(acted, documents=1)
    (document,) = rows(acted)
    operations = [seen["operation"] for seen in acted.log(document.clave)]
    assert operations[:3] == ["recepcion", "autorizacion", "recepcion"]


def test_an_answer_that_comes_too_late(scene: Callable[..., Scene]) -> None:
    """The client gives up; that the authority goes on is unknown to it."""
    acted = scene(patience=0.3)
    acted.order("accept_then_hang", "recepcion", times=1, seconds=1.5)
    acted.issue(documents=1)
    check(acted, documents=1)


@pytest.mark.parametrize("operation", ["recepcion", "*"])
def test_answers_of_a_byte_at_a_time_count_as_none_and_cut_the_line(
    scene: Callable[..., Scene], operation: str
) -> None:
    acted = scene(patience=0.5)
    world, documents = acted.world, 8
    acted.order("drip", operation, ALWAYS, seconds=0.05)
    world.drop("antes.txt", "\n".join(str(n + 1) for n in range(documents)))
    world.run()
    assert world.lines["XX:1"].cut
    assert len(acted.server.authority.store.seen()) == world.rules.threshold, "the others wait, and nothing is tried"
    acted.server.authority.faults.clear()
    acted.issue(documents)
    check(acted, documents)


def test_what_it_forgets_after_taking_it_goes_again_with_the_same_bytes(scene: Callable[..., Scene]) -> None:
    acted = scene()
    acted.order("forgotten", "recepcion", times=1)
    acted.world.drop("lote.txt", "1")
    acted.world.run()
    acted.world.later(4 * 24 * 3600)
    check(acted, documents=1)
    (document,) = rows(acted)
    assert [seen["operation"] for seen in acted.log(document.clave)].count("recepcion") == 2


def rows(scene: Scene) -> list[Any]:
    """The documents, by number."""
    return sorted(scene.world.rows.values(), key=lambda d: d.id)
