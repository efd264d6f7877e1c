"""What the receiver does reaches the issuer's results, and what the pipeline did reaches the receiver."""

from __future__ import annotations

from chalicelib.domain.documents import reception
from chalicelib.domain.documents.states import Receiver as Reception
from tests.unit.core.test_pipeline import settle
from tests.unit.core.world import World


def test_opening_and_answering_are_in_the_results() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(world)
    row = world.report("a.txt")["documentos"][0]
    assert row["receptor"] == {"estado": "NO ABIERTO", "abierto": "", "respondido": "", "motivo": "", "respuestas": []}
    (document,) = world.rows.values()
    opened = reception.opened(document, world.time)
    world.save(reception.answered(opened, world.time, Reception.RECHAZADO, "No es mía"))
    world.results.touch(world.rows[document.id])
    settle(world)
    row = world.report("a.txt")["documentos"][0]["receptor"]
    assert (row["estado"], row["motivo"]) == ("RECHAZADO", "No es mía")
    assert row["abierto"] == row["respondido"] != ""


def test_a_rejection_and_its_reason_stay_in_the_results_after_a_later_agreement() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(world)
    (document,) = world.rows.values()
    rejected = reception.answered(document, world.time, Reception.RECHAZADO, "No es mía")
    world.later(60)
    world.save(reception.answered(rejected, world.time, Reception.CONFORME))
    world.results.touch(world.rows[document.id])
    settle(world)
    row = world.report("a.txt")["documentos"][0]["receptor"]
    assert row["estado"] == "CONFORME"
    assert [(a["respuesta"], a["motivo"]) for a in row["respuestas"]] == [("RECHAZADO", "No es mía"), ("CONFORME", "")]
    assert row["respuestas"][0]["fecha"] < row["respuestas"][1]["fecha"]


def test_a_registered_receiver_is_told_of_a_delivered_document() -> None:
    world = World()
    world.drop("a.txt", "000000001|10.00|ana@example.com")
    settle(world)
    (document,) = world.rows.values()
    assert world.told == [document.id]
    assert document.mailed_at is not None
