"""Sets the number with which a series goes on that the service numbers itself.

`python -m infra.numbering RUC CODDOC ESTAB PTOEMI NUMBER [--ambiente 2]` works with the stage that the environment
names (`SERIES_TABLE`). A series only goes up: a number below the next one may have been given already, and is refused.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from chalicelib.adapters.dynamodb.numbering import DynamoNumbering
from chalicelib.domain.documents.country import Series
from infra.cli import Parser

COUNTRY = "EC"


def digits(count: int) -> re.Pattern[str]:
    """What an argument of so many digits looks like."""
    return re.compile(f"[0-9]{{{count}}}")


def main(arguments: Sequence[str]) -> int:
    """The command line; 0 if the series goes on with that number."""
    parser = Parser(prog="python -m infra.numbering", description="Fija el siguiente secuencial.")
    parser.add_argument("ruc", help="RUC del emisor")
    parser.add_argument("cod_doc", help="tipo de comprobante: 01, 03, 04, 05, 06 o 07")
    parser.add_argument("estab", help="establecimiento, por ejemplo 001")
    parser.add_argument("pto_emi", help="punto de emisión, por ejemplo 001")
    parser.add_argument("number", type=int, help="el siguiente secuencial")
    parser.add_argument("--ambiente", default="1", choices=["1", "2"], help="1 pruebas, 2 producción (1)")
    found = parser.parse_args(arguments)
    for name, count in (("ruc", 13), ("cod_doc", 2), ("estab", 3), ("pto_emi", 3)):
        if not digits(count).fullmatch(getattr(found, name)):
            parser.error(f"{name} debe tener {count} dígitos")
    if not 1 <= found.number <= 999_999_999:
        parser.error("el secuencial va de 1 a 999999999")
    series = Series(COUNTRY, found.ruc, found.ambiente, found.cod_doc, found.estab + found.pto_emi)
    numbering = DynamoNumbering()
    if numbering.begin_at(series, found.number):
        return 0
    print(
        f"La serie va en {numbering.following(series) or 1}. Un secuencial menor podría repetirse; "
        "si el suyo es mayor, hay documentos numerándose en este momento: inténtelo otra vez.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
