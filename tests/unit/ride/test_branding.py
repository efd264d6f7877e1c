"""What a company chose reaches its documents: by the country's renderer, and from its registration."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.adapters.clock import SystemClock
from chalicelib.countries.ecuador import country
from chalicelib.domain.ecuador import autorizacion
from chalicelib.domain.ecuador.reading import write
from chalicelib.domain.tenants.tenant import Branding
from infra.register import register
from tests.unit.ride.documents import CLAVE, WHEN, extracted, factura, particulars

SIGNED = write(factura())
EVIDENCE = autorizacion.write(estado="AUTORIZADO", numero=CLAVE, fecha=WHEN, ambiente="2", comprobante=SIGNED)
TICKET = Branding(footer="Vuelva pronto", format="ticket")


@pytest.mark.parametrize(("branding", "width"), [(Branding(), 595), (TICKET, 227)])
def test_the_paper_is_the_companys(branding: Branding, width: int, tmp_path: Path) -> None:
    renderer = country({}, SystemClock()).renderer
    authorised = renderer.render(EVIDENCE, branding, None)
    pending = renderer.render_pending(SIGNED, branding, None)
    for pdf in (authorised, pending):
        assert round(float(particulars(pdf, tmp_path)["Page size"].split()[0])) == width
        assert branding.footer in extracted(pdf)
    assert "PENDIENTE" in extracted(pending)
    assert "PENDIENTE" not in extracted(authorised)


def test_an_unknown_paper_is_refused_before_anything_is_stored() -> None:
    with pytest.raises(ValueError, match="«carta» no es un formato"):
        register({"ruc": "1790012345001", "p12": "absent.p12", "password": "", "branding": {"format": "carta"}})
