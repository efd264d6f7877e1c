"""`bin/ops register|numbering`: a company that issues, its certificate, and where its numbers go on."""

from __future__ import annotations

import argparse
from typing import Any

from infra.cli import place, whole_number
from infra.ops.words import Unclear

WIDTHS = {"ruc": 13, "cod_doc": 2, "estab": 3, "pto_emi": 3}


def add(commands: Any) -> None:
    """Both commands."""
    parser = commands.add_parser(
        "register",
        help="registra una empresa que emite y su certificado",
        description="Registra una empresa que emite y el certificado con que firma. Repetirlo cambia sus datos y, si "
        "trae otro .p12, el certificado. Las rutas del .p12 y del logo empiezan en la carpeta del archivo.",
    )
    parser.add_argument("company", metavar="EMPRESA.json", help="ruc, name, environments, p12, password, registro…")
    parser.set_defaults(run=register)
    parser = commands.add_parser(
        "numbering",
        help="fija el siguiente secuencial de una serie",
        description="Fija el siguiente secuencial que asigna el servicio. Una serie sólo sube.",
    )
    parser.add_argument("ruc", metavar="RUC", help="el emisor")
    parser.add_argument("cod_doc", metavar="CODDOC", help="tipo de comprobante: 01, 03, 04, 05, 06 o 07")
    parser.add_argument("estab", metavar="ESTAB", help="establecimiento, por ejemplo 001")
    parser.add_argument("pto_emi", metavar="PTOEMI", help="punto de emisión, por ejemplo 001")
    parser.add_argument("number", type=whole_number(1, 999_999_999), metavar="SECUENCIAL", help="el siguiente")
    parser.add_argument("--ambiente", default="1", choices=["1", "2"], help="1 pruebas, 2 producción (1)")
    parser.set_defaults(run=begin)


def register(chosen: argparse.Namespace) -> int:
    """Store the company; 1 if it cannot be."""
    from infra.register import carry_out

    return carry_out(place(chosen.company))


def begin(chosen: argparse.Namespace) -> int:
    """Move the series; 1 if it cannot be."""
    from infra.numbering import carry_out

    for name, count in WIDTHS.items():
        written = getattr(chosen, name)
        if not (written.isascii() and written.isdigit() and len(written) == count):
            raise Unclear(f"{name.upper().replace('_', '')}: «{written}» debe tener {count} dígitos.")
    return carry_out(chosen.ruc, chosen.ambiente, chosen.cod_doc, chosen.estab + chosen.pto_emi, chosen.number)
