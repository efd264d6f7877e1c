"""The PDF as a file: sound, small, the same each time, and what it says of itself."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.ride.draw import compose, draw
from chalicelib.ride.inputs import Authorization, Brand
from tests.unit.ride.documents import (
    BRAND,
    CLAVE,
    PENDING,
    PRODUCCION,
    PRUEBAS,
    everything,
    factura,
    line,
    particulars,
    words,
)
from tests.unit.ride.test_kit import picture


class TestFile:
    def test_the_same_input_gives_the_same_bytes(self) -> None:
        logo = picture("RGBA", (200, 80), "PNG", (20, 110, 90, 128))
        for document in (factura(), factura(info={"razonSocialComprador": "Северный ветер"})):
            assert len({draw(document, PRODUCCION, Brand(logo=logo)) for _ in range(3)}) == 1

    def test_other_input_gives_other_bytes(self) -> None:
        assert draw(factura(), PRODUCCION, BRAND) != draw(factura(), PRUEBAS, BRAND)

    @pytest.mark.parametrize("document", [factura(), everything(), factura(tributaria={"razonSocial": "Łódź 東"})])
    def test_the_file_is_sound(self, document: Factura, tmp_path: Path) -> None:
        path = tmp_path / "ride.pdf"
        path.write_bytes(draw(document, PRUEBAS, Brand(logo=picture("RGB", (200, 80), "JPEG"))))
        checked = subprocess.run(["qpdf", "--check", path], capture_output=True, check=False)
        assert checked.returncode == 0, checked.stdout

    def test_what_the_file_says_of_itself(self, tmp_path: Path) -> None:
        found = particulars(draw(factura(tributaria={"razonSocial": "Ñandú «Łódź»"}), PRODUCCION, BRAND), tmp_path)
        assert found["Title"] == "Factura 001-001-000000123"
        assert found["Author"] == "Ñandú «Łódź»"
        assert found["Subject"] == f"Clave de acceso {CLAVE}"
        assert found["CreationDate"].startswith("2026-11-22T")
        assert found["Page size"].endswith("(A4)")
        assert b"/Lang (es-EC)" in draw(factura(), PRODUCCION, BRAND)

    def test_a_pending_document_is_dated_by_its_emission(self, tmp_path: Path) -> None:
        found = particulars(draw(factura(), PENDING, BRAND), tmp_path)
        assert datetime.fromisoformat(found["CreationDate"] + ":00").astimezone(UTC).date() == date(2026, 11, 22)

    def test_an_ordinary_document_is_small(self) -> None:
        ten = [line(n) for n in range(1, 11)]
        assert len(draw(factura(ten), PRODUCCION, BRAND)) < 8_000
        assert b"FontFile" not in draw(factura(ten), PRODUCCION, BRAND)

    def test_authorization_of_another_day_changes_only_what_it_must(self) -> None:
        later = Authorization(CLAVE, datetime(2026, 11, 23, 1, 0, tzinfo=UTC), "2")
        one = set(words(compose(factura(), PRODUCCION, BRAND)))
        assert one ^ set(words(compose(factura(), later, BRAND))) == {"22/11/2026 15:04:05", "22/11/2026 20:00:00"}
