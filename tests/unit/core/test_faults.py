"""Less common turns of the pipeline: races and refusals that a plain run never meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.documents.record import AuthorityMessage
from chalicelib.domain.documents.states import Authority, Delivery
from chalicelib.services.ports import Judged, OtherFile, QueryAnswer, SigningRefused, SubmitAnswer, Submitted
from tests.unit.core.test_pipeline import settle
from tests.unit.core.world import World


def test_a_number_taken_by_our_own_document_in_processing_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """SRI 45 while the clave is being judged: the earlier sending arrived, so the document is received."""
    world = World()

    def taken(environment: str, signed: bytes) -> SubmitAnswer:
        world.authority.received[world.authority._clave(signed)] = signed
        return SubmitAnswer(Submitted.TAKEN, (AuthorityMessage("XX-45", "SECUENCIAL REGISTRADO"),))

    monkeypatch.setattr(world.authority, "submit", taken)
    world.authority.query_plan = ["pending"]
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    (document,) = world.rows.values()
    assert document.authority is Authority.AUTORIZADO


def test_a_number_taken_by_another_clave_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    answer = SubmitAnswer(Submitted.TAKEN, (AuthorityMessage("XX-45", "SECUENCIAL REGISTRADO"),))
    monkeypatch.setattr(world.authority, "submit", lambda environment, signed: answer)
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    row = world.report("a.txt")["documentos"][0]
    assert (row["estado"], row["errores"][0]["codigo"]) == ("DEVUELTO", "XX-45")


def test_a_record_changed_while_a_mail_leaves_costs_no_second_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|ana@example.com,luis@example.com")
    post = world.pipeline._services.post
    send = post.send

    def send_and_change(letter, recipient, place):  # type: ignore[no-untyped-def]
        mail_id = send(letter, recipient, place)
        row = world.rows[letter.document.id]
        world.rows[row.id] = replace(row, version=row.version + 1)
        return mail_id

    monkeypatch.setattr(post, "send", send_and_change)
    settle(world)
    assert [m for _, m in world.mails] == ["ana@example.com", "luis@example.com"]
    (document,) = world.rows.values()
    assert document.delivery is Delivery.ENVIADO
    assert world.faults == []


def test_what_cannot_be_signed_is_tried_less_and_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    attempts = []

    def sign(tenant, unsigned, now):  # type: ignore[no-untyped-def]
        attempts.append(now)
        raise SigningRefused("CERT-FALTA", "falta el certificado")

    monkeypatch.setattr(world.country.signer, "sign", sign)
    world.drop("a.txt", "000000001|10.00|")
    world.run()
    world.later(24 * 3600)
    assert len(attempts) < 60
    assert attempts[-1] - attempts[-2] > timedelta(minutes=30)
    assert world.report("a.txt")["documentos"][0]["incidente"] == "falta el certificado"
    monkeypatch.undo()
    world.later(2 * 3600)
    assert world.states("a.txt") == ["AUTORIZADO"]


def test_a_stored_signature_that_does_not_pass_is_told_and_not_thrown(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.lose_events = True
    world.drop("a.txt", "000000001|10.00|")
    world.run()
    (document,) = world.rows.values()
    world.files[f"signed/{document.number.issuer}/{document.clave}.xml"] = b"<doc id='000000001'>other</doc>"

    def check(tenant, unsigned, signed):  # type: ignore[no-untyped-def]
        raise OtherFile("FIRMA-IMPOSIBLE", "otro documento")

    monkeypatch.setattr(world.country.signer, "check", check)
    world.later(300)
    assert world.faults == []
    (row,) = world.report("a.txt")["documentos"]
    assert [e["codigo"] for e in row["errores"]] == ["ARCHIVO-AJENO"]
    assert {what for what, _, _ in world.alerts} == {"other-signed"}
    assert world.authority.calls == []


def refused_once_and_corrected(world: World) -> None:
    world.authority.query_plan = ["refused"]
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(world)
    assert world.states("a.txt") == ["NO AUTORIZADO"]


def old_refusal(world: World) -> QueryAnswer:
    (first,) = [data for key, data in world.files.items() if key.startswith("signed/") and "~" not in key]
    return QueryAnswer(Judged.REFUSED, (AuthorityMessage("XX-52", "ERROR EN DIFERENCIAS"),), document=first)


@pytest.mark.parametrize("submission", ["ok", "accept_then_hang", "lost"])
def test_the_refusal_of_an_earlier_attempt_says_nothing_of_the_corrected_one(
    submission: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the corrected document is judged, the authority may go on answering with its old NO AUTORIZADO."""
    world = World()
    refused_once_and_corrected(world)
    query = world.authority.query
    old = [old_refusal(world)] * 3

    def still_the_old_one(environment: str, clave: str) -> QueryAnswer:
        return old.pop() if old else query(environment, clave)

    monkeypatch.setattr(world.authority, "query", still_the_old_one)
    world.authority.plan = [submission]
    world.drop("corregido.txt", "000000001|11.00|ana@example.com")
    settle(world, 2 * 3600)
    (document,) = world.rows.values()
    assert (document.authority, document.attempt) == (Authority.AUTORIZADO, 2)
