"""Comprobantes to be drawn, and tools to look at what was drawn."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from chalicelib.domain.documents.xml import parse
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante, Impuesto
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.reading import read
from chalicelib.ride.inputs import Authorization, Brand
from chalicelib.ride.kit.marks import Text
from chalicelib.ride.kit.sheet import Sheet

EXAMPLES = Path(__file__).parents[2] / "examples"
CLAVE = "2211202601179001234500110010010000001231234567815"
WHEN = datetime(2026, 11, 22, 20, 4, 5, tzinfo=UTC)
PRODUCCION = Authorization(CLAVE, WHEN, "2")
PRUEBAS = Authorization(CLAVE, WHEN, "1")
PENDING = Authorization(None, None, "2")
BRAND = Brand(footer="Andina Hogar · ventas@andinahogar.example · 02 245 6789")


def line(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A line of 10.00 a piece with IVA 15 %."""
    return {
        "codigoPrincipal": f"P-{number:03d}",
        "descripcion": f"Artículo de prueba número {number}",
        "cantidad": "1.000000",
        "precioUnitario": f"{number}.500000",
        "descuento": "0.00",
        "precioTotalSinImpuesto": f"{number}.50",
        "impuestos": [tax("4", "15.00", f"{number}.50", "1.00")],
    } | changes


def tax(codigo: str, tarifa: str, base: str, valor: str, tributo: str = "2") -> dict[str, Any]:
    """One tax of a line or of the totals."""
    return {
        "codigo": tributo,
        "codigoPorcentaje": codigo,
        "tarifa": tarifa,
        "baseImponible": base,
        "valor": valor,
    }


def factura(
    lines: list[dict[str, Any]] | None = None,
    tributaria: dict[str, Any] | None = None,
    info: dict[str, Any] | None = None,
    **blocks: Any,
) -> Factura:
    """An ordinary factura with the given changes; its figures need not agree, because drawing computes none."""
    return Factura.model_validate(
        {
            "version": "2.1.0",
            "infoTributaria": {
                "ambiente": "2",
                "tipoEmision": "1",
                "razonSocial": "COMERCIALIZADORA ANDINA DEL ECUADOR C. LTDA.",
                "nombreComercial": "Andina Hogar",
                "ruc": "1790012345001",
                "claveAcceso": CLAVE,
                "codDoc": "01",
                "estab": "001",
                "ptoEmi": "001",
                "secuencial": "000000123",
                "dirMatriz": "Av. Amazonas N34-451 y Av. Atahualpa, Quito",
            }
            | (tributaria or {}),
            "infoFactura": {
                "fechaEmision": "22/11/2026",
                "obligadoContabilidad": "SI",
                "tipoIdentificacionComprador": "05",
                "razonSocialComprador": "MARÍA FERNANDA CEDEÑO ZAMBRANO",
                "identificacionComprador": "0912458734",
                "totalSinImpuestos": "1.50",
                "totalDescuento": "0.00",
                "totalConImpuestos": [tax("4", "15.00", "1.50", "0.23")],
                "propina": "0.00",
                "importeTotal": "1.73",
                "moneda": "DOLAR",
                "pagos": [{"formaPago": "19", "total": "1.73"}],
            }
            | (info or {}),
            "detalles": lines or [line()],
            "infoAdicional": [{"nombre": "email", "valor": "maria@correo.example"}],
        }
        | blocks
    )


def everything() -> Factura:
    """A factura with every element of its schema filled, each with a value of its own."""
    first = line(
        codigoAuxiliar="AUX-77",
        descripcion="Gasolina extra con etanol",
        unidadMedida="galón",
        cantidad="12.345678",
        precioUnitario="2.450000",
        precioSinSubsidio="2.987654",
        descuento="1.05",
        precioTotalSinImpuesto="29.20",
        detallesAdicionales=[
            {"nombre": "Lote", "valor": "L-2026-11"},
            {"nombre": "Vence", "valor": "30/11/2027"},
            {"nombre": "Registro", "valor": "ARCSA-123"},
        ],
        impuestos=[tax("4", "15.00", "31.40", "4.71"), tax("3041", "10.00", "22.02", "2.20", "3"),
                   tax("5001", "0.02", "24.00", "0.48", "5")],
    )  # fmt: skip
    others = [
        line(2, impuestos=[tax("0", "0.00", "2.50", "0.00")]),
        line(3, impuestos=[tax("5", "5.00", "3.50", "0.18")]),
        line(4, impuestos=[tax("6", "0.00", "4.50", "0.00")]),
        line(5, impuestos=[tax("7", "0.00", "5.50", "0.00")]),
        line(6, impuestos=[tax("8", "8.00", "6.50", "0.52")]),
    ]
    info = {
        "dirEstablecimiento": "Av. 6 de Diciembre N24-15, Quito",
        "contribuyenteEspecial": "5368",
        "comercioExterior": "EXPORTADOR",
        "incoTermFactura": "CIF",
        "lugarIncoTerm": "Róterdam",
        "paisOrigen": "593",
        "puertoEmbarque": "Puerto de Guayaquil",
        "puertoDestino": "Puerto de Róterdam",
        "paisDestino": "215",
        "paisAdquisicion": "110",
        "guiaRemision": "001-002-000000456",
        "direccionComprador": "Cdla. Kennedy, Guayaquil",
        "totalSinImpuestos": "51.70",
        "totalSubsidio": "6.63",
        "incoTermTotalSinImpuestos": "FOB",
        "totalDescuento": "1.05",
        "codDocReembolso": "41",
        "totalComprobantesReembolso": "161.11",
        "totalBaseImponibleReembolso": "140.10",
        "totalImpuestoReembolso": "21.01",
        "totalConImpuestos": [
            tax("4", "15.00", "31.40", "4.71") | {"descuentoAdicional": "0.33", "valorDevolucionIva": "1.44"},
            tax("0", "0.00", "2.50", "0.00"),
            tax("5", "5.00", "3.50", "0.18"),
            tax("6", "0.00", "4.50", "0.00"),
            tax("7", "0.00", "5.50", "0.00"),
            tax("8", "8.00", "6.50", "0.52"),
            tax("3041", "10.00", "22.02", "2.20", "3"),
            tax("5001", "0.02", "24.00", "0.48", "5"),
        ],
        "compensaciones": [{"codigo": "1", "tarifa": "2.00", "valor": "0.61"}],
        "propina": "2.02",
        "fleteInternacional": "100.01",
        "seguroInternacional": "10.03",
        "gastosAduaneros": "5.04",
        "gastosTransporteOtros": "3.06",
        "importeTotal": "179.81",
        "placa": "GBA-1234",
        "pagos": [
            {"formaPago": "19", "total": "79.80"},
            {"formaPago": "20", "total": "100.01", "plazo": "45", "unidadTiempo": "dias"},
        ],
        "valorRetIva": "1.27",
        "valorRetRenta": "0.07",
    }
    return factura(
        [first, *others],
        {"agenteRetencion": "12345678", "contribuyenteRimpe": "CONTRIBUYENTE RÉGIMEN RIMPE"},
        info,
        reembolsos=[
            {
                "tipoIdentificacionProveedorReembolso": "04",
                "identificacionProveedorReembolso": "0992345671001",
                "codPaisPagoProveedorReembolso": "593",
                "tipoProveedorReembolso": "02",
                "codDocReembolso": "01",
                "estabDocReembolso": "003",
                "ptoEmiDocReembolso": "004",
                "secuencialDocReembolso": "000004567",
                "fechaEmisionDocReembolso": "03/11/2026",
                "numeroautorizacionDocReemb": "0311202601099234567100120030040000045671234567811",
                "detalleImpuestos": [
                    {
                        "codigo": "2",
                        "codigoPorcentaje": "4",
                        "tarifa": "15.00",
                        "baseImponibleReembolso": "140.10",
                        "impuestoReembolso": "21.01",
                    }
                ],
                "compensacionesReembolso": [{"codigo": "1", "tarifa": "4.00", "valor": "0.86"}],
            }
        ],
        retenciones=[{"codigo": "4", "codigoPorcentaje": "327", "tarifa": "0.20", "valor": "0.09"}],
        infoSustitutivaGuiaRemision={
            "dirPartida": "Bodega 4, Panamericana Norte km 12",
            "dirDestinatario": "Calle Larga 5-24, Cuenca",
            "fechaIniTransporte": "23/11/2026",
            "fechaFinTransporte": "24/11/2026",
            "razonSocialTransportista": "TRANSPORTES ÑUCANCHIK CÍA. LTDA.",
            "tipoIdentificacionTransportista": "04",
            "rucTransportista": "1791234561001",
            "placa": "PBX-4587",
            "destinos": [
                {
                    "motivoTraslado": "Venta al detal",
                    "docAduaneroUnico": "0281-2026-40-00012345",
                    "codEstabDestino": "007",
                    "ruta": "Quito - Ambato - Cuenca",
                }
            ],
        },
        otrosRubrosTerceros=[{"concepto": "Contribución a bomberos", "total": "6.08"}],
        tipoNegociable={"correo": "negociable@banco.example"},
        maquinaFiscal={"marca": "EPSON", "modelo": "TM-U220", "serie": "SER-998877"},
        infoAdicional=[
            {"nombre": "email", "valor": "maria@correo.example"},
            {"nombre": "RUC Proveedor", "valor": "1793210987001"},
        ],
    )


def example(name: str) -> Comprobante:
    """A comprobante of `tests/examples`, such as `notaCredito/completa_1.1.0`."""
    found, problems = read(parse((EXAMPLES / f"{name}.xml").read_bytes()), signed=True)
    assert found is not None, problems
    return found


def words(sheet: Sheet) -> list[str]:
    """Every text of the pages, in reading order."""
    return [mark.text for page in sheet.pages for mark in page if isinstance(mark, Text)]


def extracted(pdf: bytes, *options: str) -> str:
    """The text that a reader's program finds in the file."""
    command = ["pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def page_count(pdf: bytes) -> int:
    """How many pages a reader's program finds."""
    return extracted(pdf).count("\f")


def particulars(pdf: bytes, folder: Path) -> dict[str, str]:
    """What `pdfinfo` says of the file."""
    path = folder / "ride.pdf"
    path.write_bytes(pdf)
    out = subprocess.run(["pdfinfo", "-isodates", str(path)], capture_output=True, check=True).stdout.decode()
    return {name: value.strip() for name, _, value in (row.partition(":") for row in out.splitlines())}


def scanned(pdf: bytes, folder: Path, dpi: int, shades: str = "-gray") -> str:
    """What a scanner reads on the first page, printed with so many dots per inch."""
    (folder / "ride.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), shades, "-singlefile", folder / "ride.pdf", folder / "ride"], check=True
    )
    picture = next(path for path in folder.iterdir() if path.suffix in (".pgm", ".pbm"))
    return subprocess.run(["zbarimg", "-q", picture], capture_output=True, check=False).stdout.decode().strip()


def leaves(value: Any, name: str = "") -> list[tuple[str, Any]]:
    """Every value that must be seen: of the IVA of a line only the rate, of other taxes not their base."""
    if isinstance(value, BaseModel):
        untold = {"baseImponible", "valor"} if isinstance(value, Impuesto) and value.codigo == "2" else set()
        if getattr(value, "codigo", "2") != "2":
            untold = {"baseImponible"}
        fields = [field for field in type(value).model_fields if field not in untold]
        return [leaf for field in fields for leaf in leaves(getattr(value, field), field)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item, name)]
    return [] if value is None else [(name, value)]


def squeezed(text: str) -> str:
    """The text without any blanks: what wrapping may not change."""
    return re.sub(r"\s+", "", text)
