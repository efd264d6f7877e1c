"""Documents that wait for the authority: why, what their issuer sees, and how they go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

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


def test_documents_of_an_issuer_the_authority_does_not_know_wait_unchanged() -> None:
    world = World()
    world.authority.plan = ["unregistered"]
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    world.drop("b.txt", "000000002|10.00|")
    settle(world, DAY)
    assert (world.states("a.txt"), world.states("b.txt")) == (["FIRMADO"], ["FIRMADO"])
    assert "Pida el ambiente de pruebas." in world.report("a.txt")["documentos"][0]["espera"]
    assert [(issuer, notice) for issuer, notice, _ in world.notices] == [(RUC, "cola-detenida")]
    assert sum(world.authority.submissions().values()) == 1, "nothing more is handed in"
    signed = {name: data for name, data in world.files.items() if name.startswith("signed/")}
    world.stops.resume_issuer(LINE, RUC)
    world.later(600)
    check_all_authorised_once(world, 2)
    assert {name: data for name, data in world.files.items() if name.startswith("signed/")} == signed


def test_an_issuer_with_too_many_refusals_is_held_until_its_countrys_next_day_and_goes_on_by_itself() -> None:
    world = World()
    world.authority.plan = ["limit"]
    world.drop("a.txt", "000000001|10.00|\n000000002|10.00|")
    settle(world)
    world.drop("b.txt", "000000003|10.00|")
    (midnight,) = {lane.held_until for lane in world.lanes.values()}
    assert midnight == datetime(2026, 11, 24, 5, 0, tzinfo=UTC), "midnight in a country five hours behind"
    settle(world, int((midnight - world.time).total_seconds()) - 120)
    assert {d.authority for d in world.rows.values()} == {Authority.FIRMADO}
    assert sum(world.authority.submissions().values()) <= 2
    espera = world.report("b.txt")["documentos"][0]["espera"]
    assert "24/11/2026" in espera
    assert "Salen mañana." in espera
    assert [(issuer, notice) for issuer, notice, _ in world.notices] == [(RUC, "cola-retenida")]
    world.later(600)
    assert {d.authority for d in world.rows.values()} == {Authority.AUTORIZADO}
    assert {d.attempt for d in world.rows.values()} == {1}
    assert len({(clave, sha) for call, clave, sha in world.authority.calls if call == "submit"}) == 3, "the same bytes"


def test_an_operator_may_end_a_hold() -> None:
    world = World()
    world.authority.plan = ["limit"]
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    assert world.states("a.txt") == ["FIRMADO"]
    world.stops.resume_issuer(LINE, RUC)
    world.later(300)
    assert world.states("a.txt") == ["AUTORIZADO"]


@pytest.mark.parametrize(
    ("submits", "queries", "state"),
    [
        (["returned without a word"], [], "DEVUELTO"),
        ([], ["refused without a word"], "NO AUTORIZADO"),
    ],
)
def test_a_refusal_without_a_message_leaves_a_reason_and_calls_a_person(
    submits: list[str], queries: list[str], state: str
) -> None:
    world = World()
    world.authority.plan, world.authority.query_plan = submits, queries
    world.drop("a.txt", "000000001|10.00|")
    settle(world, 3600)
    (row,) = world.report("a.txt")["documentos"]
    assert row["estado"] == state
    assert [error["codigo"] for error in row["errores"]] == [messages.NO_REASON_CODE]
    assert [what for what, _, _ in world.alerts] == ["refusal"]


def test_of_two_authorised_documents_in_one_answer_ours_is_taken() -> None:
    world = World()
    world.authority.query_plan = ["two, ours last"]
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    check_all_authorised_once(world, 1)
    assert world.alerts == []


def test_a_stopped_issuer_stops_no_other() -> None:
    world = World()
    world.tenants |= {OTHER}
    world.stops.pause_issuer(LINE, RUC, "Revisión del certificado.")
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    assert world.states("a.txt") == ["FIRMADO"]
    assert "Revisión del certificado." in world.report("a.txt")["documentos"][0]["espera"]
    line, lane = world.services.lines.read(LINE, OTHER)
    assert not lane.stopped(world.time)
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
