"""Forms of payment (ficha técnica 2.32, tabla 24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from chalicelib.domain.documents.errors import Problem, problem
from chalicelib.domain.ecuador import catalogs
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import PagoDocSustento
from chalicelib.domain.ecuador.comprobantes.comunes import Pago


def check(pagos: Sequence[Pago | PagoDocSustento], pointer: str, on: date) -> Iterator[Problem]:
    """The problems of the payments below `pointer`."""
    for number, pago in enumerate(pagos, start=1):
        where = f"{pointer}/pago[{number}]"
        if catalogs.FORMAS_PAGO.fila(pago.formaPago, on) is None:
            options = ", ".join(catalogs.FORMAS_PAGO.codigos)
            yield problem("DOC-FORMA-PAGO", f"{where}/formaPago", value=pago.formaPago, options=options)
        if isinstance(pago, Pago) and (pago.plazo is None) != (pago.unidadTiempo is None):
            missing = "unidadTiempo" if pago.unidadTiempo is None else "plazo"
            yield problem("DOC-PLAZO", f"{where}/{missing}", name=missing)
