"""The records of a tenant's documents come back from the archive alone, and nothing is sent to anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from chalicelib.domain.documents import paths, reception
from chalicelib.domain.documents.batch import origin
from chalicelib.domain.documents.country import Series
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.states import Authority, Delivery
from chalicelib.domain.documents.states import Receiver as Reception
from chalicelib.services.operations.rebuilding import Outcome
from tests.unit.core.restores import rebuild
from tests.unit.core.world import RUC, World

SERIES = Series("XX", RUC, "1", "01", "001001")
LOST = {
    "batches": (),
    "mails": (),
    "mailed_at": None,
    "answers": (),
    "incident": "",
    "history": (),
    "last_sent_at": None,
    "sent_at": None,
    "sends": 0,
    "told": "",
    "moves": 0,
    "tries": 0,
    "due_at": None,
    "version": 0,
    "messages": (),
    "opened_at": None,
    "created_at": datetime.min,
    "updated_at": datetime.min,
}
"""What is not compared: it does not come back, or not as it was."""


def lose(world: World, *, ledger: bool) -> dict[str, Document]:
    """Lose every table, with or without the ledger's; answers what was known."""
    world.chaining.run()
    world.time = world.time.replace(year=world.time.year + 1)
    world.chaining.run()
    before = dict(world.rows)
    world.rows.clear()
    world.series.clear()
    world.headers.clear()
    world.entry_rows.clear()
    world.messages.clear()
    world.lanes.clear()
    if ledger:
        world.ledger.waits.clear()
        world.ledger.chains.clear()
        world.ledger.ends.clear()
    return before


def essence(document: Document) -> Document:
    return replace(document, **LOST)  # type: ignore[arg-type]


@pytest.mark.parametrize("ledger", [False, True])
def test_everything_comes_back_and_nobody_hears_of_it(ledger: bool) -> None:
    world = World()
    world.drop("a.txt", "*|10.00|ana@example.com\n*|20.00|\n*|30.00|c@example.com\n")
    world.run()
    world.later(600)
    world.authority.plan = ["returned"]
    world.drop("b.txt", "000000007|10.00|\n")
    world.run()
    world.later(600)
    world.authority.query_plan = ["refused"]
    world.drop("c.txt", "000000008|10.00|\n")
    world.run()
    world.later(600)
    opened = world.rows[SERIES.number(1).key]
    world.save(reception.opened(opened, world.now()))
    before = lose(world, ledger=ledger)
    states = {d.authority for d in before.values()}
    assert states == {Authority.AUTORIZADO, Authority.DEVUELTO, Authority.NO_AUTORIZADO}
    calls, mails, queued = len(world.authority.calls), len(world.mails), len(world.messages)

    assert {r.outcome for r in rebuild(world)} == {Outcome.REBUILT}

    assert {k: essence(d) for k, d in world.rows.items()} == {k: essence(d) for k, d in before.items()}
    assert [d.created_at for d in world.rows.values()] == [before[k].created_at for k in world.rows]
    assert world.rows[opened.id].reception is Reception.ABIERTO
    assert world.rows[opened.id].opened_at is not None
    assert world.series[SERIES.key] == 9
    assert (len(world.authority.calls), len(world.mails), len(world.messages)) == (calls, mails, queued)
    world.later(3 * 3600)
    assert (len(world.authority.calls), len(world.mails)) == (calls, mails)
    assert world.ledger_findings() == []


def test_a_document_on_its_way_is_asked_about_before_it_is_sent() -> None:
    world = World()
    world.authority.plan = ["accept_then_hang"]
    world.authority.query_plan = ["down"] * 50
    world.drop("a.txt", "000000001|10.00|ana@example.com\n")
    world.run()
    lose(world, ledger=False)
    assert [r.outcome for r in rebuild(world)] == [Outcome.UNFINISHED]
    (document,) = world.rows.values()
    assert (document.authority, document.due_at) == (Authority.FIRMADO, None)
    world.authority.query_plan = []
    world.save(replace(document, due_at=world.now()))
    world.later(3600)
    (document,) = world.rows.values()
    assert document.authority is Authority.AUTORIZADO
    assert sum(world.authority.submissions().values()) == 1


def test_what_may_have_been_mailed_is_not_mailed_again() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|ana@example.com\n")
    world.run()
    world.later(600)
    lose(world, ledger=True)
    for key in [k for k in world.files if k.startswith("ledger/")]:
        del world.files[key]
    rebuild(world)
    (document,) = world.rows.values()
    assert (document.authority, document.delivery) == (Authority.AUTORIZADO, Delivery.SIN_CONFIRMAR)
    world.save(replace(document, due_at=world.now()))
    world.later(3600)
    assert len(world.mails) == 1


def test_what_is_there_stays_and_what_cannot_be_read_is_named() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|\n000000002|20.00|\n")
    world.run()
    world.later(600)
    kept, gone = world.rows.values()
    del world.rows[gone.id]
    assert [r.outcome for r in rebuild(world)] == [Outcome.THERE, Outcome.REBUILT]
    assert world.rows[kept.id] is kept
    del world.rows[gone.id]
    world.files[paths.authorized(gone)] = b"{"
    assert [(r.key, r.outcome) for r in rebuild(world)][1] == (gone.id, Outcome.UNREADABLE)
    assert gone.id not in world.rows


def test_a_file_of_another_document_or_issuer_rebuilds_nothing() -> None:
    """What a file says of itself is compared with the place it was found in."""
    world = World()
    world.drop("a.txt", "000000001|10.00|\n000000002|20.00|\n000000003|30.00|")
    world.run()
    world.later(600)
    one, two, three = world.rows.values()
    world.rows.clear()
    world.files[paths.unsigned(one)] = world.files[paths.unsigned(two)]
    world.origins[paths.unsigned(two)] = origin("0990012345001/a.txt@0", 1)
    world.files[paths.authorized(three)] = world.files[paths.authorized(two)]
    assert {r.outcome for r in rebuild(world)} == {Outcome.UNREADABLE}
    assert world.rows == {}
    assert world.authority.submissions().total() == 3
