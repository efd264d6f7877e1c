"""Documents that wait for the authority: why, what their issuer sees, and how they go on."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain.documents import messages
from chalicelib.domain.documents.line import line_key
from chalicelib.domain.documents.states import Authority
from tests.unit.core.test_pipeline import check_all_authorised_once, settle
from tests.unit.core.world import RUC, World

LINE = line_key("XX", "1")
OTHER = "0990012345001"
DAY = 24 * 3600


def test_a_block_by_the_authority_stops_the_issuer_tells_them_once_and_loses_nothing() -> None:
    world = World()
    world.authority.plan = ["stopped"]
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    world.drop("b.txt", "000000002|10.00|\n000000003|10.00|")
    settle(world, 3600)
    assert world.states("b.txt") == ["FIRMADO", "FIRMADO"]
    assert "detenida: ESTABLECIMIENTO CERRADO (XX-56)" in world.report("b.txt")["documentos"][0]["espera"]
    assert [(issuer, notice) for issuer, notice, _ in world.notices] == [(RUC, "cola-detenida")]
    assert [what for what, _, _ in world.alerts] == ["refusal"]
    world.stops.resume_issuer(LINE, RUC)
    world.later(600)
    assert world.states("b.txt") == ["AUTORIZADO", "AUTORIZADO"]
    assert set(world.authority.submissions().values()) == {1}


def test_a_stopped_issuer_stops_no_other() -> None:
    world = World()
    world.tenants |= {OTHER}
    world.stops.pause_issuer(LINE, RUC, "Revisión del certificado.")
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    assert world.states("a.txt") == ["FIRMADO"]
    assert "Revisión del certificado." in world.report("a.txt")["documentos"][0]["espera"]
    line, lane = world.services.lines.read(LINE, OTHER)
    assert not lane.stopped
    assert not line.paused


def test_what_the_authority_has_of_a_stopped_issuer_is_asked_about_when_it_is_back() -> None:
    world = World()
    world.authority.query_plan = ["down"] * 30
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    world.stops.pause_issuer(LINE, RUC)
    world.drop("b.txt", "000000002|10.00|")
    settle(world)
    assert (world.states("a.txt"), world.states("b.txt")) == (["RECIBIDO"], ["FIRMADO"])
    assert world.report("a.txt")["documentos"][0]["espera"]
    world.authority.query_plan.clear()
    world.later(900)
    assert (world.states("a.txt"), world.states("b.txt")) == (["AUTORIZADO"], ["FIRMADO"])
    assert len(world.authority.submissions()) == 1


def test_a_paused_line_makes_no_call_at_all() -> None:
    world = World()
    world.stops.pause_line(LINE)
    world.drop("a.txt", "000000001|10.00|\n000000002|10.00|")
    settle(world, DAY)
    assert world.authority.calls == []
    world.stops.resume_line(LINE)
    world.later(600)
    check_all_authorised_once(world, 2)


def test_a_document_carried_past_its_day_is_flagged_and_its_date_stays() -> None:
    world = World()
    world.authority.plan = ["down"] * 500
    world.drop("a.txt", "000000001|10.00|")
    settle(world, DAY)
    (document,) = world.rows.values()
    issued = document.issue_date
    (row,) = world.report("a.txt")["documentos"]
    assert row["espera"] == world.country.waiting
    assert world.files[row["ride_provisional"]].startswith(b"%PDF SIN AUTORIZAR")
    world.authority.plan.clear()
    world.later(3600)
    check_all_authorised_once(world, 1)
    (document,) = world.rows.values()
    assert document.issue_date == issued
    assert world.report("a.txt")["documentos"][0]["fuera_de_plazo"] is True


def test_an_upload_that_nobody_was_told_of_is_under_way_within_two_minutes() -> None:
    world = World()
    world.lose_uploads = True
    world.drop("a.txt", "000000001|10.00|")
    world.later(120)
    assert len(world.rows) == 1
    world.later(120)
    check_all_authorised_once(world, 1)


def test_what_is_received_and_not_judged_for_a_day_calls_a_person_and_is_never_sent_again() -> None:
    world = World()
    world.authority.query_plan = ["pending"] * 1000
    world.drop("a.txt", "000000001|10.00|")
    settle(world, DAY - 3600)
    assert world.alerts == []
    world.later(2 * 3600)
    assert {what for what, _, _ in world.alerts} == {"not-judged"}
    (row,) = world.report("a.txt")["documentos"]
    assert (row["estado"], row["incidente"]) == ("RECIBIDO", messages.NOT_JUDGED)
    world.authority.query_plan.clear()
    world.later(2 * 3600)
    check_all_authorised_once(world, 1)
    assert set(world.authority.submissions().values()) == {1}
    assert "incidente" not in world.report("a.txt")["documentos"][0]


def test_an_event_of_last_week_changes_nothing() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(world, 3 * 3600)
    before = (dict(world.rows), dict(world.files), list(world.mails), list(world.authority.calls))
    world.time += timedelta(days=7)
    for queue, body in list(world.delivered):
        world.messages.append((world.time, queue, dict(body)))
    settle(world, 3600)
    assert (dict(world.rows), dict(world.files), list(world.mails), list(world.authority.calls)) == before
    assert {document.authority for document in world.rows.values()} == {Authority.AUTORIZADO}
