"""Content on a roll of 80 mm, for the printers of shops: one column, black only, as long as it needs to be.

- **Bars**: the 49 digits are 321 modules. Across the 72 mm that such a printer prints, a module would be a dot and a
  half of its 203 dpi at most, too fine to be read off paper; so the bars run along the roll, with modules of two whole
  dots (0.25 mm, 80 mm in all), and the closing stands in a narrower column beside them.
- Greys and tints are left out: a thermal printer can only dot them. The logo is printed as the printer can.
"""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.domain.ecuador.catalogs import AMBIENTES
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.ride.content import Content, Listing, Section
from chalicelib.ride.figures import moment
from chalicelib.ride.identity import PENDING, Identity, Issuer, identity, issuer
from chalicelib.ride.identity import marks as marks_of
from chalicelib.ride.inputs import Authorization, Brand
from chalicelib.ride.kit import code128, logo, roll
from chalicelib.ride.kit.blocks import Field
from chalicelib.ride.kit.lettering import Lettering
from chalicelib.ride.kit.palette import BLACK, monochrome
from chalicelib.ride.kit.roll import SIZE, SMALL
from chalicelib.ride.kit.sheet import MILLIMETRE, ROLL_80, Region, Sheet
from chalicelib.ride.kit.table import Grid

FULL = ROLL_80.full
_MODULE = 2 * 72 / 203
_BAR_HEIGHT = 10 * MILLIMETRE
_BESIDE = Region(FULL.x, FULL.width - _BAR_HEIGHT - 10)
_VERIFY = "Verifique este comprobante con su clave de acceso en srienlinea.sri.gob.ec"
_LOGO = (FULL.width * 0.8, 20 * MILLIMETRE)


def compose(
    document: Comprobante, content: Content, authorization: Authorization, brand: Brand, letters: Lettering
) -> Sheet:
    """The whole ticket; a second page only above the length that readers of PDF can show."""
    issued_by, which = issuer(document), identity(document, content.name)
    sheet = Sheet(letters, monochrome(), lambda _: None, ROLL_80)
    _head(sheet, issued_by, brand)
    _which(sheet, issued_by, which, authorization)
    _fields(sheet, content.receiver)
    for section in (*content.body, *content.annex):
        _section(sheet, section)
    _totals(sheet, content)
    _foot(sheet, content, issued_by, which, authorization, brand)
    return sheet


def _head(sheet: Sheet, issuer: Issuer, brand: Brand) -> None:
    picture = logo.prepared(brand.logo) if brand.logo else None
    name = issuer.nombre_comercial or issuer.razon_social
    if picture:
        width = min(_LOGO[0], _LOGO[1] * picture.shape)
        height = width / picture.shape
        sheet.picture(FULL.x + (FULL.width - width) / 2, sheet.y, width, height, picture.data)
        sheet.y += height + 6
    else:
        roll.centred(sheet, FULL, name, 13, bold=True)
        sheet.y += 2
    if picture or name != issuer.razon_social:
        roll.centred(sheet, FULL, issuer.razon_social, SIZE, bold=True)
    if picture and issuer.nombre_comercial and issuer.nombre_comercial != issuer.razon_social:
        roll.centred(sheet, FULL, issuer.nombre_comercial, SIZE)
    roll.centred(sheet, FULL, f"R.U.C. {issuer.ruc}", SIZE)
    for label, value in (("Matriz", issuer.dir_matriz), ("Sucursal", issuer.dir_sucursal)):
        if value:
            roll.centred(sheet, FULL, f"{label}: {value}", SMALL)
    for legend in issuer.legends:
        roll.centred(sheet, FULL, legend, SMALL)
    sheet.y += 3


def _which(sheet: Sheet, issuer: Issuer, which: Identity, authorization: Authorization) -> None:
    for text, _ in marks_of(authorization):
        roll.banner(sheet, FULL, text.partition(" — "))
    roll.rule(sheet, FULL)
    roll.centred(sheet, FULL, which.name, 11, bold=True)
    roll.centred(sheet, FULL, f"No. {which.number}", 10, bold=True)
    roll.rule(sheet, FULL)


def _fields(sheet: Sheet, fields: Sequence[Field]) -> None:
    for field in fields:
        if field.value:
            roll.labelled(sheet, FULL, field.brief or field.label, field.value)


def _section(sheet: Sheet, section: Section) -> None:
    if section.empty:
        return
    roll.rule(sheet, FULL)
    if section.heading:
        roll.centred(sheet, FULL, section.heading, SMALL, bold=True)
        _fields(sheet, section.fields)
    for grid in section.tables:
        roll.records(sheet, FULL, grid)


def _totals(sheet: Sheet, content: Content) -> None:
    roll.rule(sheet, FULL)
    for total in content.totals:
        roll.total(sheet, FULL, total)
    if content.currency:
        roll.paragraph(sheet, FULL, f"Moneda: {content.currency}", SMALL)


def _foot(
    sheet: Sheet, content: Content, issuer: Issuer, which: Identity, authorization: Authorization, brand: Brand
) -> None:
    """What ends a ticket, in the column beside the bars."""
    roll.rule(sheet, FULL)
    bars, modules = code128.bars(which.clave) if which.clave else ([], 0)
    quiet = code128.QUIET_MODULES * _MODULE
    sheet.room(modules * _MODULE + 2 * quiet)
    page, top = len(sheet.pages), sheet.y
    for offset, width in bars:
        sheet.fill(FULL.end - _BAR_HEIGHT, top + quiet + offset * _MODULE, _BAR_HEIGHT, width * _MODULE, BLACK)
    region = _BESIDE if bars else FULL
    for note in content.notes:
        _note(sheet, region, note)
    when = moment(authorization.fecha) if authorization.fecha and authorization.numero else PENDING
    for label, value in (
        ("NÚMERO DE AUTORIZACIÓN", authorization.numero or PENDING),
        ("FECHA Y HORA DE AUTORIZACIÓN", when),
        ("AMBIENTE", AMBIENTES[authorization.ambiente]),
        ("EMISIÓN", "NORMAL"),
        ("CLAVE DE ACCESO", which.clave or PENDING),
    ):
        roll.stacked(sheet, region, label, value)
    if authorization.numero is not None and authorization.ambiente == "2":
        sheet.y += 3
        roll.paragraph(sheet, region, _VERIFY, SMALL)
    if len(sheet.pages) == page:
        sheet.y = max(sheet.y, top + modules * _MODULE + 2 * quiet)
    if brand.footer:
        roll.rule(sheet, FULL)
        roll.centred(sheet, FULL, brand.footer, SMALL)


def _note(sheet: Sheet, region: Region, note: Grid | Listing) -> None:
    if isinstance(note, Listing):
        roll.paragraph(sheet, region, note.heading, SMALL, bold=True)
        for name, value in note.pairs:
            roll.labelled(sheet, region, name, value, SMALL)
    else:
        roll.records(sheet, region, note, heading=True)
    sheet.y += 5
