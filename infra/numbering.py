"""Sets the number with which a series goes on that the service numbers itself: `bin/ops numbering`.

It works with the stage that the environment names (`SERIES_TABLE`). A series only goes up: a number below the next one
may have been given already, and is refused.
"""

from __future__ import annotations

import sys

from chalicelib.adapters.dynamodb.numbering import DynamoNumbering
from chalicelib.domain.documents.country import Series

COUNTRY = "EC"


def carry_out(ruc: str, ambiente: str, cod_doc: str, point: str, number: int) -> int:
    """Let a series go on with a number, and say so; 0 if it does."""
    series = Series(COUNTRY, ruc, ambiente, cod_doc, point)
    numbering = DynamoNumbering()
    if numbering.begin_at(series, number):
        print(f"El siguiente secuencial es {number:09d}.")
        return 0
    print(
        f"La serie va en {numbering.following(series) or 1}. Un secuencial menor podría repetirse; "
        "si el suyo es mayor, hay documentos numerándose en este momento: inténtelo otra vez.",
        file=sys.stderr,
    )
    return 1
