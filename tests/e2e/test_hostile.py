"""Files that mean harm, or simply are not what they should be: each gets a clear answer, the others go on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from infra.local.sample_data import SAMPLES
from infra.local.samples import Line
from tests.e2e.stack import Stack

XXE = b"""<?xml version="1.0"?><!DOCTYPE factura [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<factura id="comprobante" version="1.1.0"><infoTributaria><razonSocial>&secret;</razonSocial></infoTributaria>
</factura>"""
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">
%b
]><factura id="comprobante" version="1.1.0">&j;</factura>""" % b"\n".join(
    b'<!ENTITY %c "%s">' % (c + 1, b"&%c;" % c * 10) for c in range(ord("a"), ord("j"))
)


def zip_of(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def bomb() -> bytes:
    return zip_of(**{"a.xml": b"<factura>" + b" " * 200_000_000 + b"</factura>"})


def only_error(report: dict[str, Any]) -> dict[str, Any]:
    (row,) = report["documentos"]
    assert row["estado"] == "RECHAZADO"
    assert row["errores"], row
    assert all(e["mensaje"] and e["que_hacer"] and e["puntero"] for e in row["errores"])
    return dict(row["errores"][0])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("mal formado.xml", b"<factura id='comprobante'><infoTributaria></factura>"),
        ("entidad externa.xml", XXE),
        ("risas.xml", LAUGHS),
        ("vacío.xml", b""),
        ("no es xml.pdf", b"%PDF-1.7 nothing"),
        ("bomba.zip", bomb()),
        ("otra raíz.xml", b"<pedido/>"),
    ],
)
def test_it_is_refused_with_a_reason(stack: Stack, name: str, data: bytes) -> None:
    report = stack.issue(name, data)
    only_error(report)
    assert "root:" not in str(report), "nothing outside was read"


def test_a_document_of_a_megabyte_is_refused(stack: Stack, factura: Callable[..., bytes]) -> None:
    lines = [Line(f"L{n:04d}", "Artículo con una descripción bastante larga " * 5, "1", "1.00") for n in range(2200)]
    long = factura(replace(SAMPLES[0], lines=lines))
    assert len(long) > 1_000_000
    only_error(stack.issue("un mega.xml", long))
    comment = b"<!--" + b"x" * 1_050_000 + b"-->"
    only_error(stack.issue("un mega de nada.xml", factura().replace(b"<infoFactura>", comment + b"<infoFactura>")))


def test_a_factura_of_another_ruc_is_refused(stack: Stack, factura: Callable[..., bytes]) -> None:
    foreign = factura().replace(stack.ruc.encode(), b"0992345675001")
    error = only_error(stack.issue("de otro.xml", foreign))
    assert "ruc" in error["puntero"].lower()


def test_a_key_with_blanks_and_letters_of_ours_is_served(stack: Stack, factura: Callable[..., bytes]) -> None:
    name = "facturas de año nuevo/señal + más (1).xml"
    report = stack.issue(name, factura())
    assert report["archivo"] == stack.name(name)
    assert [d["estado"] for d in report["documentos"]] == ["AUTORIZADO"]


def test_one_rotten_file_does_not_spoil_the_zip(stack: Stack, factura: Callable[..., bytes]) -> None:
    mixed = zip_of(
        **{
            "1.xml": factura(),
            "2 malo.xml": b"<factura",
            "3 xxe.xml": XXE,
            "4.xml": factura(),
            "../../5 fuera.xml": factura(),
        }
    )
    report = stack.issue("mezcla.zip", mixed)
    assert [d["estado"] for d in report["documentos"]] == [
        "AUTORIZADO",
        "RECHAZADO",
        "RECHAZADO",
        "AUTORIZADO",
        "AUTORIZADO",
    ]
    assert "2 malo.xml" in report["documentos"][1]["errores"][0]["puntero"]


def test_a_lote_is_taken_apart(stack: Stack, factura: Callable[..., bytes]) -> None:
    inner = "".join(f"<comprobante><![CDATA[{factura().decode()}]]></comprobante>" for _ in range(3))
    lote = (
        '<?xml version="1.0" encoding="UTF-8"?><lote version="1.0.0"><claveAcceso></claveAcceso>'
        f"<ruc>{stack.ruc}</ruc><comprobantes>{inner}</comprobantes></lote>"
    )
    report = stack.issue("lote.xml", lote.encode())
    assert [d["estado"] for d in report["documentos"]] == ["AUTORIZADO"] * 3


def test_a_tenant_reaches_only_its_own_folder(stack: Stack) -> None:
    forbidden: list[Callable[[], object]] = [
        lambda: stack.s3.put_object(Bucket=stack.inbox, Key="in/0992345675001/a.xml", Body=b"x"),
        lambda: stack.s3.put_object(Bucket=stack.inbox, Key=f"results/{stack.ruc}/a.xml.json", Body=b"x"),
        lambda: stack.s3.put_object(Bucket=stack.inbox, Key=f"taken/{stack.ruc}/a.xml", Body=b"x"),
        lambda: stack.s3.put_object(Bucket=stack.inbox, Key=f"{stack.ruc}/a.xml", Body=b"x"),
        lambda: stack.s3.delete_object(Bucket=stack.inbox, Key=f"in/{stack.ruc}/a.xml"),
        lambda: stack.s3.get_object(Bucket=stack.archive_bucket, Key="brand/x"),
        lambda: stack.s3.list_objects_v2(Bucket=stack.inbox, Prefix="in/0992345675001/"),
        lambda: stack.s3.list_objects_v2(Bucket=stack.inbox, Prefix="results/0992345675001/"),
        lambda: stack.s3.list_objects_v2(Bucket=stack.inbox),
    ]
    for call in forbidden:
        with pytest.raises(stack.s3.exceptions.ClientError) as refused:
            call()
        assert refused.value.response["Error"]["Code"] in ("AccessDenied", "403")
