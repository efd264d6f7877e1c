"""Whole documents against what they are known to be: as text, and as pictures.

- The **text** is what `pdftotext -layout` finds, page by page, with runs of blanks shortened.
- The **pictures** are small and grey, drawn with the embedded letters so that no font of the machine shows in them.
  They are compared by the mean of squares of 8 by 8 pixels: smoothing at the edges of letters does not matter, a line
  that is missing or elsewhere does.

After an intended change, write the files anew with `python -m tests.unit.ride.test_golden`, look at them, and read the
difference.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.ride.draw import draw
from chalicelib.ride.inputs import Authorization, Brand, Format
from tests.unit.ride.documents import (
    CLAVE,
    PENDING,
    PRODUCCION,
    PRUEBAS,
    WHEN,
    everything,
    example,
    extracted,
    factura,
    line,
)

GOLDEN = Path(__file__).parent / "golden"
DPI = 40
TOLERANCE = 12
"""Levels of grey, of 255, that a square may differ."""

FOOTER = "Gracias por su compra · www.andinahogar.example"
PLAIN, EMBEDDED = Brand(footer=FOOTER), Brand(footer=FOOTER.replace("·", "→"))

FINAL_CONSUMER = {
    "tipoIdentificacionComprador": "07",
    "razonSocialComprador": "CONSUMIDOR FINAL",
    "identificacionComprador": "9999999999999",
}

Case = tuple[Comprobante, Authorization, Format]


def _example(name: str, paper: Format = "a4", ambiente: str = "2") -> Case:
    document = example(name)
    numero = document.infoTributaria.claveAcceso or CLAVE
    return document, Authorization(numero, WHEN, "1" if ambiente == "1" else "2"), paper


CASES: dict[str, Case] = {
    "factura-una-linea": (factura(), PRODUCCION, "a4"),
    "factura-consumidor-final": (factura(info=FINAL_CONSUMER, infoAdicional=[]), PRUEBAS, "a4"),
    "factura-dos-paginas": (factura([line(n) for n in range(1, 46)]), PENDING, "a4"),
    "factura-todo": (everything(), PRODUCCION, "a4"),
    "factura-exportacion": _example("factura/exportacion_1.1.0"),
    "liquidacion-compra": _example("liquidacionCompra/completa_1.1.0"),
    "nota-credito": _example("notaCredito/completa_1.1.0"),
    "nota-debito": _example("notaDebito/completa_1.0.0"),
    "guia-remision": _example("guiaRemision/completa_1.1.0", ambiente="1"),
    "guia-remision-minima": _example("guiaRemision/minima_1.1.0"),
    "comprobante-retencion": _example("comprobanteRetencion/completa_2.0.0"),
    "comprobante-retencion-minima": _example("comprobanteRetencion/minima_2.0.0"),
    "comprobante-retencion-1.0.0": _example("comprobanteRetencion/completa_1.0.0"),
    "ticket-factura": (factura([line(n) for n in range(1, 5)], info=FINAL_CONSUMER), PRODUCCION, "ticket"),
    "ticket-factura-todo": (everything(), PENDING, "ticket"),
    "ticket-nota-credito": _example("notaCredito/completa_1.1.0", "ticket", "1"),
}


def told(name: str) -> str:
    document, authorization, paper = CASES[name]
    text = extracted(draw(document, authorization, PLAIN, paper), "-layout")
    return re.sub(r" {3,}", "   ", text)


def pictures(pdf: bytes) -> Iterator[Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(DPI), "-gray", "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, check=True)
        for path in sorted(Path(folder).iterdir()):
            with Image.open(path) as picture:
                yield picture.convert("L")


def seen(name: str) -> list[Image.Image]:
    document, authorization, paper = CASES[name]
    return list(pictures(draw(document, authorization, EMBEDDED, paper)))


def difference(one: Image.Image, other: Image.Image) -> int:
    """The levels by which the two differ most, square by square; 255 for other sizes."""
    if one.size != other.size:
        return 255
    squares = (max(one.width // 8, 1), max(one.height // 8, 1))
    small = [picture.resize(squares, Image.Resampling.BOX) for picture in (one, other)]
    return int(max(ImageChops.difference(*small).tobytes()))


@pytest.mark.parametrize("name", CASES)
def test_the_document_says_what_it_should(name: str) -> None:
    assert told(name) == (GOLDEN / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", CASES)
def test_the_document_looks_as_it_should(name: str) -> None:
    pages = seen(name)
    assert len(pages) == len(list(GOLDEN.glob(f"{name}.p*.png")))
    for number, page in enumerate(pages, 1):
        with Image.open(GOLDEN / f"{name}.p{number}.png") as known:
            assert difference(page, known) <= TOLERANCE, f"page {number}"


def test_a_missing_line_would_be_seen() -> None:
    whole, less = (
        next(pictures(draw(factura(info={"direccionComprador": address}), PRODUCCION, EMBEDDED)))
        for address in ("Cdla. Kennedy", None)
    )
    assert difference(whole, less) > TOLERANCE


def test_every_golden_file_has_its_document() -> None:
    assert {path.name.split(".txt")[0].split(".p")[0] for path in GOLDEN.iterdir()} == set(CASES)


def main() -> None:
    """Write the golden files anew."""
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.iterdir():
        path.unlink()
    for name in CASES:
        (GOLDEN / f"{name}.txt").write_text(told(name))
        for number, page in enumerate(seen(name), 1):
            out = BytesIO()
            page.save(out, "PNG", optimize=True)
            (GOLDEN / f"{name}.p{number}.png").write_bytes(out.getvalue())


if __name__ == "__main__":
    main()
