"""A document that comes after its last day is sent as it is, and its issuer reads that it was late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.core.test_pipeline import settle
from tests.unit.core.world import World


def warnings(world: World, name: str) -> list[str]:
    (row,) = world.report(name)["documentos"]
    return [w["codigo"] for w in row["advertencias"]]


@pytest.mark.parametrize("sequence", ["000000001", "*"])
@pytest.mark.parametrize(("days", "told"), [(0, []), (1, ["FECHA-ATRASADA"]), (40, ["FECHA-ATRASADA"])])
def test_a_document_dated_before_its_last_day_is_warned_of(sequence: str, days: int, told: list[str]) -> None:
    world = World()
    world.time += timedelta(days=days)
    world.drop("a.txt", f"{sequence}|10.00|")
    settle(world)
    assert world.states("a.txt") == ["AUTORIZADO"]
    assert warnings(world, "a.txt") == told


def test_the_warning_says_both_days() -> None:
    world = World()
    world.time += timedelta(days=1)
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    ((told,),) = [row["advertencias"] for row in world.report("a.txt")["documentos"]]
    assert told["puntero"] == "a.txt#1"
    assert "23/11/2026" in told["mensaje"]
    assert "24/11/2026" in told["mensaje"]


def test_a_document_that_was_in_time_is_not_late_because_it_comes_again() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    world.time += timedelta(days=1)
    world.drop("b.txt", "000000001|10.00|")
    settle(world)
    assert warnings(world, "b.txt") == []


def test_a_name_as_long_as_s3_takes_is_answered() -> None:
    world = World()
    name = "ñ" * 496 + ".txt"
    world.drop(name, "000000001|10.00|")
    settle(world)
    assert world.faults == []
    assert len(world.result_files) == 2
    assert all(len(key.encode()) <= 1024 for key in world.result_files)
