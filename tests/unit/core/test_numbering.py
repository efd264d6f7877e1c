"""Numbers that the service gives: 1 to N without gap or repeat, whoever competes and whoever dies."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.documents.country import Series
from tests.unit.core.world import RUC, Killed, Numbers, World

SERIES = Series("XX", RUC, "1", "01", "001001")


def content(count: int, mark: str = "") -> str:
    return "\n".join(f"*|{n}.00|{mark}{n}@x.ec" for n in range(1, count + 1))


def sequences(world: World) -> list[int]:
    return sorted(int(d.number.sequence) for d in world.rows.values())


def settle(world: World) -> None:
    """Run until quiet, whatever was killed."""
    world.die_at = None
    world.run()
    world.later(1200)


def whole(world: World, count: int, first: int = 1) -> None:
    """Every number once, every document authorised once, every entry its own document."""
    assert sequences(world) == list(range(first, first + count))
    assert {str(d.authority) for d in world.rows.values()} == {"AUTORIZADO"}
    sent = {(clave, digest) for operation, clave, digest in world.authority.calls if operation == "submit"}
    assert len(sent) == len(world.authority.received) == count
    owners = Counter(e.document_id for e in world.entry_rows.values())
    assert set(owners) == set(world.rows)
    assert set(owners.values()) == {1}


def test_in_the_order_of_the_batch() -> None:
    world = World()
    world.drop("lote.txt", content(45))
    settle(world)
    whole(world, 45)
    rows = world.report("lote.txt")["documentos"]
    assert [row["numero"] for row in rows] == [f"Factura {n:09d}" for n in range(1, 46)]


def test_the_first_number_is_the_issuers_to_set() -> None:
    world = World()
    assert Numbers(world).begin_at(SERIES, 500)
    world.drop("lote.txt", content(3))
    settle(world)
    whole(world, 3, 500)
    assert not Numbers(world).begin_at(SERIES, 2)


def test_a_number_that_came_with_a_document_is_passed_over() -> None:
    world = World()
    world.drop("con.txt", "\n".join(f"{n:09d}|1.00|a@x.ec" for n in (2, 3, 30)))
    settle(world)
    world.drop("sin.txt", content(40))
    settle(world)
    whole(world, 43)


def test_a_long_stretch_of_taken_numbers() -> None:
    world = World()
    world.drop("con.txt", "\n".join(f"{n:09d}|1.00|a@x.ec" for n in range(1, 351)))
    settle(world)
    world.drop("sin.txt", content(25))
    settle(world)
    whole(world, 375)


def test_the_same_content_again_is_numbered_once() -> None:
    world = World()
    for _ in range(3):
        world.drop("lote.txt", content(30))
    settle(world)
    whole(world, 30)


def test_bad_ones_take_no_number() -> None:
    world = World()
    world.drop("lote.txt", "*|1.00|a@x.ec\n*|malo\nbug||\n*|2.00|b@x.ec")
    settle(world)
    assert sequences(world) == [1, 2]
    assert world.states("lote.txt") == ["AUTORIZADO", "RECHAZADO", "RECHAZADO", "AUTORIZADO"]


def test_mixed_with_given_numbers() -> None:
    world = World()
    world.drop("lote.txt", "\n".join(f"{'*' if n % 3 else f'{n:09d}'}|{n}.00|a{n}@x.ec" for n in range(1, 91)))
    settle(world)
    assert sequences(world) == sorted(set(sequences(world)))
    assert len(world.rows) == 90
    given_numbers = [n for n in sequences(world) if n % 3 or n > 90]
    assert len(given_numbers) == 60


def test_a_worker_killed_at_any_point() -> None:
    world = World()
    world.drop("lote.txt", content(25))
    settle(world)
    for point in range(1, world.effects):
        world = World()
        world.drop("lote.txt", content(25))
        world.die_at = point
        try:
            world.run()
        except Killed:
            settle(world)
            whole(world, 25)


@settings(max_examples=50, deadline=None)
@given(
    choices=st.lists(st.integers(0, 49), max_size=400),
    sizes=st.lists(st.integers(1, 30), min_size=2, max_size=12),
    kill=st.integers(0, 300),
)
def test_batches_side_by_side_on_one_series(choices: list[int], sizes: list[int], kill: int) -> None:
    world = World()
    for number, size in enumerate(sizes):
        world.drop(f"{number}.txt", content(size, f"b{number}-"))
    world.run_interleaved(choices)
    world.die_at = world.effects + kill
    world.drop("otro.txt", content(7, "z"))
    with suppress(Killed):
        world.run()
    settle(world)
    whole(world, sum(sizes) + 7)


def test_fifty_batches_at_once() -> None:
    world = World()
    for number in range(50):
        world.drop(f"{number}.txt", content(5, f"b{number}-"))
    world.run_interleaved(range(0, 100_000, 7))
    settle(world)
    whole(world, 250)


@pytest.mark.parametrize("kill", [None, 777])
def test_ten_thousand_documents_in_many_invocations(kill: int | None) -> None:
    world = World()
    handfuls = 0

    def patience() -> bool:
        nonlocal handfuls
        handfuls += 1
        return handfuls % 40 == 0

    world.patience = patience
    lines = (f"*|{n}.00|" if n % 10 else f"malo {n}" for n in range(10_000))
    world.drop("grande.txt", "\n".join(lines))
    intake = [m for m in world.messages if m[1] == "intake"]
    invocations = 0
    world.die_at = kill
    while intake:
        world.messages.remove(intake[0])
        invocations += 1
        try:
            world.deliver(intake[0])
        except Killed:
            world.die_at = None
            world.time += timedelta(seconds=90)
        intake = [m for m in world.messages if m[1] == "intake"]
    assert invocations > 10
    (header,) = world.headers.values()
    assert header["batch"].complete
    assert header["batch"].count == 10_000
    entries = [world.entry_rows[key] for key in sorted(world.entry_rows)]
    assert [e.position for e in entries] == list(range(1, 10_001))
    assert sequences(world) == list(range(1, 9_001))
    assert [e.document_id[-9:] for e in entries if e.document_id] == [f"{n:09d}" for n in range(1, 9_001)]
    assert all(e.problems for e in entries if not e.document_id)
