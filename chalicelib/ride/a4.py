"""Content on A4 pages: header, receiver, body over the whole width, and the closing in two columns."""

from __future__ import annotations

from collections.abc import Callable

from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.ride import header
from chalicelib.ride.content import Content, Listing, Section
from chalicelib.ride.identity import identity, issuer
from chalicelib.ride.inputs import Authorization, Brand
from chalicelib.ride.kit import blocks
from chalicelib.ride.kit.lettering import Lettering
from chalicelib.ride.kit.palette import MUTED, palette
from chalicelib.ride.kit.sheet import A4, Region, Sheet
from chalicelib.ride.kit.table import table

FULL = A4.full
_TOTALS = Region(FULL.end - 232, 232)
_NOTES = Region(FULL.x, FULL.width - _TOTALS.width - 18)
_TABLE_START = 48.0
_LEFT = Region(FULL.x, FULL.width / 2 - 9)
_RIGHT = Region(FULL.end - _LEFT.width, _LEFT.width)


def compose(
    document: Comprobante, content: Content, authorization: Authorization, brand: Brand, letters: Lettering
) -> Sheet:
    """The pages, still without their feet."""
    issued_by, which = issuer(document), identity(document, content.name)
    sheet = Sheet(letters, palette(brand.colour), lambda s: header.strip(s, issued_by, which, authorization))
    header.head(sheet, issued_by, which, authorization, brand)
    sheet.rule(FULL, sheet.y, sheet.palette.accent, 0.7)
    sheet.y += 7
    blocks.fields(sheet, FULL, content.receiver)
    sheet.y += 3
    for section in content.body:
        _section(sheet, section)
    _closing(sheet, content)
    for section in content.annex:
        _section(sheet, section)
    return sheet


def _section(sheet: Sheet, section: Section) -> None:
    if section.empty:
        return
    if section.heading:
        sheet.y += 4
        sheet.room(15 + blocks.fields_height(section.fields) + (_TABLE_START if section.tables else 0))
        blocks.title(sheet, FULL, section.heading)
        blocks.fields(sheet, FULL, section.fields)
        sheet.y += 4
    else:
        sheet.y += 6
    if section.grid and section.grid.rows:
        table(sheet, FULL, section.grid)
        sheet.y += 12
    if section.pair:
        left, right = section.pair
        _beside(sheet, lambda: table(sheet, _LEFT, left), lambda: table(sheet, _RIGHT, right))
        sheet.y += 12


def _closing(sheet: Sheet, content: Content) -> None:
    if not content.totals:
        _notes(sheet, content, FULL)
        return
    sheet.room(blocks.totals_height(content.totals) + 12)
    _beside(sheet, lambda: _totals(sheet, content), lambda: _notes(sheet, content, _NOTES))


def _beside(sheet: Sheet, first: Callable[[], None], second: Callable[[], None]) -> None:
    """Draw two things from the same height; if the first needs another page, the second goes under it."""
    page, top = len(sheet.pages), sheet.y
    first()
    after = sheet.y
    if len(sheet.pages) == page:
        sheet.y = top
        second()
        if len(sheet.pages) == page:
            sheet.y = max(sheet.y, after)
    else:
        second()


def _totals(sheet: Sheet, content: Content) -> None:
    blocks.totals(sheet, _TOTALS, content.totals)
    if content.currency:
        sheet.text(_TOTALS.end - 6, sheet.y + 8, f"Moneda: {content.currency}", blocks.LABEL, colour=MUTED, align="R")
        sheet.y += 12


def _notes(sheet: Sheet, content: Content, region: Region) -> None:
    for note in content.notes:
        if isinstance(note, Listing):
            blocks.pairs(sheet, region, note.heading, note.pairs)
            sheet.y += 9
        else:
            table(sheet, region, note)
            sheet.y += 10
