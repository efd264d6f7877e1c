"""The list as a file for a spreadsheet: what is looked for, as far as `MOST_ROWS`.

Text from documents never becomes a formula (OWASP, CSV injection): in CSV a value that begins like one is preceded by
an apostrophe; in XLSX every text is written as text.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

from chalicelib.domain.accounts import limits
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.documents import reception
from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.documents import TooMany
from chalicelib.services.portal.ports import IssuerFace, Listed
from chalicelib.services.portal.search import Search, Searching

MOST_ROWS = 5000
_PAGE = 500
_FORMULA = ("=", "+", "-", "@")
_BREAKS = ("\t", "\r", "\n")
CSV, XLSX = "csv", "xlsx"
TYPES = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

Row = tuple[str, str, str, str, str, str, Decimal, str]


class Export:
    """The use case. `headings` are the names of the columns, in order."""

    def __init__(self, portal: Portal, searching: Searching) -> None:
        self._portal = portal
        self._searching = searching

    def write(self, account: Account, search: Search, form: str, headings: Sequence[str]) -> str:
        """Write the list; answers its short-lived address. Raises TooMany, KeyError for another form."""
        p = self._portal
        content_type = TYPES[form]
        if not p.limits.take(limits.ZIP_BY_USER, p.key("descargas", account.id), p.now):
            raise TooMany
        rows = list(self._rows(account.receiver, search))
        content = as_csv(headings, rows) if form == CSV else as_xlsx(headings, rows)
        return p.files.lend(f"documentos.{form}", content, content_type)

    def _rows(self, receiver: str, search: Search) -> Iterator[Row]:
        cursor, count = "", 0
        while count < MOST_ROWS:
            page = self._searching.page(receiver, search, cursor, min(_PAGE, MOST_ROWS - count))
            for document in page.documents:
                yield self._row(document, page.faces.get(document.issuer))
            count += len(page.documents)
            if not page.next:
                return
            cursor = page.next

    def _row(self, document: Listed, face: IssuerFace | None) -> Row:
        kinds = self._portal.country.document_kinds
        return (
            document.number,
            kinds.get(document.kind, document.kind),
            reception.state_of(document.authority, document.reception),
            face.name if face else "",
            document.issuer,
            document.issue_date.isoformat(),
            document.total,
            document.currency,
        )


def as_csv(headings: Sequence[str], rows: Sequence[Row]) -> bytes:
    """With a BOM, so that a spreadsheet reads the accents."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([plain(value) if isinstance(value, str) else f"{value:.2f}" for value in row])
    return out.getvalue().encode("utf-8-sig")


def plain(text: str) -> str:
    """Text that a spreadsheet will not take for a formula.

    Spreadsheets also take wide signs («＝») and what follows blanks for the beginning of one.

    >>> plain("=1+1"), plain("ACME"), plain("＝1+1"), plain(" @SUM(A1)")
    ("'=1+1", 'ACME', "'＝1+1", "' @SUM(A1)")
    """
    begins = unicodedata.normalize("NFKC", text).lstrip()
    return f"'{text}" if begins.startswith(_FORMULA) or text.startswith(_BREAKS) else text


def as_xlsx(headings: Sequence[str], rows: Sequence[Row]) -> bytes:
    """A workbook with one sheet; amounts are numbers, everything else is text."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet("Documentos")
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, Decimal):
                sheet.write_number(line, column, float(value), money)
            else:
                sheet.write_string(line, column, str(value))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
    for column, width in enumerate((20, 24, 14, 44, 16, 12, 14, 10)):
        sheet.set_column(column, column, width)
    book.close()
    return out.getvalue()
