"""The authority's own sums: documents that have every part of its formula, before the service and before the judge.

Right ones are prepared, signed and authorised; of wrong ones the service names the figure, and the judge answers 52.
"""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from chalicelib.domain.documents.country import Issuer, Part, Prepared, Rejected, Unnumbered
from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
from tests.unit.ecuador.build import eight
from tests.unit.sandbox.client import Answer, Sandbox
from tests.unit.sandbox.documents import RUC
from tests.unit.sandbox.issued import judged, put

Values = dict[str, Any]
IVA_15 = {"codigo": "2", "codigoPorcentaje": "4"}
IVA_0 = {"codigo": "2", "codigoPorcentaje": "0"}


def sale(price: str, **parts: Any) -> Values:
    """A factura of one line at 15 %; `info` goes into its head, everything else beside it."""
    head = {
        "tipoIdentificacionComprador": "05",
        "razonSocialComprador": "ROSA ELVIRA TIPÁN",
        "identificacionComprador": "1710034065",
        "pagos": [{"formaPago": "20"}],
    }
    line = {"codigoPrincipal": "H-9", "descripcion": "Hamaca", "cantidad": "1", "precioUnitario": price}
    return {
        "version": "1.1.0",
        "infoTributaria": {"estab": "001", "ptoEmi": "004", "dirMatriz": "Calle Larga 7-07, Cuenca"},
        "infoFactura": head | parts.pop("info", {}),
        "detalles": [line | {"impuestos": [IVA_15]}],
        "infoAdicional": [{"nombre": "Correo", "valor": "rosa@example.com"}],
        **parts,
    }


def collected(**info: str) -> Values:
    """40.00 and its IVA, and 2.50 that the fire brigade gets."""
    return sale("40.00", version="2.1.0", info=info, otrosRubrosTerceros=[{"concepto": "Bomberos", "total": "2.50"}])


def discounted(total_discount: str, amount: str) -> Values:
    """80.00 less 8.00 that stand in the totals only."""
    row = IVA_15 | {"descuentoAdicional": "8.00", "baseImponible": "72.00", "valor": "10.80"}
    stated = {"totalDescuento": total_discount, "importeTotal": amount, "totalConImpuestos": [row]}
    return sale("80.00", info=stated)


def with_zeros() -> Values:
    """A total for a rate that no line has."""
    rows = [IVA_15 | {"baseImponible": "64.00", "valor": "9.60"}, IVA_0 | {"baseImponible": "0.00", "valor": "0.00"}]
    return sale("64.00", info={"totalConImpuestos": rows})


def compensated(**info: str) -> Values:
    """60.00 and its IVA, less a compensation of 1.20."""
    return sale("60.00", info=info | {"compensaciones": [{"codigo": "1", "tarifa": "2", "valor": "1.20"}]})


def withheld(**info: str) -> Values:
    """60.00 and its IVA, and a presumptive withholding of 0.12."""
    row = {"codigo": "4", "codigoPorcentaje": "327", "tarifa": "0.20", "valor": "0.12"}
    return sale("60.00", info=info, retenciones=[row])


def rounded() -> Values:
    """A line in tenths of a dollar."""
    body = sale("28.80")
    body["detalles"][0] |= {"cantidad": "2.09", "descuento": "21.05", "precioTotalSinImpuesto": "39.10"}
    return body


RIGHT = {
    "zeros of another rate": (with_zeros(), "73.60"),
    "third parties": (collected(), "48.50"),
    "third parties, stated": (collected(importeTotal="48.50"), "48.50"),
    "additional discount": (discounted("8.00", "82.80"), "82.80"),
    "compensation": (compensated(), "67.80"),
    "withholding": (withheld(), "69.12"),
    "a line in tenths": (rounded(), "44.97"),
}
WRONG = {
    "without the third parties": (collected(importeTotal="46.00"), "TOT-IMPORTE", collected(), "46.00"),
    "discount not in the total one": (discounted("0.00", "82.80"), "TOT-DESCUENTO", discounted("8.00", "82.80"), ""),
    "discount not taken off": (discounted("8.00", "90.80"), "TOT-IMPORTE", discounted("8.00", "82.80"), "90.80"),
    "compensation not taken off": (compensated(importeTotal="69.00"), "TOT-IMPORTE", compensated(), "69.00"),
    "withholding left out": (withheld(importeTotal="69.00"), "TOT-IMPORTE", withheld(), "69.00"),
}


def prepared(sandbox: Sandbox, body: Values) -> Prepared | Rejected:
    """What the service makes of it today, for the company of these tests."""
    body = copy.deepcopy(body)
    body["infoFactura"]["fechaEmision"] = f"{sandbox.today:%d/%m/%Y}"
    issuer = Issuer(RUC, frozenset({"1"}), "ALMACÉN EL ÑANDÚ S.A.")
    preparer = EcuadorPreparer(Platform())
    part = Part("a.json", values={"factura": body})
    outcome = preparer.prepare(part, issuer=issuer, today=sandbox.today, numeric_code=eight)
    return outcome.numbered(1) if isinstance(outcome, Unnumbered) else outcome


def document(sandbox: Sandbox, body: Values) -> etree._Element:
    """The document that the service makes of it."""
    outcome = prepared(sandbox, body)
    assert isinstance(outcome, Prepared), outcome
    return parse(outcome.unsigned)


def verdict(sandbox: Sandbox, root: etree._Element) -> Answer:
    """What the judge says of the document."""
    return judged(sandbox, root)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_sum_is_issued_and_authorised(sandbox: Sandbox, name: str) -> None:
    body, amount = RIGHT[name]
    root = document(sandbox, body)
    assert root.findtext("infoFactura/importeTotal") == amount
    paid = [Decimal(node.text or "") for node in root.iterfind("infoFactura/pagos/pago/total")]
    assert sum(paid) == Decimal(amount)
    found = verdict(sandbox, root)
    assert found.estado == "AUTORIZADO", found.details


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_sum_is_named_and_refused(sandbox: Sandbox, name: str) -> None:
    body, code, right, amount = WRONG[name]
    outcome = prepared(sandbox, body)
    assert isinstance(outcome, Rejected)
    assert {p.code for p in outcome.problems if p.severity == "error"} == {code}
    root = document(sandbox, right)
    if amount:
        put(put(root, "infoFactura/importeTotal", amount), "infoFactura/pagos/pago/total", amount)
    else:
        put(root, "infoFactura/totalDescuento", "0.00")
    found = verdict(sandbox, root)
    assert (found.estado, found.codes[0]) == ("NO AUTORIZADO", "52"), found.details
    assert ("importeTotal" if amount else "totalDescuento") in found.details
