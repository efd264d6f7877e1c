"""A file's results are about what that file asked for, and a file that is dropped once more is answered."""

from __future__ import annotations

import csv
from datetime import timedelta
from decimal import Decimal

import pytest

from chalicelib.domain.documents import paths
from chalicelib.domain.documents.states import Authority
from tests.unit.core.test_pipeline import settle
from tests.unit.core.world import RUC, Killed, World

WRONG = "000000001|10.00|ana@example.com"
RIGHT = "000000001|11.00|ana@example.com"


def refused(how: str = "returned") -> World:
    world = World()
    world.authority.plan = [how] if how == "returned" else []
    world.authority.query_plan = [] if how == "returned" else [how]
    world.drop("malo.txt", WRONG)
    settle(world)
    assert world.states("malo.txt") == ["DEVUELTO" if how == "returned" else "NO AUTORIZADO"]
    return world


def drop_later(world: World, name: str, content: str) -> None:
    world.time += timedelta(seconds=5)
    world.drop(name, content)
    settle(world)


@pytest.mark.parametrize(("how", "state"), [("returned", "DEVUELTO"), ("refused", "NO AUTORIZADO")])
def test_the_results_of_the_refused_file_stay_refused_when_another_file_corrects_it(how: str, state: str) -> None:
    world = refused(how)
    (before,) = world.report("malo.txt")["documentos"]
    drop_later(world, "bueno.txt", RIGHT)
    world.later(300)
    assert world.states("bueno.txt") == ["AUTORIZADO"]
    report = world.report("malo.txt")
    (row,) = report["documentos"]
    assert (row["estado"], row["corregido_por"]) == (state, "bueno.txt")
    assert row["errores"] == before["errores"] != []
    assert "numero_autorizacion" not in row
    assert "xml" not in row
    assert report["final"] is True
    table = world.result_files[paths.result(RUC, "malo.txt", "csv")].decode("utf-8-sig").splitlines()
    (line,) = csv.DictReader(table)
    assert (line["estado"], line["corregido_por"]) == (state, "bueno.txt")
    assert report["resumen"] == {"documentos": 1, "autorizados": 0, "rechazados": 1, "en_proceso": 0}


def test_each_of_two_corrections_is_told_of_itself() -> None:
    world = refused()
    world.authority.plan = ["returned"]
    drop_later(world, "peor.txt", "000000001|12.00|")
    drop_later(world, "bueno.txt", RIGHT)
    world.later(300)
    (first,), (second,) = (world.report(name)["documentos"] for name in ("malo.txt", "peor.txt"))
    assert (first["estado"], first["corregido_por"]) == ("DEVUELTO", "peor.txt")
    assert (second["estado"], second["corregido_por"]) == ("DEVUELTO", "bueno.txt")


def test_the_same_file_dropped_again_after_a_refusal_is_sent_again() -> None:
    world = refused()
    drop_later(world, "malo.txt", WRONG)
    world.later(300)
    report = world.report("malo.txt")
    assert [row["estado"] for row in report["documentos"]] == ["AUTORIZADO"]
    assert report["veces"] == 2
    (document,) = world.rows.values()
    assert document.attempt == 2
    assert world.authority.submissions()[document.clave] == 2


def test_the_same_event_again_is_not_the_same_file_again() -> None:
    world = refused()
    for queue, body in list(world.delivered):
        world.messages.append((world.time, queue, dict(body)))
    world.later(600)
    assert world.states("malo.txt") == ["DEVUELTO"]
    assert next(iter(world.rows.values())).attempt == 1


def test_only_what_was_refused_is_done_again_and_the_numbers_stay() -> None:
    content = "*|10.00|ana@example.com\nnonsense\n*|20.00|eva@example.com"
    world = World()
    world.authority.plan = ["ok", "returned"]
    world.drop("a.txt", content)
    settle(world)
    world.later(120)
    assert world.states("a.txt") == ["AUTORIZADO", "RECHAZADO", "DEVUELTO"]
    drop_later(world, "a.txt", content)
    world.later(300)
    assert world.states("a.txt") == ["AUTORIZADO", "RECHAZADO", "AUTORIZADO"]
    assert sorted(d.number.sequence for d in world.rows.values()) == ["000000001", "000000002"]
    assert sorted(world.mails) == sorted((d.id, d.receiver.mails[0]) for d in world.rows.values())


def test_what_was_rejected_is_judged_again_under_todays_conditions() -> None:
    world = World()
    world.tenants.clear()
    world.drop("a.txt", "*|10.00|")
    settle(world)
    assert world.report("a.txt")["documentos"][0]["errores"][0]["codigo"] == "LOTE-EMISOR"
    world.tenants.add(RUC)
    drop_later(world, "a.txt", "*|10.00|")
    world.later(300)
    assert world.states("a.txt") == ["AUTORIZADO"]


def test_killed_at_every_point_of_a_second_round_it_ends_the_same() -> None:
    content = "*|10.00|ana@example.com\n000000007|20.00|\nnonsense"

    def day(die_after: int) -> tuple[World, int]:
        world = World()
        world.authority.plan = ["returned", "returned"]
        world.drop("a.txt", content)
        settle(world)
        world.later(120)
        begun = world.effects
        world.die_at = begun + die_after if die_after else None
        world.time += timedelta(seconds=5)
        world.drop("a.txt", content)
        settle(world, 1800)
        return world, world.effects - begun

    _, effects = day(0)
    for point in range(1, effects + 1):
        world, _ = day(point)
        assert world.states("a.txt") == ["AUTORIZADO", "AUTORIZADO", "RECHAZADO"], point
        assert world.report("a.txt")["final"] is True, point
        assert sorted(d.number.sequence for d in world.rows.values()) == ["000000001", "000000007"], point
        assert {d.attempt for d in world.rows.values()} == {2}, point
        assert not [key for key in world.versions if paths.upload_of(key)], point


def test_what_was_taken_leaves_the_folder_it_was_dropped_in() -> None:
    world = World()
    key = world.drop("a.txt", WRONG)
    settle(world)
    assert key not in world.versions
    place = paths.taken(RUC, "a.txt")
    assert world.objects[place, world.versions[place]] == WRONG.encode()


def test_an_upload_replaced_before_it_was_taken_is_taken_too() -> None:
    """Two files under one name, and the event of the first one lost: it comes to light when the second one is taken."""
    world = World()
    world.lose_uploads = True
    world.drop("a.txt", "000000001|10.00|")
    world.lose_uploads = False
    drop_later(world, "a.txt", "000000002|20.00|")
    world.later(300)
    assert {d.authority for d in world.rows.values()} == {Authority.AUTORIZADO}
    assert len(world.rows) == 2
    assert world.report("a.txt")["documentos"][0]["numero"] == "Factura 000000002", "the later file's results stay"


def test_issuers_take_turns_when_lost_uploads_are_looked_for() -> None:
    world = World()
    world.lose_uploads = True
    other = "0990012345001"
    for n in range(600):
        world.drop(f"{n}.txt", f"{n + 1:09d}|1.00|")
    world.drop("uno.txt", "nonsense", issuer=other)
    world.time += timedelta(seconds=90)
    world.sweep.run()
    woken = [body["inbox"] for _, queue, body in world.messages if queue == "intake"]
    assert len(woken) == 500
    assert woken.index(paths.upload(other, "uno.txt")) < 2


def test_the_same_bytes_twice_before_they_were_taken_are_one_file() -> None:
    world = World()
    world.lose_uploads = True
    world.drop("a.txt", "000000001|10.00|")
    world.lose_uploads = False
    drop_later(world, "a.txt", "000000001|10.00|")
    world.later(300)
    assert not [key for key in world.versions if paths.upload_of(key)]
    assert world.report("a.txt")["veces"] == 1


def test_what_is_judged_again_gets_a_number_though_another_document_took_the_next_one() -> None:
    world = World()
    world.tenants.clear()
    world.drop("a.txt", "*|10.00|")
    settle(world)
    world.tenants.add(RUC)
    world.drop("b.txt", "000000001|5.00|")
    settle(world)
    drop_later(world, "a.txt", "*|10.00|")
    world.later(300)
    (row,) = world.report("a.txt")["documentos"]
    assert (row["estado"], row["numero"]) == ("AUTORIZADO", "Factura 000000002")
    assert world.alerts == [], "a number that came with its document is nothing to call a person for"


def test_a_file_that_is_read_on_late_does_not_undo_a_later_correction() -> None:
    """Its worker died after the record and before the entry; meanwhile it was refused, corrected and refused again."""
    for die_at in range(1, 100):
        world = World()
        world.authority.plan = ["returned", "returned"]
        world.die_at = die_at
        world.drop("malo.txt", WRONG)
        with pytest.raises(Killed):
            world.run()
        if world.rows and paths.unsigned(next(iter(world.rows.values()))) in world.files:
            break
    assert not world.entry_rows
    world.run()
    assert next(iter(world.rows.values())).authority is Authority.DEVUELTO
    drop_later(world, "bueno.txt", RIGHT)
    world.later(600)
    (document,) = world.rows.values()
    assert (document.attempt, document.total, document.authority) == (2, Decimal(11), Authority.DEVUELTO)
    assert world.report("malo.txt")["documentos"][0]["estado"] != "AUTORIZADO"
