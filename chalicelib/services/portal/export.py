"""Rows as files for a spreadsheet: a workbook with true dates and numbers, or CSV as Excel in Spanish opens it.

- **CSV**: `;` between cells, a comma before cents, dates as `23/11/2026`, a BOM for the accents. Text that begins like
  a formula is preceded by an apostrophe (OWASP, CSV injection).
- **XLSX**: dates, moments and amounts are cells of their kind; text, also of digits alone, is text and never a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from chalicelib.domain.documents.spreadsheet import plain
from chalicelib.services.portal.rows import Cell

_WIDTHS = {"emisor": 40, "comercial": 28, "clave": 52, "autorizacion": 52, "motivo": 40, "tipo": 24, "numero": 19}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `names` are its columns, `headings` what stands over them, `rows` its cells by column."""

    title: str
    names: Sequence[str]
    headings: Sequence[str]
    rows: Sequence[Mapping[str, Cell]]


def as_csv(sheet: Sheet, zone: tzinfo) -> bytes:
    """The table as text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([plain(heading) for heading in sheet.headings])
    for row in sheet.rows:
        writer.writerow([_written(row.get(name), zone) for name in sheet.names])
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell, zone: tzinfo) -> str:
    match cell:
        case None:
            return ""
        case Decimal():
            return f"{cell:.2f}".replace(".", ",")
        case datetime():
            return cell.astimezone(zone).strftime("%d/%m/%Y %H:%M:%S")
        case date():
            return cell.strftime("%d/%m/%Y")
    return plain(cell)


def as_xlsx(sheets: Sequence[Sheet], zone: tzinfo) -> bytes:
    """A workbook of the tables."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00"})
    day, moment = (book.add_format({"num_format": form}) for form in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss"))
    for sheet in sheets:
        page = book.add_worksheet(sheet.title)
        for column, (name, heading) in enumerate(zip(sheet.names, sheet.headings, strict=True)):
            page.write_string(0, column, heading, bold)
            page.set_column(column, column, _WIDTHS.get(name, 14))
        for line, row in enumerate(sheet.rows, start=1):
            for column, name in enumerate(sheet.names):
                match row.get(name):
                    case None:
                        pass
                    case Decimal() as amount:
                        page.write_number(line, column, float(amount), money)
                    case datetime() as at:
                        page.write_datetime(line, column, at.astimezone(zone).replace(tzinfo=None), moment)
                    case date() as on:
                        page.write_datetime(line, column, datetime(on.year, on.month, on.day), day)  # noqa: DTZ001
                    case text:
                        page.write_string(line, column, text)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.names) - 1)
    book.close()
    return out.getvalue()
