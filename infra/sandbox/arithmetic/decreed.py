"""The IVA of 8 %: it holds on the days that a decree names, and on no others.

The **day** is that of whatever is taxed: of the document withheld on, of the reimbursed one, of the one that a nota
modifies, of the document itself. A decree for some provinces counts for its days everywhere: where an establishment
stands is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from lxml import etree

from infra.sandbox.arithmetic.parts import Figure

DAYS = (
    (date(2025, 11, 1), date(2025, 11, 4)),  # Decreto 196
    (date(2026, 1, 1), date(2026, 1, 4)),  # Decreto 271
)
_DIFFERENTIATED, _GENERAL = Decimal(8), Decimal(15)
_TAXES = ("impuesto", "totalImpuesto", "detalleImpuesto", "impuestoDocSustento")
_OF_ANOTHER = {"docSustento": "fechaEmisionDocSustento", "reembolsoDetalle": "fechaEmisionDocReembolso"}


def figures(root: etree._Element) -> Iterator[Figure]:
    """The rate of every tax at 8 %: 8 on decreed days, the general one on others."""
    for tax in root.iter(*_TAXES):
        if tax.findtext("codigoPorcentaje") != "8" or "2" not in (
            tax.findtext("codigo"),
            tax.findtext("codImpuestoDocSustento"),
        ):
            continue
        day = _day(tax, root)
        decreed = day is not None and any(first <= day <= last for first, last in DAYS)
        yield f"IVA 8 % el {day}", _DIFFERENTIATED, _DIFFERENTIATED if decreed else _GENERAL


def _day(tax: etree._Element, root: etree._Element) -> date | None:
    for block in tax.iterancestors(*_OF_ANOTHER):
        return _read(block.findtext(_OF_ANOTHER[str(block.tag)]))
    return _read(root.findtext("*/fechaEmisionDocSustento") or root.findtext("*/fechaEmision"))


def _read(text: str | None) -> date | None:
    try:
        return datetime.strptime(text or "", "%d/%m/%Y").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None
