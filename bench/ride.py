"""CPU per RIDE, beside a fixed piece of work in the same run, so that figures of two machines can be compared.

The **reference** is a page drawn by hand with the same library: 150 lines of text and 84 bars at fixed places, no
layout at all. The limit is 15 ms of CPU for ten lines. A *line* is whatever a comprobante repeats: what was sold, a
reason, goods of a guía, a withholding.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from io import BytesIO

from fpdf import FPDF
from PIL import Image, ImageDraw
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.ride.draw import TICKETS, draw
from chalicelib.ride.inputs import Brand, Format
from chalicelib.ride.kit.lettering import WIDE_FILES
from tests.unit.ride.documents import PRODUCCION, everything, example, factura, line

ROUNDS, FEWER = 40, 12


def reference() -> bytes:
    """A page by hand."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.add_page()
    pdf.set_font("helvetica", size=8)
    for number in range(150):
        pdf.text(40 + number % 3 * 160, 40 + number // 3 * 15, f"Artículo de prueba número {number}")
    for number in range(84):
        pdf.rect(40 + number * 3, 800, 1.5, 30, style="F")
    return bytes(pdf.output())


def embedded_reference() -> bytes:
    """The same page with embedded letters in two faces, by another library: reportlab, which reads a font once too."""
    faces = []
    for path in WIDE_FILES:
        if path.stem not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(path.stem, str(path)))
        faces.append(path.stem)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), pageCompression=1)
    for number in range(150):
        canvas.setFont(faces[number % 5 == 0], 8)
        canvas.drawString(40 + number % 3 * 160, 800 - number // 3 * 15, f"Артикул de prueba número {number}")
    for number in range(84):
        canvas.rect(40 + number * 3, 12, 1.5, 30, stroke=0, fill=1)
    canvas.save()
    return out.getvalue()


def milliseconds(work: Callable[[], bytes], rounds: int = ROUNDS) -> float:
    """CPU of one piece of work: the median of some rounds, after a warm-up."""
    for _ in range(3):
        work()
    taken = []
    for _ in range(rounds):
        begun = time.process_time_ns()
        work()
        taken.append(time.process_time_ns() - begun)
    return sorted(taken)[rounds // 2] / 1e6


def repeated(name: str, count: int) -> Comprobante:
    """The minimal example of a comprobante, with so many lines."""
    document = example(name)
    if name.startswith("guiaRemision"):
        [destinatario] = document.destinatarios  # type: ignore[attr-defined]
        longer = destinatario.model_copy(update={"detalles": destinatario.detalles[:1] * count})
        return document.model_copy(update={"destinatarios": [longer]})
    if name.startswith("comprobanteRetencion/minima_2"):
        [sustento] = document.docsSustento  # type: ignore[attr-defined]
        longer = sustento.model_copy(update={"retenciones": sustento.retenciones[:1] * count})
        return document.model_copy(update={"docsSustento": [longer]})
    field = LINES[name]
    return document.model_copy(update={field: getattr(document, field)[:1] * count})


LINES = {
    "factura/minima_1.1.0": "detalles",
    "liquidacionCompra/minima_1.1.0": "detalles",
    "notaCredito/minima_1.1.0": "detalles",
    "notaDebito/minima_1.0.0": "motivos",
    "guiaRemision/minima_1.1.0": "",
    "comprobanteRetencion/minima_2.0.0": "",
    "comprobanteRetencion/minima_1.0.0": "impuestos",
}


def logo() -> bytes:
    """A logo of ordinary size."""
    picture = Image.new("RGBA", (600, 220), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((10, 10, 210, 210), fill=(20, 110, 90, 255))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def main() -> None:
    """Print the figures."""
    gc.freeze()
    base = milliseconds(reference)
    print(f"{'página hecha a mano':44s}{base:7.2f} ms CPU   1.00 veces")
    for name in LINES:
        papers: list[Format] = ["a4", "ticket"] if type(example(name)) in TICKETS else ["a4"]
        for paper in papers:
            for count in (1, 10, 100):
                title = f"RIDE {name.replace('minima_', '')} {'ticket ' if paper == 'ticket' else ''}{count:3d} líneas"
                _case(title, repeated(name, count), base, paper)
    retencion = example("comprobanteRetencion/minima_2.0.0")
    sustentos = retencion.model_copy(update={"docsSustento": retencion.docsSustento * 10})  # type: ignore[attr-defined]
    _case("RIDE comprobanteRetencion, diez sustentos", sustentos, base)
    peer = milliseconds(embedded_reference)
    print(f"{'página hecha a mano con reportlab y la misma letra':50s}{peer:7.2f} ms CPU")
    cyrillic = factura([line(n) for n in range(1, 11)], info={"razonSocialComprador": "Северный ветер"})
    _case("RIDE factura con todo", everything(), base)
    _case("RIDE factura, 10 líneas, letra embebida", cyrillic, base)
    brand = Brand(logo=logo(), footer="Andina Hogar")
    taken = milliseconds(lambda: draw(cyrillic, PRODUCCION, brand), FEWER)
    print(f"{'  la misma, en veces la página de reportlab':50s}{taken / peer:7.2f} veces     (límite 2)")
    archived = Brand(logo=logo(), footer="Andina Hogar", archivable=True)
    taken = milliseconds(lambda: draw(cyrillic, PRODUCCION, archived), FEWER)
    print(f"{'RIDE factura, 10 líneas, PDF/A':44s}{taken:7.2f} ms CPU {taken / base:6.2f} veces")


def _case(title: str, document: Comprobante, base: float, paper: Format = "a4") -> None:
    brand = Brand(logo=logo(), footer="Andina Hogar")
    taken = milliseconds(lambda: draw(document, PRODUCCION, brand, paper), FEWER)
    size = len(draw(document, PRODUCCION, brand, paper)) / 1024
    limit = "   (límite 15 ms)" if " 10 líneas" in title and "embebida" not in title else ""
    print(f"{title:44s}{taken:7.2f} ms CPU {taken / base:6.2f} veces {size:6.1f} KiB{limit}")


if __name__ == "__main__":
    main()
