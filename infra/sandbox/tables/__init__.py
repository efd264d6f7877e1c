"""The elements of every comprobante, one compact table each.

A line is an element: its name, how often (nothing: once; `?` at most once; `+` one or more; `*` any number; `{1,3}` so
many), and its type if it has no children (which are indented below). `@name` is an attribute. `{2}` begins a line that
only versions 2.x have, `{x.1}` one that only x.1.0 have. Types:
- `s300`: text of 1 to 300 characters without a line break; `t300`: the same, a line break may be in it;
- `d14.2`: a decimal of at most 14 digits, 2 of them after the point, not negative; `i14.2` may be negative;
- `q18.6`: `d18.6` in versions x.1.0 and `d14.2` in x.0.0;
- `/…/`: a pattern; a name has its own line in `common.TYPES`.

Source: ficha técnica 2.32, anexos 1 to 8, and the published schemas.
"""

from infra.sandbox.tables.common import TAIL, TRIBUTARIA, TYPES
from infra.sandbox.tables.comprobante_retencion import RETENCION_1, RETENCION_2
from infra.sandbox.tables.factura import FACTURA
from infra.sandbox.tables.guia_remision import GUIA_REMISION
from infra.sandbox.tables.liquidacion_compra import LIQUIDACION_COMPRA
from infra.sandbox.tables.notas import NOTA_CREDITO, NOTA_DEBITO

__all__ = ["COD_DOC", "ID_REQUIRED", "TABLES", "TAIL", "TRIBUTARIA", "TYPES"]

TABLES = {
    "factura": dict.fromkeys(("1.0.0", "1.1.0", "2.0.0", "2.1.0"), FACTURA),
    "liquidacionCompra": dict.fromkeys(("1.0.0", "1.1.0"), LIQUIDACION_COMPRA),
    "notaCredito": dict.fromkeys(("1.0.0", "1.1.0"), NOTA_CREDITO),
    "notaDebito": {"1.0.0": NOTA_DEBITO},
    "guiaRemision": dict.fromkeys(("1.0.0", "1.1.0"), GUIA_REMISION),
    "comprobanteRetencion": {"1.0.0": RETENCION_1, "2.0.0": RETENCION_2},
}
"""The table by root element and version."""
COD_DOC = {
    "factura": "01",
    "liquidacionCompra": "03",
    "notaCredito": "04",
    "notaDebito": "05",
    "guiaRemision": "06",
    "comprobanteRetencion": "07",
}
ID_REQUIRED = {"notaCredito", "guiaRemision"}
"""The roots whose attribute id may not be left out."""
