"""The promises of the pipeline, shown on the services alone: exactly once, nothing lost, no bad apple."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.documents import paths
from chalicelib.domain.documents.country import Part, Rejected
from chalicelib.domain.documents.mailing import MailState
from chalicelib.domain.documents.states import Authority, Delivery
from tests.unit.core.world import RUC, Killed, World

GOOD = "000000001|10.00|ana@example.com\n000000002|20.00|\n000000003|30.00|ana@example.com,luis@example.com"


def settle(world: World, seconds: int = 900) -> None:
    """Run until quiet, restarting after the one death the world may have."""
    for _ in range(3):
        try:
            world.run()
            world.later(seconds)
            return
        except Killed:
            world.die_at = None


def check_all_authorised_once(world: World, sequences: int) -> None:
    assert len(world.rows) == sequences
    for document in world.rows.values():
        assert document.authority is Authority.AUTORIZADO, document
        assert document.due_at is None
        assert paths.ride(document) in world.files
    hashes: dict[str, set[str]] = {}
    for operation, clave, sha256 in world.authority.calls:
        if operation == "submit":
            hashes.setdefault(clave, set()).add(sha256)
    assert all(len(found) == 1 for found in hashes.values()), "one clave, always the same bytes"


def test_a_batch_is_authorised_drawn_mailed_and_reported() -> None:
    world = World()
    world.drop("lote.txt", GOOD)
    settle(world)
    check_all_authorised_once(world, 3)
    assert sorted(world.mails) == sorted(
        [(f"XX#{RUC}#1#01#001001#00000000{n}", m) for n, m in [(1, "ana@example.com"), (3, "ana@example.com")]]
        + [(f"XX#{RUC}#1#01#001001#000000003", "luis@example.com")]
    )
    report = world.report("lote.txt")
    assert report["final"] is True
    assert [d["entrega"] for d in report["documentos"]] == ["ENVIADO", "SIN DESTINATARIO", "ENVIADO"]
    assert [d["posicion"] for d in report["documentos"]] == [1, 2, 3]
    assert all(d["xml"] in world.files and d["ride"] in world.files for d in report["documentos"])


def test_one_bad_document_is_reported_and_stops_nothing() -> None:
    world = World()
    world.drop("lote.txt", "nonsense\nbug|1|\n000000001|10.00|")
    settle(world)
    report = world.report("lote.txt")
    assert [d["estado"] for d in report["documentos"]] == ["RECHAZADO", "RECHAZADO", "AUTORIZADO"]
    error = report["documentos"][0]["errores"][0]
    assert error["codigo"] == "TEST-BAD"
    assert error["puntero"] == "lote.txt#1"
    assert error["que_hacer"]
    assert report["documentos"][1]["errores"][0]["codigo"] == "INTERNO"
    assert report["resumen"] == {"documentos": 3, "autorizados": 1, "rechazados": 2, "en_proceso": 0}
    assert any("ZeroDivisionError" in fault for fault in world.faults), "a fault of ours is logged"


def test_a_file_that_we_break_at_is_answered_and_what_came_before_is_issued() -> None:
    world = World()
    splitter = world.country.splitter

    def breaks(name: str, data: bytes) -> Iterator[Part | tuple[str, Rejected]]:
        yield from islice(splitter(name, data), 1)
        raise IndexError("string index out of range")

    world.country = replace(world.country, splitter=breaks)
    world.drop("lote.txt", GOOD)
    settle(world)
    report = world.report("lote.txt")
    assert report["final"] is True
    assert [d["estado"] for d in report["documentos"]] == ["AUTORIZADO", "RECHAZADO"]
    assert report["documentos"][1]["errores"][0]["codigo"] == "INTERNO"
    assert any("IndexError" in fault for fault in world.faults)
    world.country = replace(world.country, splitter=splitter)
    world.drop("lote.txt", GOOD)
    settle(world)
    check_all_authorised_once(world, 3)


def test_the_same_file_again_and_the_same_content_elsewhere_issue_nothing_new() -> None:
    world = World()
    for _ in range(5):
        world.drop("lote.txt", GOOD)
    settle(world)
    world.drop("otro nombre.txt", GOOD)
    settle(world)
    check_all_authorised_once(world, 3)
    assert set(world.authority.submissions().values()) == {1}
    assert len(world.mails) == 3
    assert world.states("otro nombre.txt") == ["AUTORIZADO"] * 3
    assert all(d["repetido"] for d in world.report("otro nombre.txt")["documentos"])
    assert not any(d["repetido"] for d in world.report("lote.txt")["documentos"])


def test_a_document_twice_in_one_file_is_issued_once() -> None:
    world = World()
    world.drop("lote.txt", "000000001|10.00|\n000000001|10.00|")
    settle(world)
    check_all_authorised_once(world, 1)
    assert [d["repetido"] for d in world.report("lote.txt")["documentos"]] == [False, True]


def test_a_number_cannot_be_taken_by_another_document() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    world.drop("b.txt", "000000001|99.00|")
    settle(world)
    row = world.report("b.txt")["documentos"][0]
    assert row["estado"] == "RECHAZADO"
    assert row["errores"][0]["codigo"] == "NUMERO-OCUPADO"
    assert "AUTORIZADO" in row["errores"][0]["mensaje"]
    assert len(world.authority.received) == 1


@pytest.mark.parametrize("refusal", ["returned", "refused"])
def test_a_refused_document_is_corrected_under_the_same_number(refusal: str) -> None:
    world = World()
    if refusal == "returned":
        world.authority.plan = ["returned"]
    else:
        world.authority.query_plan = ["refused"]
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(world)
    row = world.report("a.txt")["documentos"][0]
    assert row["estado"] in ("DEVUELTO", "NO AUTORIZADO")
    assert row["errores"][0]["codigo"].startswith("XX-")
    world.drop("corregido.txt", "000000001|11.00|ana@example.com")
    settle(world)
    (document,) = world.rows.values()
    assert document.authority is Authority.AUTORIZADO
    assert document.attempt == 2
    assert paths.signed(document).endswith("~2.xml")
    assert len(world.files) == len(set(world.files))
    assert world.report("corregido.txt")["documentos"][0]["clave_acceso"] == row["clave_acceso"]
    assert len(world.mails) == 1


def test_a_refused_document_keeps_its_clave() -> None:
    world = World()
    world.authority.query_plan = ["refused"]
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    world.drop("b.txt", "000000001|10.00||24")
    settle(world)
    assert world.report("b.txt")["documentos"][0]["errores"][0]["codigo"] == "NUMERO-CLAVE"


def test_a_corrected_file_under_the_same_name_takes_over_the_results() -> None:
    world = World()
    world.drop("a.txt", "nonsense")
    settle(world)
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    assert world.states("a.txt") == ["AUTORIZADO"]


def test_an_outage_of_minutes_delays_and_loses_nothing() -> None:
    world = World()
    world.authority.plan = ["down"] * 12
    world.drop("lote.txt", GOOD)
    world.run()
    world.later(30)
    assert set(world.states("lote.txt")) == {"FIRMADO"}
    assert "no responde" in world.report("lote.txt")["documentos"][0]["incidente"]
    world.later(3600)
    check_all_authorised_once(world, 3)
    assert world.report("lote.txt")["final"] is True


def test_an_unknown_outcome_is_asked_about_before_anything_is_sent_again() -> None:
    world = World()
    world.authority.plan = ["accept_then_hang"]
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    check_all_authorised_once(world, 1)
    assert [operation for operation, _, _ in world.authority.calls][:2] == ["submit", "query"]
    assert set(world.authority.submissions().values()) == {1}


def test_a_lost_submission_is_sent_again_only_after_asking() -> None:
    world = World()
    world.authority.plan = ["lost"]
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    check_all_authorised_once(world, 1)
    assert [operation for operation, _, _ in world.authority.calls][:3] == ["submit", "query", "submit"]


def test_a_busy_authority_gets_the_same_bytes_later() -> None:
    world = World()
    world.authority.plan = ["busy", "busy"]
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    check_all_authorised_once(world, 1)


def test_pending_is_asked_again_and_never_sent_again() -> None:
    world = World()
    world.authority.query_plan = ["pending"] * 9 + ["down"] * 3
    world.drop("a.txt", "000000001|10.00|")
    settle(world, 12 * 3600)
    check_all_authorised_once(world, 1)
    assert set(world.authority.submissions().values()) == {1}


@pytest.mark.parametrize("lie", ["tampered", "wrong_clave"])
def test_an_authorisation_of_another_document_is_not_believed(lie: str) -> None:
    world = World()
    world.authority.query_plan = [lie] * 40
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(world)
    (document,) = world.rows.values()
    assert document.authority is Authority.RECIBIDO
    assert world.report("a.txt")["documentos"][0]["incidente"].startswith("INCIDENTE")
    assert any(key.startswith("incidents/") for key in world.files), "the evidence is kept"
    assert not any(key.startswith(("authorized/", "ride/")) for key in world.files)
    assert world.mails == []


def test_lost_events_are_made_up_by_the_sweep() -> None:
    world = World()
    world.lose_events = True
    world.drop("lote.txt", GOOD)
    settle(world, 3600)
    check_all_authorised_once(world, 3)
    assert len(world.mails) == 3


@settings(max_examples=200, deadline=None)
@given(choices=st.lists(st.integers(0, 9), min_size=20, max_size=120))
def test_workers_side_by_side_need_no_sweep(choices: list[int]) -> None:
    """Whatever the order in which workers and events overtake each other, nobody has to wait for the sweep."""
    world = World()
    world.drop("lote.txt", GOOD)
    turns = iter(choices)
    for _ in range(12):  # the delayed questions and results; less than the grace after which a sweep would help
        world.run_interleaved(turns)
        world.time += timedelta(seconds=3)
    check_all_authorised_once(world, 3)
    assert world.faults == []
    assert world.report("lote.txt")["final"] is True
    assert len(world.mails) == 3


def test_mail_down_delays_mail_and_nothing_else() -> None:
    world = World()
    world.mail_down = True
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(world, 60)
    (document,) = world.rows.values()
    assert (document.authority, document.delivery) == (Authority.AUTORIZADO, Delivery.REPRESENTADO)
    world.mail_down = False
    world.later(3600)
    assert [m for _, m in world.mails] == ["ana@example.com"]
    assert world.report("a.txt")["final"] is True


def test_an_address_that_is_refused_ends_as_bounced() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|refused@example.com")
    settle(world)
    assert world.report("a.txt")["documentos"][0]["entrega"] == "REBOTADO"


def test_an_unknown_folder_gets_an_answer() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|", issuer="0990000000001")
    settle(world)
    row = world.report("a.txt", issuer="0990000000001")["documentos"][0]
    assert row["errores"][0]["codigo"] == "LOTE-EMISOR"
    assert world.rows == {}


def test_only_what_is_dropped_wakes_the_intake() -> None:
    world = World()
    for key in ("results/1790012345001/a.json", "taken/1790012345001/a.txt", "in/1790012345001/carpeta/", "in/a.txt"):
        world.objects[key, "1"] = b"000000001|10.00|"
        world.versions[key] = "1"
        world.uploaded[key, "1"] = world.time
        world.messages.append((world.time, "intake", {"inbox": key, "version": "1"}))
    settle(world)
    assert world.headers == {}


def test_results_are_not_written_for_each_document_of_a_batch_that_is_still_taken_in() -> None:
    world = World()
    world.patience = lambda: True
    world.drop("largo.txt", "\n".join(f"*|{n}.00|" for n in range(1, 61)))
    world.deliver(world.messages.pop())
    (rest,) = [message for message in world.messages if message[1] == "intake"]
    world.messages.remove(rest)
    for _ in range(10):
        world.run()
        world.time += timedelta(seconds=2)
    assert [queue for queue, _ in world.delivered].count("results") == 1
    world.messages.append(rest)
    settle(world)
    check_all_authorised_once(world, 60)
    assert world.report("largo.txt")["final"] is True


def test_killed_at_every_point_nothing_is_lost_or_doubled() -> None:
    """One kill before each side effect in turn, then a restart: the end is always the same."""
    reference = World()
    reference.drop("lote.txt", GOOD)
    settle(reference)
    points = reference.effects
    assert points > 60
    for point in range(1, points + 1):
        world = World()
        world.die_at = point
        world.drop("lote.txt", GOOD)
        settle(world, 1800)
        check_all_authorised_once(world, 3)
        assert world.states("lote.txt") == ["AUTORIZADO"] * 3, point
        assert world.report("lote.txt")["final"] is True, point
        assert world.ledger_findings() == [], point
        sent = Counter(world.mails)
        assert max(sent.values()) == 1, "no message leaves twice"
        for document in world.rows.values():
            for place, address in enumerate(document.receiver.mails):
                unknown = document.mails[place].state is MailState.SIN_CONFIRMAR
                assert unknown or sent[document.id, address] == 1, "what is not known to have left is told so"


@settings(max_examples=150, deadline=None)
@given(
    plan=st.lists(st.sampled_from(["ok", "down", "busy", "lost", "accept_then_hang"]), max_size=12),
    queries=st.lists(st.sampled_from(["ok", "down", "pending", "tampered", "wrong_clave"]), max_size=12),
    kills=st.lists(st.integers(1, 120), max_size=3),
    lose=st.booleans(),
    repeats=st.integers(1, 3),
)
def test_any_mixture_of_faults_ends_well(
    plan: list[str], queries: list[str], kills: list[int], lose: bool, repeats: int
) -> None:
    world = World()
    world.authority.plan = list(plan)
    world.authority.query_plan = list(queries)
    world.lose_events = lose
    for number in range(repeats):
        world.drop(f"lote {number}.txt", GOOD)
    for kill in kills:
        world.die_at = world.effects + kill
        try:
            world.run()
            world.later(300)
        except Killed:
            world.die_at = None
    world.die_at = None
    world.run()
    world.later(24 * 3600)
    check_all_authorised_once(world, 3)
    assert world.ledger_findings() == []
    for number in range(repeats):
        assert world.report(f"lote {number}.txt")["final"] is True
