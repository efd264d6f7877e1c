"""The pictures of the RIDE in docs/img, drawn from the examples: `python -m tests.unit.ride.pictures`.

With embedded letters, so that no font of the machine shows in them.
"""

from __future__ import annotations

import subprocess
import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image

from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.reading import read
from chalicelib.ride.draw import draw
from chalicelib.ride.inputs import Authorization, Brand, Format
from infra.local.logo import draw_logo
from infra.local.sample_data import SAMPLES, SELLER
from infra.local.samples import xml
from tests.unit.ride.documents import CLAVE, WHEN, example

FOLDER = Path(__file__).parents[3] / "docs" / "img"
SEVERAL_RATES = "the demo company's sample of several IVA rates"
EXAMPLES: dict[str, tuple[str, Format, int]] = {
    "ride": (SEVERAL_RATES, "a4", 90),
    "ride-factura": ("factura/exportacion_1.1.0", "a4", 109),
    "ride-liquidacionCompra": ("liquidacionCompra/completa_1.1.0", "a4", 109),
    "ride-notaCredito": ("notaCredito/completa_1.1.0", "a4", 109),
    "ride-notaDebito": ("notaDebito/completa_1.0.0", "a4", 109),
    "ride-guiaRemision": ("guiaRemision/completa_1.1.0", "a4", 109),
    "ride-comprobanteRetencion": ("comprobanteRetencion/completa_2.0.0", "a4", 109),
    "ride-ticket-factura": ("factura/minima_1.1.0", "ticket", 144),
    "ride-ticket-notaCredito": ("notaCredito/completa_1.1.0", "ticket", 144),
}
"""By file: the example, the paper, and the dots per inch."""


def _of_several_rates() -> Comprobante:
    sample = next(s for s in SAMPLES if s.name.endswith("varias tarifas de IVA"))
    document, problems = read(parse(xml(sample, SELLER, date(2026, 11, 23), 3)))
    assert document is not None, problems
    known = document.infoTributaria.model_copy(update={"claveAcceso": CLAVE})
    return document.model_copy(update={"infoTributaria": known})


def picture(name: str) -> bytes:
    """The first page, as a PNG of few colours."""
    kind, paper, dpi = EXAMPLES[name]
    document = _of_several_rates() if kind == SEVERAL_RATES else example(kind)
    known = document.infoTributaria
    issuer = known.nombreComercial or known.razonSocial
    brand = Brand(draw_logo(issuer) if paper == "a4" else None, footer="Gracias por su confianza", archivable=True)
    pdf = draw(document, Authorization(known.claveAcceso or CLAVE, WHEN, "2"), brand, paper)
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(dpi), "-f", "1", "-l", "1", "-singlefile", "-png", "-", f"{folder}/page"]
        subprocess.run(command, input=pdf, check=True)
        with Image.open(f"{folder}/page.png") as page:
            out = BytesIO()
            page.convert("RGB").quantize(32, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Draw them all."""
    for name in EXAMPLES:
        (FOLDER / f"{name}.png").write_bytes(picture(name))


if __name__ == "__main__":
    main()
