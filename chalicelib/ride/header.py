"""What every A4 page has: the issuer on the left, the fiscal particulars on the right, bands and feet.

- The **fiscal panel** holds R.U.C., the document's name and number, authorisation, ambiente, emisión and the clave de
  acceso as bars and digits (ficha técnica 2.32, formato de los RIDE).
- A **band** across the top of every page says what the document is not: authorised, or of any fiscal value.
- The **strip** stands on top of every page after the first, so that a loose page can be told.
"""

from __future__ import annotations

from chalicelib.domain.ecuador.catalogs import AMBIENTES
from chalicelib.ride.figures import moment
from chalicelib.ride.identity import PENDING, Identity, Issuer, marks
from chalicelib.ride.inputs import Authorization, Brand
from chalicelib.ride.kit import code128, logo
from chalicelib.ride.kit.blocks import LABEL, VALUE
from chalicelib.ride.kit.marks import Mark
from chalicelib.ride.kit.palette import ALERT, BLACK, CAUTION, CAUTION_INK, MUTED, WHITE
from chalicelib.ride.kit.sheet import A4, Region, Sheet

FULL = A4.full
_PANEL = Region(FULL.end - 284, 284)
_ISSUER = Region(FULL.x, FULL.width - _PANEL.width - 18)
_MODULE = 0.72
"""Of the bars, in points: two whole dots at 200 dpi, three at 300, six at 600. Between dots, one clave in a hundred was
not read at 200 dpi."""
_BAR_HEIGHT = 36.0
_BRAND_BAR = 5.0
_BAND = 15.0

_FOOT, _FOOT_LINES = LABEL, 2
_FOOT_TOP = A4.height - 40
_VERIFY = "Puede verificar este comprobante con su clave de acceso en srienlinea.sri.gob.ec"


def bands(sheet: Sheet, authorization: Authorization) -> None:
    """The top edge of a page: the brand, and under it whatever the document is not."""
    sheet.fill(0, 0, A4.width, _BRAND_BAR, sheet.palette.brand)
    y = _BRAND_BAR
    for text, grave in marks(authorization):
        sheet.fill(0, y, A4.width, _BAND, ALERT if grave else CAUTION)
        ink = WHITE if grave else CAUTION_INK
        sheet.text(A4.width / 2, y + 10.4, text, 8.4, bold=True, colour=ink, align="C")
        y += _BAND
    sheet.y = max(sheet.y, y + 16)


def strip(sheet: Sheet, issuer: Issuer, identity: Identity, authorization: Authorization) -> None:
    """The top of a page after the first."""
    bands(sheet, authorization)
    right = f"{identity.name} {identity.number}"
    width = sheet.lettering.width(sheet.lettering.clean(right), VALUE, bold=True)
    sheet.text(FULL.end, sheet.y + 6, right, VALUE, bold=True, colour=sheet.palette.accent, align="R")
    name = sheet.lettering.wrap(issuer.razon_social, FULL.width - width - 20, VALUE, bold=True)
    sheet.text(FULL.x, sheet.y + 6, name[0] + ("…" if len(name) > 1 else ""), VALUE, bold=True)
    sheet.text(FULL.x, sheet.y + 16, f"R.U.C. {issuer.ruc}", LABEL, colour=MUTED)
    sheet.text(FULL.end, sheet.y + 16, f"Clave de acceso {identity.clave or PENDING}", LABEL, colour=MUTED, align="R")
    sheet.rule(FULL, sheet.y + 21, sheet.palette.accent, 0.7)
    sheet.y += 30


def head(sheet: Sheet, issuer: Issuer, identity: Identity, authorization: Authorization, brand: Brand) -> None:
    """The top of the first page. Leaves the cursor under the taller of the two sides."""
    bands(sheet, authorization)
    top = sheet.y
    _issuer(sheet, issuer, brand)
    left, sheet.y = sheet.y, top
    _panel(sheet, issuer, identity, authorization)
    sheet.y = max(left, sheet.y) + 14


def feet(sheet: Sheet, footer: str, authorization: Authorization) -> list[list[Mark]]:
    """The finished pages, each with the issuer's line (two at most), where to verify it, and its number."""
    count = len(sheet.pages)
    lines = sheet.lettering.wrap(footer, FULL.width - 90, _FOOT)[:_FOOT_LINES] if footer else []
    if authorization.numero is not None and authorization.ambiente == "2":
        lines.append(_VERIFY)
    done = []
    for number, page in enumerate(sheet.pages, 1):
        foot = Sheet(sheet.lettering, sheet.palette, lambda _: None)
        foot.rule(FULL, _FOOT_TOP)
        for index, line in enumerate(lines, 1):
            foot.text(FULL.x, _FOOT_TOP + 9 * index, line, _FOOT, colour=MUTED)
        foot.text(FULL.end, _FOOT_TOP + 9, f"Página {number} de {count}", _FOOT, colour=MUTED, align="R")
        done.append([*page, *foot.pages[0]])
    return done


def _issuer(sheet: Sheet, issuer: Issuer, brand: Brand) -> None:
    picture = logo.prepared(brand.logo) if brand.logo else None
    if picture:
        width = min(_ISSUER.width * 0.9, 64 * picture.shape)
        height = width / picture.shape
        sheet.picture(_ISSUER.x, sheet.y, width, height, picture.data)
        sheet.y += height + 14
        whole = False
    else:
        whole = _wordmark(sheet, issuer.nombre_comercial or issuer.razon_social)
    if issuer.nombre_comercial or not whole:
        _lines(sheet, issuer.razon_social, 10.2, 12.2, bold=True)
    if issuer.nombre_comercial and issuer.nombre_comercial != issuer.razon_social:
        _lines(sheet, issuer.nombre_comercial, VALUE, 11)
    sheet.y += 5
    for label, value in (("Dirección matriz", issuer.dir_matriz), ("Dirección sucursal", issuer.dir_sucursal)):
        if value:
            _lines(sheet, label, LABEL, 9.2, muted=True)
            _lines(sheet, value, VALUE, 10.8)
            sheet.y += 3
    sheet.y += 2
    for legend in issuer.legends:
        _lines(sheet, legend, 8.4, 10.4)


def _wordmark(sheet: Sheet, name: str) -> bool:
    """The name in the place of a logo, two lines at most; whether all of it is there."""
    size = 19.0
    lines = sheet.lettering.wrap(name, _ISSUER.width, size, bold=True)
    while len(lines) > 2 and size > 12:
        size -= 1
        lines = sheet.lettering.wrap(name, _ISSUER.width, size, bold=True)
    whole = len(lines) <= 2
    if not whole:
        lines = [lines[0], f"{lines[1][:-1]}…"]
    sheet.y += size * 0.72
    for line in lines:
        sheet.text(_ISSUER.x, sheet.y, line, size, bold=True, colour=sheet.palette.accent)
        sheet.y += size * 1.12
    sheet.y -= size * 0.72
    sheet.fill(_ISSUER.x, sheet.y, 30, 2.4, sheet.palette.brand)
    sheet.y += 15
    return whole


def _lines(sheet: Sheet, text: str, size: float, leading: float, bold: bool = False, muted: bool = False) -> None:
    for line in sheet.lettering.wrap(text, _ISSUER.width, size, bold):
        if muted:
            sheet.text(_ISSUER.x, sheet.y + size * 0.75, line, size, colour=MUTED)
        else:
            sheet.text(_ISSUER.x, sheet.y + size * 0.75, line, size, bold=bold)
        sheet.y += leading


def _panel(sheet: Sheet, issuer: Issuer, identity: Identity, authorization: Authorization) -> None:
    top = sheet.y
    inner = Region(_PANEL.x + 12, _PANEL.width - 24)
    titles = sheet.lettering.wrap(identity.name, inner.width, 16, bold=True)
    sheet.fill(_PANEL.x, top, _PANEL.width, 26 + 18 * len(titles), sheet.palette.tint)
    y = top + 20.0
    for line in titles:
        sheet.text(inner.x, y, line, 16, bold=True, colour=sheet.palette.accent)
        y += 18
    sheet.text(inner.x, y - 2, f"No. {identity.number}", 10.6, bold=True)
    sheet.text(inner.end, y - 2, f"R.U.C. {issuer.ruc}", 9, align="R")
    y = top + 26 + 18 * len(titles) + 13
    _labelled(sheet, inner, y, "NÚMERO DE AUTORIZACIÓN", authorization.numero, VALUE)
    y += 26
    half = Region(inner.x, inner.width * 0.54)
    when = moment(authorization.fecha) if authorization.fecha and authorization.numero else None
    _labelled(sheet, half, y, "FECHA Y HORA DE AUTORIZACIÓN", when, VALUE)
    third = Region(half.end, inner.width * 0.26)
    _labelled(sheet, third, y, "AMBIENTE", AMBIENTES[authorization.ambiente], VALUE)
    _labelled(sheet, Region(third.end, inner.end - third.end), y, "EMISIÓN", "NORMAL", VALUE)
    y += 26
    if identity.clave:
        sheet.text(inner.x, y, "CLAVE DE ACCESO", LABEL, colour=MUTED)
        _bars(sheet, y + 5, identity.clave)
        y += 5 + _BAR_HEIGHT + 10
        sheet.fitted(inner, y, identity.clave, VALUE, align="C")
        y += 9
    else:
        _labelled(sheet, inner, y, "CLAVE DE ACCESO", None, VALUE)
        y += 20
    sheet.y = y
    sheet.frame(_PANEL.x, top, _PANEL.width, sheet.y - top)


def _labelled(sheet: Sheet, region: Region, y: float, label: str, value: str | None, size: float) -> None:
    room = Region(region.x, region.width - 4)
    sheet.fitted(room, y, label, LABEL, colour=MUTED)
    if value is None:
        sheet.fitted(room, y + 11.5, PENDING, size, bold=True, colour=ALERT)
    else:
        sheet.fitted(room, y + 11.5, value, size)


def _bars(sheet: Sheet, y: float, clave: str) -> None:
    bars, modules = code128.bars(clave)
    left = round((_PANEL.x + (_PANEL.width - modules * _MODULE) / 2) / _MODULE) * _MODULE
    for offset, width in bars:
        sheet.fill(left + offset * _MODULE, y, width * _MODULE, _BAR_HEIGHT, BLACK)
