"""CPU per RIDE, beside a fixed piece of work in the same run, so that figures of two machines can be compared.

The **reference** is a page drawn by hand with the same library: 150 lines of text and 84 bars at fixed places, no
layout at all. The limit is the design's: 15 ms of CPU for ten lines.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from io import BytesIO

from fpdf import FPDF
from PIL import Image, ImageDraw

from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.ride.draw import draw
from chalicelib.ride.inputs import Brand
from tests.unit.ride.documents import PRODUCCION, everything, factura, line

ROUNDS = 40


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


def milliseconds(work: Callable[[], bytes]) -> float:
    """CPU of one piece of work: the median of some rounds, after a warm-up."""
    for _ in range(3):
        work()
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time_ns()
        work()
        taken.append(time.process_time_ns() - begun)
    return sorted(taken)[ROUNDS // 2] / 1e6


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
    brand = Brand(logo=logo(), footer="Andina Hogar")
    cyrillic = factura([line(n) for n in range(1, 11)], info={"razonSocialComprador": "Северный ветер"})
    cases: list[tuple[str, Factura]] = [
        *((f"{count:2d} líneas", factura([line(n) for n in range(1, count + 1)])) for count in (1, 10, 60)),
        ("con todo", everything()),
        ("10, letra embebida", cyrillic),
    ]
    print(f"página hecha a mano   {base:7.2f} ms CPU   1.00 veces")
    for name, document in cases:
        taken = milliseconds(lambda document=document: draw(document, PRODUCCION, brand))  # type: ignore[misc]
        limit = "   (límite 15 ms)" if name == "10 líneas" else ""
        size = len(draw(document, PRODUCCION, brand)) / 1024
        print(f"RIDE {name:17s}{taken:7.2f} ms CPU {taken / base:6.2f} veces {size:6.1f} KiB{limit}")


if __name__ == "__main__":
    main()
