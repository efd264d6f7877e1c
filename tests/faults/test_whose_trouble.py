"""Refusals that are about the issuer, over HTTP: from the authority's words to documents that wait and go on unchanged.

The services, the client and the table of codes are the real ones, and so is the authority's stand-in; its clock is the
world's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta, timezone
from typing import Any

from chalicelib.domain.documents.states import Authority as State
from infra.sandbox.options import Options
from tests.faults.test_unknown_outcomes import Scene, certificates, rows, scene  # noqa: F401  (fixtures)
from tests.unit.core.world import RUC

LINE = "XX:1"
ECUADOR = timezone(timedelta(hours=-5))


def test_an_issuer_that_is_not_registered_waits_until_it_is(scene: Callable[..., Scene]) -> None:  # noqa: F811
    acted = scene()
    world, store = acted.world, acted.server.authority.store
    store.set_taxpayer(RUC, "35")
    world.drop("lote.txt", "1\n2\n3")
    world.run()
    world.later(3600)
    assert {d.authority for d in world.rows.values()} == {State.FIRMADO}
    assert {d.attempt for d in world.rows.values()} == {1}
    espera = world.report("lote.txt")["documentos"][0]["espera"]
    assert "ambiente de pruebas" in espera
    assert len(store.seen()) == 1, "after the first answer nothing more is handed in"
    store.set_taxpayer(RUC, "")
    world.stops.resume_issuer(LINE, RUC)
    world.later(600)
    assert {d.authority for d in world.rows.values()} == {State.AUTORIZADO}
    the_same_bytes(acted, rows(acted))


def test_an_issuer_with_too_many_refusals_goes_on_the_next_day_with_the_same_bytes(
    scene: Callable[..., Scene],  # noqa: F811
) -> None:
    acted = scene()
    world, authority = acted.world, acted.server.authority
    authority.judge.options = Options(refusals_per_day=1)
    acted.order("no_autorizado:52", "recepcion", times=1)
    world.drop("primero.txt", "1")
    world.run()
    world.later(600)
    assert [d.authority for d in world.rows.values()] == [State.NO_AUTORIZADO]
    today = world.time.astimezone(ECUADOR).date()
    world.drop("otros.txt", "2\n3")
    world.run()
    while world.time.astimezone(ECUADOR).date() == today:
        _, *others = rows(acted)
        assert {d.authority for d in others} == {State.FIRMADO}
        handed_in = [seen for seen in authority.store.seen() if seen["operation"] == "recepcion"]
        assert len(handed_in) == 2, "the refused one, and one that met the limit"
        world.later(1800)
    world.later(timedelta(hours=1).total_seconds())
    _, *others = rows(acted)
    assert {d.authority for d in others} == {State.AUTORIZADO}
    the_same_bytes(acted, others)


def the_same_bytes(scene: Scene, documents: list[Any]) -> None:  # noqa: F811
    """Whatever was handed in of them was what had been signed, and is what the authority has."""
    taken = {found["clave"]: found["sha256"] for found in scene.server.authority.store.summary()}
    for document in documents:
        sent = {seen["sha256"] for seen in scene.log(document.clave) if seen["operation"] == "recepcion"}
        assert sent == {document.signed_sha256} == {taken[document.clave]}
