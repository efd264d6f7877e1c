"""The texts of everything that can be wrong with a comprobante in Ecuador, for the people who must mend it.

`XML-` the file and its structure, `CLAVE-` the clave de acceso, `DOC-` rules that several kinds share, `IDE-` identity
numbers, `IMP-` tax codes, `FAC-` `LIQ-` `NOTA-` `GUI-` `RET-` the rules of one kind (NOTA: both notas), `TOT-` the
arithmetic, `LOTE-` `JSON-` `HOJA-` what is around the comprobantes. Importing the package defines them all.
"""

from __future__ import annotations

from chalicelib.domain.ecuador.messages import arithmetic, entradas, factura, notas, retencion, rules, structure

__all__ = ["arithmetic", "entradas", "factura", "notas", "retencion", "rules", "structure"]
