"""The CSV of the results says what the JSON says: errors and what to do, warnings, mails, what the receiver did."""

from __future__ import annotations

import csv
import io

import pytest

from chalicelib.domain.documents import reception
from chalicelib.domain.documents.mailing import MailState
from chalicelib.domain.documents.record import AuthorityMessage
from chalicelib.domain.documents.states import Receiver
from chalicelib.services.ports import SubmitAnswer, Submitted
from tests.unit.core.test_pipeline import settle
from tests.unit.core.world import World


def rows(world: World, name: str) -> list[dict[str, str]]:
    data = next(data for key, data in world.result_files.items() if key.endswith(f"{name}.csv"))
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_document_with_two_addresses_one_of_them_refused() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|ana@example.com,refused@example.com")
    settle(world)
    (row,) = rows(world, "a.txt")
    assert row["estado"] == "AUTORIZADO"
    assert row["correos"] == f"ana@example.com: {MailState.ENVIADO} | refused@example.com: {MailState.RECHAZADO}"
    assert row["receptor"] == "NO ABIERTO"
    assert row["numero_autorizacion"] == row["clave_acceso"]
    assert row["xml"].startswith("authorized/")
    assert row["ride"].endswith(".pdf")
    assert (row["errores"], row["que_hacer"]) == ("", "")


def test_what_the_receiver_did() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|")
    settle(world)
    (document,) = world.rows.values()
    opened = reception.opened(document, world.time)
    saved = world.save(reception.answered(opened, world.time, Receiver.RECHAZADO, "No es mía"))
    world.results.touch(saved)
    world.later(60)
    (row,) = rows(world, "a.txt")
    assert row["receptor"] == "RECHAZADO: No es mía"


def test_what_is_wrong_and_what_to_do() -> None:
    world = World()
    world.drop("a.txt", "x|y")
    settle(world)
    (row,) = rows(world, "a.txt")
    assert row["errores"] == "TEST-BAD a.txt#1: no sirve: faltan campos"
    assert row["que_hacer"] == "arréglelo"


def test_warnings_of_the_authority_and_what_to_do(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    world = World()
    said = AuthorityMessage("XX-59", "IDENTIFICACIÓN", "no existe", "ADVERTENCIA", "Revise el número.")
    submit = world.authority.submit

    def received(environment: str, signed: bytes) -> SubmitAnswer:
        submit(environment, signed)
        return SubmitAnswer(Submitted.RECEIVED, (said,))

    monkeypatch.setattr(world.authority, "submit", received)
    world.authority.query_plan = ["pending"] * 50
    world.drop("a.txt", "000000001|10.00|")
    world.run()
    world.later(60)
    (row,) = rows(world, "a.txt")
    assert row["advertencias"] == "XX-59 a.txt#1: IDENTIFICACIÓN: no existe"
    assert row["que_hacer"] == "Revise el número."
    assert row["errores"] == ""


@pytest.mark.parametrize("name", ["=1+1.txt", "＝1+1.txt", " @SUM(A1).txt", "-1.txt"])
def test_no_name_becomes_a_formula(name: str) -> None:
    world = World()
    world.drop(name, "000000001|10.00|")
    settle(world)
    assert [row["archivo"][:1] for row in rows(world, name)] == ["'"]
