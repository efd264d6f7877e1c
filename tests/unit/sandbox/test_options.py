"""What the authority does by reports alone, when it is asked for: forgetting, limits, numbers that stay taken."""

from __future__ import annotations

import pytest

from tests.unit.sandbox.client import Refused, Sandbox
from tests.unit.sandbox.documents import RUC

DAY = 86_400


def refused(sandbox: Sandbox, secuencial: int) -> None:
    sandbox.fault("no_autorizado:52", operation="recepcion")
    assert sandbox.verdict(sandbox.factura(secuencial=secuencial)).estado == "NO AUTORIZADO"


def test_after_some_days_the_autorizacion_does_not_know_it_and_the_recepcion_still_does(sandbox: Sandbox) -> None:
    sandbox.control("POST", "options", {"forget_after_days": 20})
    factura = sandbox.factura()
    assert sandbox.verdict(factura).estado == "AUTORIZADO"
    sandbox.control("POST", "clock", {"offset_seconds": 19 * DAY})
    assert sandbox.ask(factura.key).estado == "AUTORIZADO"
    sandbox.control("POST", "clock", {"offset_seconds": 21 * DAY})
    assert sandbox.ask(factura.key).text("numeroComprobantes") == "0"
    assert sandbox.submit(sandbox.signed(factura)).codes == ["43"]


def test_an_issuer_it_does_not_know_in_this_ambiente(sandbox: Sandbox) -> None:
    sandbox.control("POST", "registry", {"identification": RUC, "code": "35"})
    found = sandbox.submit(sandbox.signed(sandbox.factura()))
    assert (found.estado, found.codes) == ("DEVUELTA", ["35"])
    assert found.details == f"No existe un contribuyente registrado con el RUC {RUC}"
    assert sandbox.states() == {}
    sandbox.control("POST", "registry", {"identification": RUC, "code": ""})
    assert sandbox.verdict(sandbox.factura()).estado == "AUTORIZADO"


def test_after_so_many_refusals_of_a_day_nothing_is_taken_until_the_next(sandbox: Sandbox) -> None:
    sandbox.control("POST", "options", {"refusals_per_day": 2})
    for secuencial in (1, 2):
        refused(sandbox, secuencial)
    factura = sandbox.factura(secuencial=3)
    found = sandbox.submit(sandbox.signed(factura))
    assert (found.estado, found.codes) == ("DEVUELTA", ["90"])
    other = sandbox.factura(secuencial=3, ruc="0990012345001")
    assert sandbox.verdict(other).estado == "AUTORIZADO", "the limit is the issuer's own"
    sandbox.control("POST", "clock", {"offset_seconds": DAY})
    assert sandbox.verdict(factura).estado == "AUTORIZADO"


@pytest.mark.parametrize("kept", [False, True])
def test_the_number_of_what_was_refused(sandbox: Sandbox, kept: bool) -> None:
    sandbox.control("POST", "options", {"keep_refused_numbers": kept})
    refused(sandbox, 1)
    found = sandbox.submit(sandbox.signed(sandbox.factura(secuencial=1, codigo="87654321")))
    assert found.codes == (["45"] if kept else [])
    assert sandbox.verdict(sandbox.factura(secuencial=1)).estado == "AUTORIZADO" if kept else True


def test_what_it_is_asked_to_be_can_be_read(sandbox: Sandbox) -> None:
    before = sandbox.control("GET", "options")
    assert before == {"forget_after_days": 0, "refusals_per_day": 0, "keep_refused_numbers": False}
    sandbox.control("POST", "options", {"refusals_per_day": 5})
    assert sandbox.control("GET", "options") == before | {"refusals_per_day": 5}


@pytest.mark.parametrize(
    "order",
    [
        {"unknown": 1},
        {"refusals_per_day": -1},
        {"refusals_per_day": True},
        {"forget_after_days": "x"},
        {"keep_refused_numbers": 1},
    ],
)
def test_orders_that_make_no_sense(sandbox: Sandbox, order: object) -> None:
    with pytest.raises(Refused):
        sandbox.control("POST", "options", order)
