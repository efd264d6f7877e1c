"""The portal's list and login, with ten documents and with a million.

Two views. *In the process*: the application's own pages over an index as DynamoDB keeps it (sorted, sought by
bisection) with 1,000,000 documents of one receiver; what is measured is our work, and how many documents a page looks
at. *On the stack*, if one is running (`RUBRICA_HOME`): the same pages through the gateway, with the records in the
local DynamoDB. That emulator reads the whole table for each query: the number of documents there is `ON_THE_STACK`,
and the times say more about it than about us; the reads that are counted are what AWS would do, too.
"""

from __future__ import annotations

import bisect
import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from chalicelib.adapters.portal.passwords import Argon2Passwords
from chalicelib.domain.documents.states import Authority
from chalicelib.domain.documents.states import Receiver as Reception
from chalicelib.handlers import wiring as common
from chalicelib.handlers.portal import wiring
from chalicelib.services.portal.ports import Listed, Query
from tests.e2e.portal.people import Portal
from tests.unit.portal.world import ISSUER, PASSWORD, PortalWorld, Received, Store

MANY = 1_000_000
ON_THE_STACK = 5_000
VISITS = 60


class Index(Received):
    """The receiver's documents in the order of their dates, without anything else in memory."""

    def __init__(self, count: int) -> None:
        super().__init__(Store())
        begin = date(2019, 1, 1)
        self.places = [
            f"{begin + timedelta(days=n * 2500 // count)}#EC#{ISSUER}#2#01#001001#{n:09d}" for n in range(count)
        ]

    def read(self, query: Query, after: Listed | None, limit: int, most: int) -> tuple[list[Listed], Listed | None]:
        """Seek the place, then step through the index."""
        if after is not None:
            at = bisect.bisect_left(self.places, after.place) - (0 if query.ascending else 1)
        else:
            at = 0 if query.ascending else len(self.places) - 1
        found: list[Listed] = []
        step = 1 if query.ascending else -1
        self.queries += 1
        while 0 <= at < len(self.places):
            self.looked += 1
            if len(found) == limit:
                return found, found[-1]
            found.append(self.listed(self.places[at]))
            at += step
        return found, None

    def listed(self, place: str) -> Listed:
        """The document of a place."""
        day, _, document_id = place.partition("#")
        return Listed(
            document_id,
            f"Factura 001-001-{document_id[-9:]}",
            date.fromisoformat(day),
            Decimal("112.00"),
            "USD",
            Authority.AUTORIZADO,
            Reception.NO_ABIERTO,
            place,
        )

    def count(self, receiver: str, order: str, low: str, high: str, most: int) -> int:
        """What is not opened yet, counted no further than asked."""
        self.queries += 1
        return min(most, len(self.places))

    def issuers(self, receiver: str, limit: int, evenly: bool = False) -> list[str]:
        """The one issuer."""
        return [ISSUER]


def p95(visit: Callable[[], object], times: int = VISITS) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        visit()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def in_the_process(count: int) -> None:
    """Pages at the beginning, in the middle and at the end of the list."""
    world = PortalWorld()
    index = Index(count)
    world.received = index
    object.__setattr__(world.portal, "received", index)
    wiring.deployed = lambda: world.use  # type: ignore[assignment]
    common.telemetry = lambda: world  # type: ignore[assignment]
    world.account()
    browser = world.browser()
    browser.log_in()
    account = world.person()
    for name, depth in (("primera", 0.0), ("mitad", 0.5), ("final", 0.999)):
        place = index.places[int((len(index.places) - 1) * (1 - depth))]
        document_id = place.partition("#")[2]
        cursor = world.portal.secrets.seal(f"lugar#{account.receiver}", json.dumps([document_id, place, False]))
        path = "/documentos" + (f"?desde_lugar={cursor}" if depth else "")
        index.looked = index.queries = 0
        page = browser.get(path)
        looked, queries = index.looked, index.queries
        assert page.status == 200
        median, high = p95(lambda path=path: browser.get(path))  # type: ignore[misc]
        print(
            f"  {count:>9,} documentos, página {name:<8} mediana {median:5.1f} ms  p95 {high:5.1f} ms"
            f"   lecturas: {queries} consultas, {looked} documentos   {len(page.body.encode()) / 1000:.1f} kB"
        )


def login_work() -> None:
    """The one expensive thing at login: the hash of the password."""
    passwords = Argon2Passwords()
    known = passwords.hash(PASSWORD)
    median, high = p95(lambda: passwords.verify(known, PASSWORD), 30)
    print(f"  contraseña (argon2id, 19 MiB)        mediana {median:5.1f} ms  p95 {high:5.1f} ms")


def on_the_stack() -> None:
    """Login and list through the gateway."""
    from tests.e2e.stack import Stack

    portal = Portal(Stack())
    dynamo = portal.stack.client("dynamodb")
    accounts, documents = "rubrica-local-accounts", "rubrica-local-documents"
    own = portal.stack.facts["customers"][0]
    account = dynamo.get_item(TableName=accounts, Key={"id": {"S": f"EC#04#{own['identificacion']}"}})["Item"]
    template = next(
        item
        for item in dynamo.scan(TableName=documents)["Items"]
        if item.get("receiver_key", {}).get("S", "").endswith(own["identificacion"])
    )
    for count in (10, ON_THE_STACK):
        usuario = f"BANCO{count}"
        dynamo.put_item(TableName=accounts, Item=account | _named(usuario))
        for n in range(count):
            dynamo.put_item(TableName=documents, Item=_copy(template, usuario, n))
        visit = _Visits(portal, usuario, own["password"])
        median, high = p95(visit.log_in, 20)
        print(f"  {count:>9,} documentos, entrar          mediana {median:5.0f} ms  p95 {high:5.0f} ms")
        median, high = p95(visit.look, 30)
        print(f"  {count:>9,} documentos, lista           mediana {median:5.0f} ms  p95 {high:5.0f} ms")


class _Visits:
    """Somebody who comes in again and again, each time from another address."""

    def __init__(self, portal: Portal, usuario: str, password: str) -> None:
        self.portal = portal
        self.usuario = usuario
        self.password = password
        self.number = 0

    def log_in(self) -> None:
        """A login."""
        self.number += 1
        self.browser = self.portal.browser(f"127.9.9.{self.number}")
        self.browser.get("/entrar")
        page = self.browser.post("/entrar", follow=False, usuario=self.usuario, clave=self.password)
        assert page.status == 303

    def look(self) -> None:
        """The first page of the list."""
        assert self.browser.get("/documentos").status == 200


def _named(usuario: str) -> dict[str, dict[str, str]]:
    """The account's attributes that say whose it is."""
    return {"id": {"S": f"EC#06#{usuario}"}, "usuario": {"S": usuario}, "kind": {"S": "06"}}


def _copy(template: dict[str, dict[str, str]], usuario: str, number: int) -> dict[str, dict[str, str]]:
    """The sample document again, made out to somebody else under another number."""
    sequence = 500_000_000 + (len(usuario) * 1_000_003 + number) % 400_000_000
    document_id = template["id"]["S"][:-9] + f"{sequence:09d}"
    day = (date(2020, 1, 1) + timedelta(days=number % 2000)).isoformat()
    places = {
        "by_date": f"{day}#{document_id}",
        "by_issuer": f"{ISSUER}#{day}#{document_id}",
        "by_kind": f"01#{day}#{document_id}",
        "by_state": f"NO ABIERTO#{day}#{document_id}",
        "by_total": f"{number:018d}#{document_id}",
        "by_number": f"001001{number:09d}#{document_id}",
    }
    changed = {"id": document_id, "issue_date": day, "receiver_key": f"EC#06#{usuario}", **places}
    return template | {name: {"S": value} for name, value in changed.items()}


def main() -> None:
    """Print the figures."""
    for count in (10, MANY):
        in_the_process(count)
    login_work()
    home = os.environ.get("RUBRICA_HOME", "")
    if home and Path(home, "stack.json").exists():
        on_the_stack()


if __name__ == "__main__":
    main()
