"""The texts of everything that can be wrong with a comprobante in Ecuador, for the people who must mend it.

`XML-` the file and its structure, `CLAVE-` the clave de acceso, `FAC-` the rules of the factura, `TOT-` its arithmetic,
`LOTE-` what is around the comprobantes. Importing the package defines them all.
"""

from __future__ import annotations

from chalicelib.domain.ecuador.messages import arithmetic, rules, structure

__all__ = ["arithmetic", "rules", "structure"]
