"""The six comprobantes through the whole pipeline, each checked by programs that are not ours."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from chalicelib.domain.ecuador import autorizacion
from chalicelib.domain.ecuador.clave_acceso import digito_verificador
from chalicelib.signing.profile import Algorithm
from chalicelib.signing.xades import SigningKey, sign
from infra.local.authority import Authority
from infra.local.sample_data import SELLER
from tests.e2e.stack import Stack
from tests.examples import can_be_issued, examples, fresh, name_of
from tests.xmlsec import verify

ISSUED = [p for p in examples() if can_be_issued(p)]
ONLY_READ = [p for p in examples() if not can_be_issued(p)]


@pytest.fixture(scope="module")
def rows(stack: Stack, today: date, fresh_number: Callable[[], int]) -> dict[str, dict[str, Any]]:
    """The rows of the results of one ZIP with every example, by the example's name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in (*ISSUED, *ONLY_READ):
            data = fresh(path, ruc=SELLER.ruc, name=SELLER.name, day=today, secuencial=fresh_number())
            archive.writestr(f"{name_of(path)}.xml", data)
    report = stack.issue("todos los comprobantes.zip", out.getvalue())
    assert len(report["documentos"]) == len(ISSUED) + len(ONLY_READ)
    found = {}
    for path, row in zip((*ISSUED, *ONLY_READ), report["documentos"], strict=True):
        assert name_of(path) in row["archivo"]
        found[name_of(path)] = row
    return found


@pytest.mark.parametrize("path", ISSUED, ids=name_of)
def test_each_example_is_authorised(stack: Stack, rows: dict[str, dict[str, Any]], path: Path, tmp_path: Path) -> None:
    row = rows[name_of(path)]
    assert row["estado"] == "AUTORIZADO", row["errores"]
    evidence = autorizacion.read(stack.archive(row["xml"]))
    signed = stack.archive(f"signed/{stack.ruc}/{evidence.numero}.xml")
    assert evidence.comprobante == signed
    verify(signed, tmp_path, trusted=stack.home / "authority" / "trust")


@pytest.mark.parametrize("path", ISSUED, ids=name_of)
def test_each_ride_can_be_read(stack: Stack, rows: dict[str, dict[str, Any]], path: Path, tmp_path: Path) -> None:
    row = rows[name_of(path)]
    pdf = tmp_path / "ride.pdf"
    pdf.write_bytes(stack.archive(row["ride"]))
    subprocess.run(["qpdf", "--check", pdf], check=True, capture_output=True)
    subprocess.run(["pdftoppm", "-r", "200", "-f", "1", "-l", "1", "-png", pdf, tmp_path / "page"], check=True)
    (page, *_) = sorted(tmp_path.glob("page*.png"))
    read = subprocess.run(["zbarimg", "-q", "--raw", page], check=True, capture_output=True, text=True).stdout
    assert row["clave_acceso"] in read.split()
    text = " ".join(subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout.split())
    for words in _shown(path):
        assert words.split()[0] in text, words


@pytest.mark.parametrize("path", ONLY_READ, ids=name_of)
def test_the_old_retencion_is_not_issued(rows: dict[str, dict[str, Any]], path: Path) -> None:
    row = rows[name_of(path)]
    assert row["estado"] == "RECHAZADO"
    assert row["errores"]
    assert all(error["que_hacer"] for error in row["errores"])


def _shown(path: Path) -> list[str]:
    """Texts of the document that its RIDE has to show."""
    names = ("descripcion", "razon", "motivo", "placa", "codigoRetencion", "numDocModificado", "motivoTraslado")
    return [e.text for e in etree.parse(path).iter(*names) if e.text and not len(e)]


def test_a_document_signed_by_its_issuer_goes_as_it_is(
    stack: Stack, today: date, fresh_number: Callable[[], int]
) -> None:
    holder = Authority(stack.home / "authority", datetime.now(UTC)).subscriber(SELLER.ruc, SELLER.name)
    key = SigningKey(holder.private, holder.certificate)
    path = next(p for p in ISSUED if name_of(p) == "notaDebito completa 1.0.0")
    signed = _signed(fresh(path, ruc=SELLER.ruc, name=SELLER.name, day=today, secuencial=fresh_number()), today, key)
    broken = _signed(fresh(path, ruc=SELLER.ruc, name=SELLER.name, day=today, secuencial=fresh_number()), today, key)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("firmada.xml", signed)
        archive.writestr("alterada.xml", broken.replace(b"Gastos de protesto", b"Gastos de Protesto"))
    good, bad = stack.issue("firmadas por el emisor.zip", out.getvalue())["documentos"]
    assert good["estado"] == "AUTORIZADO", good["errores"]
    assert autorizacion.read(stack.archive(good["xml"])).comprobante == signed
    assert bad["estado"] == "RECHAZADO"
    assert [e["codigo"] for e in bad["errores"]] == ["FIRMADO-INVALIDA"]


def _signed(unsigned: bytes, day: date, key: SigningKey) -> bytes:
    """The document with its clave, signed by the issuer's own program."""
    root = etree.fromstring(unsigned)
    info = root.find("infoTributaria")
    assert info is not None
    text = {e.tag: e.text or "" for e in info}
    digits = f"{day:%d%m%Y}{text['codDoc']}{text['ruc']}{text['ambiente']}{text['estab']}{text['ptoEmi']}"
    digits += f"{text['secuencial']}765432101"
    clave = etree.Element("claveAcceso")
    clave.text = digits + str(digito_verificador(digits))
    info.insert([e.tag for e in info].index("codDoc"), clave)
    moment = datetime.now(UTC) - timedelta(seconds=10)
    return sign(etree.tostring(root), key, moment=moment, algorithm=Algorithm.SHA256, nonce="7")
