"""Whole documents against what they are known to say: every text in reading order, page by page.

After an intended change, write the files anew with `python -m tests.unit.ride.test_golden` and read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.ride.factura import compose
from chalicelib.ride.header import feet
from chalicelib.ride.inputs import Authorization
from chalicelib.ride.kit.marks import Text
from tests.unit.ride.documents import BRAND, PENDING, PRODUCCION, PRUEBAS, everything, factura, line

GOLDEN = Path(__file__).parent / "golden"

FINAL_CONSUMER = {
    "tipoIdentificacionComprador": "07",
    "razonSocialComprador": "CONSUMIDOR FINAL",
    "identificacionComprador": "9999999999999",
}

DOCUMENTS: dict[str, tuple[Factura, Authorization]] = {
    "una-linea": (factura(), PRODUCCION),
    "consumidor-final": (factura(info=FINAL_CONSUMER, infoAdicional=[]), PRUEBAS),
    "dos-paginas": (factura([line(n) for n in range(1, 46)]), PENDING),
    "todo": (everything(), PRODUCCION),
}


def told(document: Factura, authorization: Authorization) -> str:
    sheet = compose(document, authorization, BRAND)
    pages = feet(sheet, BRAND.footer, authorization)
    return "\n\f\n".join("\n".join(mark.text for mark in page if isinstance(mark, Text)) for page in pages) + "\n"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_document_says_what_it_should(name: str) -> None:
    assert told(*DOCUMENTS[name]) == (GOLDEN / f"{name}.txt").read_text()


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, case in DOCUMENTS.items():
        (GOLDEN / f"{name}.txt").write_text(told(*case))
