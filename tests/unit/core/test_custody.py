"""A document whose company's key is not what it should be: held where its issuer sees it, and signed once it is."""

from __future__ import annotations

import pytest

from chalicelib.domain.documents import paths
from chalicelib.domain.documents.record import Stage
from chalicelib.domain.documents.states import Authority
from chalicelib.services.operations.redriving import Redriven, Redriving
from chalicelib.services.ports import SigningRefused, Unavailable
from chalicelib.services.signing import TRIES_UNTIL_ALERT
from tests.unit.core.test_pipeline import settle
from tests.unit.core.world import World


def _dropped(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> World:
    world = World()

    def sign(tenant, unsigned, now):  # type: ignore[no-untyped-def]
        raise failure

    monkeypatch.setattr(world.country.signer, "sign", sign)
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    world.run()
    world.later(60)
    return world


FOREIGN = SigningRefused("CERT-AJENO", "no es el suyo", "avise", grave=True, cause="another owner")


def test_a_key_that_is_not_the_companys_is_told_to_the_issuer_and_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    world = _dropped(monkeypatch, FOREIGN)
    row = world.report("a.txt")["documentos"][0]
    assert row["estado"] == "DETENIDO"
    assert row["errores"] == [
        {
            "codigo": "CERT-AJENO",
            "puntero": "a.txt#1",
            "mensaje": "no es el suyo",
            "que_hacer": "avise",
            "gravedad": "error",
        }
    ]
    assert world.report("a.txt")["final"] is False
    assert b"CERT-AJENO" in world.result_files[next(k for k in world.result_files if k.endswith("a.txt.csv"))]
    assert [what for what, _, _ in world.alerts] == ["signing"]
    assert world.alerts[0][2]["code"] == "CERT-AJENO"
    assert not any(key.startswith("signed/") for key in world.files)
    assert world.authority.calls == []
    assert world.faults == []


def test_a_person_is_called_once_for_a_document_that_stays_held(monkeypatch: pytest.MonkeyPatch) -> None:
    world = _dropped(monkeypatch, FOREIGN)
    world.later(6 * 3600)
    assert len(world.alerts) == 1


def test_a_held_document_goes_on_by_itself_when_the_key_is_right_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = _dropped(monkeypatch, FOREIGN)
    world.later(12 * 3600)
    monkeypatch.undo()
    world.later(2 * 3600)
    row = world.report("a.txt")["documentos"][0]
    assert row["estado"] == "AUTORIZADO"
    assert row["errores"] == []
    assert "incidente" not in row
    (document,) = world.rows.values()
    assert document.authority is Authority.AUTORIZADO


def test_a_held_document_goes_on_when_an_operator_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    world = _dropped(monkeypatch, FOREIGN)
    world.later(12 * 3600)
    monkeypatch.undo()
    (document,) = world.rows.values()
    assert Redriving(world.services).redrive(document.id) is Redriven.WOKEN
    world.run()
    world.later(60)
    assert world.states("a.txt") == ["AUTORIZADO"]


def test_a_kms_out_of_reach_delays_and_calls_a_person_if_it_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    world = _dropped(monkeypatch, Unavailable("KMS: ThrottlingException"))
    row = world.report("a.txt")["documentos"][0]
    assert (row["estado"], row["errores"]) == ("PENDIENTE", [])
    assert "se vuelve a intentar" in row["incidente"]
    assert world.alerts == []
    assert world.faults == [], "it does not go to the dead letters"
    world.later(6 * 3600)
    assert len(world.alerts) == 1
    (document,) = world.rows.values()
    assert document.tries > TRIES_UNTIL_ALERT
    monkeypatch.undo()
    world.later(2 * 3600)
    assert world.states("a.txt") == ["AUTORIZADO"]


def test_what_kept_a_document_from_being_signed_is_not_said_of_one_that_another_worker_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()

    def sign_too_late(tenant, unsigned, now):  # type: ignore[no-untyped-def]
        monkeypatch.undo()
        (document,) = world.rows.values()
        world.pipeline.run(Stage.SIGNING, document.id)
        raise FOREIGN

    monkeypatch.setattr(world.country.signer, "sign", sign_too_late)
    world.drop("a.txt", "000000001|10.00|")
    world.run()
    world.later(120)
    row = world.report("a.txt")["documentos"][0]
    assert (row["estado"], row["errores"]) == ("AUTORIZADO", [])


def test_a_stored_file_that_cannot_be_judged_for_want_of_the_key_is_not_called_anothers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    world.lose_events = True
    world.drop("a.txt", "000000001|10.00|")
    world.run()
    (document,) = world.rows.values()
    world.files[paths.signed(document)] = world.country.signer.sign(
        world.tenant, world.files[paths.unsigned(document)], world.time
    )

    def check(tenant, unsigned, signed):  # type: ignore[no-untyped-def]
        raise SigningRefused("CERT-NO-ABRE", "no abre", "espere", grave=True)

    monkeypatch.setattr(world.country.signer, "check", check)
    world.later(300)
    (row,) = world.report("a.txt")["documentos"]
    assert (row["estado"], [e["codigo"] for e in row["errores"]]) == ("DETENIDO", ["CERT-NO-ABRE"])
    monkeypatch.undo()
    world.later(3 * 3600)
    assert world.states("a.txt") == ["AUTORIZADO"]


def test_whatever_dies_a_held_document_is_told_and_signed_once_in_the_end() -> None:
    """A kill before every side effect of a day on which the key is not right at first."""
    reference = World()
    reference.country.signer.foreign = 3  # type: ignore[attr-defined]
    reference.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(reference, 3600)
    assert reference.states("a.txt") == ["AUTORIZADO"]
    for point in range(1, reference.effects + 1):
        world = World()
        world.country.signer.foreign = 3  # type: ignore[attr-defined]
        world.die_at = point
        world.drop("a.txt", "000000001|10.00|ana@example.com")
        settle(world, 3600)
        assert world.states("a.txt") == ["AUTORIZADO"], point
        assert world.report("a.txt")["final"] is True, point
        assert [what for what, _, _ in world.alerts].count("signing") >= 1, point
        assert len({sha for operation, _, sha in world.authority.calls if operation == "submit"}) == 1, point
        assert world.ledger_findings() == [], point
        assert len(world.mails) <= 1, point
