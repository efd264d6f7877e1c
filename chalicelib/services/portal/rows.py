"""A receiver's documents as an accountant books them: one row a document, one row a withholding.

- A **cell** is text, a day, a moment or an amount; None stays empty. Amounts are exact; in which form they are written
  is `export`'s matter.
- A nota de crédito stands with its amounts negative, so that every column adds up to what is owed.
- An annulled document keeps its row and has no amounts; one whose file cannot be read has only what its record tells.
- The columns of bases, taxes and withholdings are those that the documents have: one a rate of a tax that is booked by
  rate (`base|IVA|15 %`, `tax|IVA|15 %`), one of any other tax (`tax|ICE|`), one a tax withheld (`held|Renta|`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from chalicelib.domain.documents import reception
from chalicelib.domain.documents.contents import Contents, Tax
from chalicelib.domain.documents.money import ZERO, total
from chalicelib.domain.documents.record import Document
from chalicelib.domain.documents.states import Authority
from chalicelib.services.portal.country import Country
from chalicelib.services.portal.ports import IssuerFace

Cell = str | date | datetime | Decimal | None

FACTS = (
    "fecha", "tipo", "numero", "clave", "autorizacion", "autorizado", "ambiente", "estado", "ruc", "emisor",
    "comercial", "moneda",
)  # fmt: skip
AMOUNTS = ("subtotal", "descuento")
HELD = "held|"
ENDS = ("otros", "valor")
RELATED = ("modifica_tipo", "modifica", "modifica_fecha", "motivo")
WITHHELD = (
    "fecha", "numero", "clave", "ruc", "emisor", "impuesto", "codigo", "base", "porcentaje", "valor_retenido",
    "sustento_tipo", "sustento", "sustento_fecha",
)  # fmt: skip
"""The columns of the withholdings' own sheet."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A document's row, and those of what it withholds. What a row does not name is empty."""

    cells: Mapping[str, Cell]
    withheld: Sequence[Mapping[str, Cell]] = field(default=())


def booked(document: Document, face: IssuerFace | None, contents: Contents | None, country: Country) -> Booked:
    """The rows of a document."""
    cells: dict[str, Cell] = {
        "fecha": document.issue_date,
        "tipo": country.document_kinds.get(document.number.kind, document.number.kind),
        "numero": _number(document),
        "clave": document.clave,
        "autorizacion": document.authorization_number,
        "autorizado": document.authorized_at,
        "ambiente": document.number.environment,
        "estado": reception.state_of(document.authority, document.reception),
        "ruc": document.number.issuer,
        "emisor": face.name if face else "",
        "comercial": (contents.trade_name if contents else "") or (face.trade_name if face else ""),
        "moneda": document.currency,
    }
    if contents is not None:
        cells |= _related(contents)
    if document.authority is Authority.ANULADO:
        return Booked(cells)
    worth = country.worth.get(document.number.kind)
    sign = -1 if worth and worth.sign < 0 else 1
    if contents is None:
        if worth and worth.word:
            cells["retenido" if worth.group == "retenciones" else "valor"] = sign * document.total
        return Booked(cells)
    withheld = [_withheld(cells, contents, n) for n in range(len(contents.withheld))]
    if worth and worth.group == "retenciones":
        cells |= _retained(contents)
        return Booked(cells, withheld)
    if worth and worth.word:
        cells |= {name: sign * value for name, value in _amounts(contents, document).items()}
    return Booked(cells, withheld)


def columns(rows: Iterable[Booked]) -> list[str]:
    """The columns of some rows, in the order an accountant reads them."""
    present = {name for row in rows for name in row.cells}
    rates = sorted((name for name in present if "|" in name), key=_place)
    taxes = [name for name in rates if not name.startswith(HELD)]
    held = [name for name in rates if name.startswith(HELD)]
    return [*FACTS, *AMOUNTS, *taxes, *ENDS, *held, "retenido", *RELATED]


def _place(name: str) -> tuple[int, int, str, int]:
    """Bases and taxes by tax and rate, the base before its tax; what has no rate in figures behind."""
    what, tax, rate = name.split("|")
    figure = rate.removesuffix(" %")
    known = figure.replace(".", "", 1).isdigit()
    return (0 if rate else 1, int(Decimal(figure) * 100) if known else 10**6, f"{tax} {rate}", int(what != "base"))


def _amounts(contents: Contents, document: Document) -> dict[str, Decimal]:
    found = {
        "otros": total(other.amount for other in contents.others),
        "valor": contents.total if contents.total is not None else document.total,
    }
    if contents.subtotal is not None:
        found["subtotal"] = contents.subtotal
    if contents.discount is not None:
        found["descuento"] = contents.discount
    for tax in contents.taxes:
        for name, value in _columns_of(tax):
            found[name] = found.get(name, ZERO) + value
    return found


def _columns_of(tax: Tax) -> list[tuple[str, Decimal]]:
    """What is booked of a tax: base and amount by rate for the one that has rates, else the amount of all codes."""
    if not tax.by_rate:
        return [(f"tax|{tax.name}|", tax.amount)]
    base = (f"base|{tax.name}|{tax.rate}", tax.base)
    return [base, (f"tax|{tax.name}|{tax.rate}", tax.amount)] if tax.amount else [base]


def _retained(contents: Contents) -> dict[str, Cell]:
    sums: dict[str, Cell] = {
        f"{HELD}{tax}|": total(w.amount for w in contents.withheld if w.tax == tax)
        for tax in dict.fromkeys(w.tax for w in contents.withheld)
    }
    return sums | {"retenido": total(w.amount for w in contents.withheld)}


def _withheld(cells: Mapping[str, Cell], contents: Contents, place: int) -> dict[str, Cell]:
    one = contents.withheld[place]
    return {name: cells[name] for name in ("fecha", "numero", "clave", "ruc", "emisor")} | {
        "impuesto": one.tax,
        "codigo": one.code,
        "base": one.base,
        "porcentaje": one.rate,
        "valor_retenido": one.amount,
        "sustento_tipo": one.document.kind,
        "sustento": one.document.number,
        "sustento_fecha": one.document.day,
    }


def _related(contents: Contents) -> dict[str, Cell]:
    """The document that it modifies, or those that it withholds for."""
    found: dict[str, Cell] = {"motivo": contents.reason} if contents.reason else {}
    others = [contents.modifies] if contents.modifies else list(dict.fromkeys(w.document for w in contents.withheld))
    if others:
        found["modifica_tipo"] = ", ".join(dict.fromkeys(other.kind for other in others if other.kind))
        found["modifica"] = ", ".join(dict.fromkeys(other.number for other in others if other.number))
        found["modifica_fecha"] = others[0].day if len(others) == 1 else None
    return found


def _number(document: Document) -> str:
    series = document.number.series
    return f"{series[:3]}-{series[3:]}-{document.number.sequence}"
