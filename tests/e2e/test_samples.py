"""What a newcomer sees: the sample batch, dropped by `bin/run`, each document at its expected end and checked by
programs that are not ours."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.ecuador import autorizacion
from infra.local.progress import FACTURAS, OTHERS
from infra.local.sample_data import SAMPLES
from infra.local.samples import Sample, total
from tests.e2e.stack import Stack
from tests.xmlsec import verify

GOOD = [s for s in SAMPLES if s.expected == "AUTORIZADO"]
BAD = [s for s in SAMPLES if s.expected != "AUTORIZADO"]


@pytest.fixture(scope="module")
def rows(stack: Stack) -> dict[str, dict[str, Any]]:
    """The rows of the results by the sample's name."""
    report = stack.report(FACTURAS.name)
    assert report is not None
    assert report["final"] is True
    assert [d["posicion"] for d in report["documentos"]] == list(range(1, len(SAMPLES) + 1))
    return {s.name: row for s, row in zip(SAMPLES, report["documentos"], strict=True)}


def ride(stack: Stack, row: dict[str, Any], folder: Path) -> Path:
    path = folder / "ride.pdf"
    path.write_bytes(stack.archive(row["ride"]))
    return path


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_each_sample_reaches_its_end(rows: dict[str, dict[str, Any]], sample: Sample) -> None:
    row = rows[sample.name]
    assert row["estado"] == sample.expected
    assert bool(row["errores"]) == (sample.expected != "AUTORIZADO")
    for error in row["errores"]:
        assert error["codigo"]
        assert error["puntero"]
        assert error["mensaje"]
        assert error["que_hacer"]


def test_the_three_bad_ones_fail_in_three_ways(rows: dict[str, dict[str, Any]]) -> None:
    wrong_total, incomplete, refused = (rows[s.name] for s in BAD)
    assert any("129.15" in e["mensaje"] and "129.20" in e["mensaje"] for e in wrong_total["errores"])
    pointers = [e["puntero"] for e in incomplete["errores"]]
    assert any("razonSocialComprador" in p for p in pointers)
    assert any("descuento" in p for p in pointers)
    assert [e["codigo"] for e in refused["errores"]] == ["SRI-69"]


@pytest.mark.parametrize("sample", GOOD, ids=lambda s: s.name)
def test_xmlsec1_accepts_the_signature(
    stack: Stack, rows: dict[str, dict[str, Any]], sample: Sample, tmp_path: Path
) -> None:
    evidence = autorizacion.read(stack.archive(rows[sample.name]["xml"]))
    assert evidence.numero == rows[sample.name]["clave_acceso"]
    signed = stack.archive(f"signed/{stack.ruc}/{evidence.numero}.xml")
    assert evidence.comprobante == signed, "the authorised document is the signed one, byte for byte"
    verify(signed, tmp_path, trusted=stack.home / "authority" / "trust")


@pytest.mark.parametrize("sample", GOOD, ids=lambda s: s.name)
def test_the_ride_can_be_read_by_machines(
    stack: Stack, rows: dict[str, dict[str, Any]], sample: Sample, tmp_path: Path
) -> None:
    row = rows[sample.name]
    pdf = ride(stack, row, tmp_path)
    subprocess.run(["qpdf", "--check", pdf], check=True, capture_output=True)
    subprocess.run(["pdftoppm", "-r", "200", "-f", "1", "-l", "1", "-png", pdf, tmp_path / "page"], check=True)
    (page, *_) = sorted(tmp_path.glob("page*.png"))
    read = subprocess.run(["zbarimg", "-q", "--raw", page], check=True, capture_output=True, text=True).stdout
    assert row["clave_acceso"] in read.split()


@pytest.mark.parametrize("sample", GOOD, ids=lambda s: s.name)
def test_the_ride_shows_every_line_and_the_total(
    stack: Stack, rows: dict[str, dict[str, Any]], sample: Sample, tmp_path: Path
) -> None:
    pdf = ride(stack, rows[sample.name], tmp_path)
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    for line in sample.lines:
        assert line.code in text
        for word in line.text.split()[:3]:
            assert word in text
    amount = total(sample)
    assert re.search(rf"VALOR TOTAL.*{amount:,.2f}", text)
    assert "PRUEBAS" in text


def test_the_mails_went_to_the_buyers(stack: Stack, rows: dict[str, dict[str, Any]]) -> None:
    outbox = stack.outbox()
    for sample in GOOD:
        row = rows[sample.name]
        mails = [m for m in outbox if row["clave_acceso"] in str(m)]
        if sample.buyer.mail:
            assert row["entrega"] == "ENVIADO"
            assert len(mails) == 1, sample.name
            assert sample.buyer.mail in str(mails[0])
        else:
            assert row["entrega"] == "SIN DESTINATARIO"
            assert mails == []


def test_the_other_comprobantes_are_numbered_and_worked_out(stack: Stack, tmp_path: Path) -> None:
    """Dropped without numbers and figures: all authorised and mailed, the figures as an accountant works them out."""
    report = stack.report(OTHERS.name)
    assert report is not None
    figures = {
        "04": ("8.99", "1.35", "10.34"),
        "05": ("12.40", "1.86", "14.26"),
        "06": ("Guayaquil", "Quito", "Taladro"),
        "07": ("9.60", "21.60", "31.20"),
        "03": ("258.00", "48.75", "306.75"),
    }
    for row, (code, words) in zip(report["documentos"], figures.items(), strict=True):
        assert (row["estado"], row["entrega"]) == ("AUTORIZADO", "ENVIADO"), row
        assert row["numero"].endswith("001-002-000000001")
        assert row["clave_acceso"][8:10] == code
        pdf = ride(stack, row, tmp_path)
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
        for word in words:
            assert word in text


def test_the_readme_first_factura(stack: Stack, tmp_path: Path) -> None:
    """What the README tells a newcomer to type."""
    path = tmp_path / "mi factura.xml"
    send = Path("bin/send").resolve()
    subprocess.run([send, "--sample", path.name], check=True, capture_output=True, cwd=tmp_path)
    done = subprocess.run([send, path.name], check=True, capture_output=True, text=True, cwd=tmp_path)
    assert "✓    1  Factura 001-001-" in done.stdout
    assert " 1 documento, 1 autorizado, 0 rechazados, 0 en proceso" in done.stdout
    again = subprocess.run([send, "--json", path.name], check=True, capture_output=True, text=True, cwd=tmp_path)
    (row,) = json.loads(again.stdout)["documentos"]
    assert (row["estado"], row["repetido"]) == ("AUTORIZADO", True)
