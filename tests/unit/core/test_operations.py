"""What an operator may have done: driving documents on, and comparing a day with what the authority says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.domain.documents import paths
from chalicelib.domain.documents.mailing import MailReport, MailState
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.states import Authority
from chalicelib.services.operations.finding import Finding
from chalicelib.services.operations.mailing_again import MailedAgain, MailingAgain
from chalicelib.services.operations.reconciling import Difference, Reconciling
from chalicelib.services.operations.redriving import Redriven, Redriving
from tests.unit.core.world import RUC, Claves, World

ONE = "000000001|10.00|ana@example.com\n"


def only(world: World) -> Document:
    (document,) = world.rows.values()
    return document


def issued(content: str = ONE) -> World:
    world = World()
    world.drop("a.txt", content)
    world.run()
    world.later(600)
    return world


def compare(world: World) -> list[tuple[Difference, str]]:
    waits: list[None] = []
    found = Finding(Claves(world), world).documents(world.country, RUC)
    compared = Reconciling(world.services, lambda: waits.append(None)).compare(found)
    return [(c.difference, c.said) for c in compared]


def test_a_document_that_was_forgotten_is_driven_on() -> None:
    world = World()
    world.lose_events = True
    world.drop("a.txt", ONE)
    world.run()
    world.messages.clear()
    world.save(replace(only(world), due_at=None))
    world.later(3600)
    assert only(world).authority is Authority.PENDIENTE
    redriving = Redriving(world.services)
    assert [redriving.redrive(only(world).id) for _ in range(3)] == [Redriven.WOKEN] * 3
    world.run()
    world.later(600)
    assert only(world).authority is Authority.AUTORIZADO
    assert sum(world.authority.submissions().values()) == 1
    assert redriving.redrive(only(world).id) is Redriven.NOTHING_OWED
    assert redriving.redrive("XX#nobody") is Redriven.MISSING


def test_a_document_that_waits_in_its_lane_is_let_go_and_still_stops_at_the_gate() -> None:
    world = World()
    world.stops.pause_line("XX:1")
    world.drop("a.txt", ONE)
    world.run()
    assert only(world).lane
    assert Redriving(world.services).redrive(only(world).id) is Redriven.WOKEN
    world.run()
    assert only(world).lane
    assert world.authority.calls == []
    world.stops.resume_line("XX:1")
    world.later(600)
    assert only(world).authority is Authority.AUTORIZADO


def test_a_day_that_agrees_shows_no_difference_and_changes_nothing() -> None:
    world = issued(ONE + "000000002|10.00|\n")
    before = dict(world.rows)
    assert compare(world) == [(Difference.NONE, "authorized")] * 2
    assert world.rows == before
    assert sum(world.authority.submissions().values()) == 2


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        ("refused", (Difference.STATE, "refused")),
        ("pending", (Difference.STATE, "pending")),
        ("tampered", (Difference.CONTENT, "authorized")),
        ("wrong_clave", (Difference.NUMBER, "authorized")),
        ("down", (Difference.NO_ANSWER, "")),
    ],
)
def test_whatever_the_authority_says_otherwise_is_shown(behaviour: str, expected: tuple[Difference, str]) -> None:
    world = issued()
    world.authority.query_plan = [behaviour]
    assert compare(world) == [expected]


def test_what_the_authority_judged_lately_and_does_not_know_is_shown() -> None:
    world = issued()
    world.authority.received.clear()
    world.time += timedelta(days=14)
    assert compare(world) == [(Difference.STATE, "unknown clave")]


def test_what_the_authority_forgot_in_the_course_of_time_is_no_contradiction() -> None:
    world = issued(ONE + "000000002|10.00|\n")
    first, second = sorted(world.authority.received)
    world.time += timedelta(days=16)
    world.authority.received.pop(first)
    world.authority.query_plan = ["ok", "refused"]
    assert compare(world) == [(Difference.FORGOTTEN, "unknown clave"), (Difference.STATE, "refused")]
    world.authority.received[second] = b"<doc/>"
    assert compare(world)[1] == (Difference.CONTENT, "authorized"), "what it does know is compared at any age"


def test_a_document_that_was_never_judged_is_not_taken_for_forgotten() -> None:
    world = World()
    world.authority.query_plan = ["pending"] * 10_000
    world.drop("a.txt", ONE)
    world.run()
    world.later(3600)
    world.authority.received.clear()
    world.authority.query_plan.clear()
    world.time += timedelta(days=40)
    assert compare(world) == [(Difference.STATE, "unknown clave")]


def test_of_two_authorised_in_one_answer_ours_is_compared() -> None:
    world = issued()
    world.authority.query_plan = ["two, ours last"]
    assert compare(world) == [(Difference.NONE, "authorized")]


def test_a_judgement_in_the_archive_that_nobody_can_read_differs() -> None:
    world = issued()
    (document,) = world.rows.values()
    world.files[paths.authorized(document)] = b"<other/>"
    assert compare(world) == [(Difference.CONTENT, "authorized")]


def test_nobody_is_asked_while_the_authority_is_paused() -> None:
    world = issued(ONE + "000000002|10.00|\n")
    world.stops.pause_line("XX:1")
    calls = len(world.authority.calls)
    assert compare(world) == [(Difference.NO_ANSWER, "")] * 2
    assert len(world.authority.calls) == calls


def test_documents_are_found_by_day_and_once_each() -> None:
    world = issued(ONE + "000000002|10.00|\n")
    finding = Finding(Claves(world), world)
    first = next(iter(world.files))
    world.files[first.replace(".xml", "~2.xml")] = b""
    assert [d.number.sequence for d in finding.documents(world.country, RUC)] == ["000000001", "000000002"]
    assert len(list(finding.documents(world.country, RUC, date(2026, 11, 23)))) == 2
    assert list(finding.documents(world.country, RUC, date(2026, 11, 24))) == []


def test_only_a_person_has_it_mailed_again_and_late_reports_of_the_first_mailing_change_nothing() -> None:
    world = issued()
    document = only(world)
    assert MailingAgain(world.services).order(document.id) is MailedAgain.BEGUN
    assert MailingAgain(world.services).order(document.id) is MailedAgain.NOT_NOW, "it is under way"
    world.later(600)
    assert world.mails == [(document.id, "ana@example.com")] * 2
    world.reports.take(MailReport(document.id, 0, 0, MailState.REBOTADO, "m", "Permanent"))
    assert world.report("a.txt")["documentos"][0]["entrega"] == "ENVIADO"
    assert MailingAgain(world.services).order("XX#none") is MailedAgain.MISSING


def test_a_suppressed_address_gets_it_again_only_if_it_is_released() -> None:
    world = issued()
    document = only(world)
    world.reports.take(MailReport(document.id, 0, 0, MailState.REBOTADO, "m", "Permanent", suppress=True))
    assert MailingAgain(world.services).order(document.id) is MailedAgain.BEGUN
    world.later(600)
    assert len(world.mails) == 1
    assert MailingAgain(world.services).order(document.id, release=True) is MailedAgain.BEGUN
    world.later(600)
    assert len(world.mails) == 2
    assert world.suppressed == {}
