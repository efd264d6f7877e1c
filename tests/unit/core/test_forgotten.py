"""RECIBIDA, and then unknown for ever: the same bytes go again after a while, a few times; then a person orders it."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.documents import messages
from chalicelib.domain.documents.record import MOST_FORGOTTEN, PATIENCE, Document
from chalicelib.domain.documents.states import Authority
from chalicelib.services.operations.resending import Resending, Resent
from tests.unit.core.test_pipeline import check_all_authorised_once, settle
from tests.unit.core.world import World

DAY = 24 * 3600


def forgotten(times: int) -> World:
    world = World()
    world.authority.plan = ["forgotten"] * times
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(world, 3600)
    assert only(world).authority is Authority.RECIBIDO
    return world


def only(world: World) -> Document:
    (document,) = world.rows.values()
    return document


def submitted(world: World) -> set[str]:
    return {sha256 for operation, _, sha256 in world.authority.calls if operation == "submit"}


def test_what_was_received_and_is_not_known_for_a_day_goes_again_with_the_same_bytes() -> None:
    world = forgotten(1)
    world.later(DAY - 3 * 3600)
    assert sum(world.authority.submissions().values()) == 1, "not before the authority had its day"
    world.later(6 * 3600)
    check_all_authorised_once(world, 1)
    assert sum(world.authority.submissions().values()) == 2
    assert len(submitted(world)) == 1
    assert "forgotten" in {what for what, _, _ in world.alerts}
    assert [operation for operation, _, _ in world.authority.calls][-3:] == ["query", "submit", "query"]


def test_it_is_asked_before_the_bytes_go_and_believed() -> None:
    world = forgotten(1)
    signed = next(data for key, data in world.files.items() if key.startswith("signed/"))
    world.later(DAY - 2 * 3600)
    world.authority.received[only(world).clave] = signed
    world.later(6 * 3600)
    check_all_authorised_once(world, 1)
    assert sum(world.authority.submissions().values()) == 1


def test_after_a_few_times_it_is_left_to_a_person_who_can_have_it_sent() -> None:
    world = forgotten(MOST_FORGOTTEN + 1)
    world.later((MOST_FORGOTTEN + 3) * DAY)
    assert sum(world.authority.submissions().values()) == 1 + MOST_FORGOTTEN
    (row,) = world.report("a.txt")["documentos"]
    assert (row["estado"], row["incidente"]) == ("RECIBIDO", messages.FORGOTTEN)
    assert Resending(world.services).order(only(world).id) is Resent.ORDERED
    world.later(600)
    check_all_authorised_once(world, 1)
    assert sum(world.authority.submissions().values()) == 2 + MOST_FORGOTTEN
    assert len(submitted(world)) == 1


def test_an_order_sends_nothing_that_the_authority_knows_or_may_just_not_have_got_to() -> None:
    world = World()
    world.authority.query_plan = ["pending"] * 1000
    world.drop("a.txt", "000000001|10.00|")
    world.run()
    world.later(30)
    resending = Resending(world.services)
    assert resending.order(only(world).id) is Resent.TOO_EARLY
    world.time += PATIENCE
    assert resending.order(only(world).id) is Resent.ORDERED
    world.later(600)
    assert only(world).authority is Authority.RECIBIDO
    assert sum(world.authority.submissions().values()) == 1, "it was asked, and knew it"
    world.authority.query_plan.clear()
    world.later(DAY)
    assert resending.order(only(world).id) is Resent.NOT_RECEIVED
    assert resending.order("XX#none") is Resent.MISSING


def test_what_is_pending_is_never_taken_for_forgotten() -> None:
    world = World()
    world.authority.query_plan = ["pending"] * 10_000
    world.drop("a.txt", "000000001|10.00|")
    settle(world, int(timedelta(days=4).total_seconds()))
    assert sum(world.authority.submissions().values()) == 1
