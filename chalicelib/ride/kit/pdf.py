"""From marks to the bytes of a PDF. The same pages and particulars always give the same bytes.

Every page gets its foot here, because only now is the number of pages known. Nothing that comes from data passes
through the library's markdown, page-number aliases or file names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from fpdf import FPDF
from fpdf.drawing_primitives import DeviceGray, DeviceRGB, color_from_hex_string
from fpdf.enums import DocumentCompliance

from chalicelib.ride.kit.embedding import Producer, add_font
from chalicelib.ride.kit.lettering import CODEPAGE, WIDE_FILES, Lettering
from chalicelib.ride.kit.marks import Box, Mark, Picture, Text
from chalicelib.ride.kit.sheet import A4, Paper
from chalicelib.ride.kit.xmp import metadata

PRODUCER = "Rúbrica"
ARCHIVAL = DocumentCompliance.PDFA_2U


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the file says about itself. `created` is aware; it takes the place of the clock."""

    title: str
    author: str
    subject: str
    created: datetime


def write(
    pages: Sequence[Sequence[Mark]],
    lettering: Lettering,
    particulars: Particulars,
    paper: Paper = A4,
    *,
    archivable: bool = False,
) -> bytes:
    """The file. The texts of the marks must be clean for the lettering. `archivable` asks for PDF/A-2u, for which the
    lettering must be embedded.
    """
    pdf = FPDF(unit="pt", format=(paper.width, paper.height), enforce_compliance=ARCHIVAL if archivable else None)
    pdf.set_auto_page_break(False)
    pdf.core_fonts_encoding = CODEPAGE
    pdf.str_alias_nb_pages = ""
    pdf.set_title(particulars.title)
    pdf.set_author(particulars.author)
    pdf.set_subject(particulars.subject)
    pdf.set_lang("es-EC")
    pdf.set_producer(PRODUCER)
    pdf.set_creator(PRODUCER)
    pdf.set_creation_date(particulars.created)
    if archivable:
        pdf.set_xmp_metadata(_metadata(particulars))
    if lettering.embedded:
        for style, path in zip(("", "B"), WIDE_FILES, strict=True):
            add_font(pdf, lettering.family, style, path)
    for marks in pages:
        pdf.add_page(format=(paper.width, _length(paper, marks)))
        _draw(pdf, lettering.family, marks)
    return bytes(pdf.output(output_producer_class=Producer))


def _metadata(said: Particulars) -> str:
    return metadata(
        part=ARCHIVAL.part,
        level=ARCHIVAL.conformance or "",
        title=said.title,
        subject=said.subject,
        author=said.author,
        producer=PRODUCER,
        created=said.created,
    )


def _length(paper: Paper, marks: Sequence[Mark]) -> float:
    if not paper.roll:
        return paper.height
    lowest = max((mark.y + (0 if isinstance(mark, Text) else mark.height) for mark in marks), default=0.0)
    return lowest + paper.foot


def _draw(pdf: FPDF, family: str, marks: Sequence[Mark]) -> None:
    """Put the marks on the page; colour and letters are set only when they change."""
    ink = face = None
    for mark in marks:
        if isinstance(mark, Picture):
            pdf.image(mark.data, mark.x, mark.y, mark.width, mark.height)
            continue
        if mark.colour != ink:
            ink = mark.colour
            pdf.set_fill_color(_ink(ink))
            pdf.set_text_color(_ink(ink))
        if isinstance(mark, Box):
            pdf.rect(mark.x, mark.y, mark.width, mark.height, style="F")
            continue
        if (mark.bold, mark.size) != face:
            face = (mark.bold, mark.size)
            pdf.set_font(family, "B" if mark.bold else "", mark.size)
        pdf.text(mark.x, mark.y, mark.text)


@lru_cache(maxsize=1024)
def _ink(colour: str) -> DeviceRGB | DeviceGray:
    return color_from_hex_string(colour)
