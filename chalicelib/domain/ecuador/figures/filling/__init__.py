"""Filling in the figures that were left out, in the plain values of a document, before they are validated.

Nothing that was written is changed, and nothing that is found makes it raise: what cannot be worked out is left for the
validation to ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.ecuador.comprobantes import Kind
from chalicelib.domain.ecuador.figures.filling import nota_debito, payments, retencion, sale
from chalicelib.domain.ecuador.figures.filling.causes import causes
from chalicelib.domain.ecuador.figures.filling.plain import block, copied, items

__all__ = ["assumptions", "causes", "complete"]

_FILL = {
    "factura": lambda document: sale.fill(document, sale.FACTURA),
    "liquidacionCompra": lambda document: sale.fill(document, sale.LIQUIDACION),
    "notaCredito": lambda document: sale.fill(document, sale.NOTA_CREDITO),
    "notaDebito": nota_debito.fill,
    "comprobanteRetencion": retencion.fill,
}


def complete(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a document (under the names of its fields) with every figure that could be worked out."""
    completed: dict[str, Any] = copied(values)
    if kind.root in _FILL:
        _FILL[kind.root](completed)
    return completed


def assumptions(kind: Kind, given: Mapping[str, Any], completed: dict[str, Any]) -> Iterator[Problem]:
    """A warning for whatever `complete` had to guess."""
    before: dict[str, Any] = dict(given)
    pointer = f"/{kind.root}/{kind.info}"
    yield from payments.assumed(block(before, kind.info), block(completed, kind.info), pointer)
    pairs = zip(items(before, "docsSustento"), items(completed, "docsSustento"), strict=False)
    for number, (mine, theirs) in enumerate(pairs, start=1):
        yield from payments.assumed(mine, theirs, f"/{kind.root}/docsSustento/docSustento[{number}]")
