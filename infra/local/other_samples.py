"""The second sample batch: one of each comprobante that is not a factura, in JSON.

They show what the service does by itself: nothing here has a number, a total, a tax or a clave de acceso. The notas
and the guía are about facturas of the first batch (`sample_data`); people and companies are the same invented ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from infra.local.sample_data import BUILDER, HARDWARE, SELLER
from infra.local.samples import Buyer

Fields = dict[str, Any]

SUPPLIER = Buyer("04", "1791408225001", "IMPRENTA LA COLMENA CÍA. LTDA.", "facturacion@lacolmena.example")
FARMER = Buyer(
    "05", "1803456787", "MANUEL MESÍAS TOAPANTA GUAMÁN", "manuel.toapanta@example.com", "Pelileo, Tungurahua"
)
DRIVER = Buyer("05", "1712345675", "SEGUNDO QUISHPE TITUAÑA")
IVA_15 = [{"codigo": "2", "codigoPorcentaje": "4"}]
IVA_0 = [{"codigo": "2", "codigoPorcentaje": "0"}]


@dataclass(frozen=True, slots=True)
class Other:
    """One comprobante: its root element, what it shows, to whom it is mailed, its blocks beside infoTributaria."""

    root: str
    about: str
    mail: str
    blocks: Mapping[str, Any]


def others(day: date) -> tuple[Other, ...]:
    """The samples as they are dropped on that day."""
    return (_credit_note(day), _debit_note(day), _delivery_guide(day), _withholding(day), _purchase(day))


def batch(day: date) -> bytes:
    """The samples as one JSON file."""
    head = {"estab": "001", "ptoEmi": "002", "dirMatriz": SELLER.address, "nombreComercial": SELLER.trade_name}
    documents = [
        {
            other.root: {
                "infoTributaria": head,
                **other.blocks,
                "infoAdicional": [{"nombre": "email", "valor": other.mail}],
            }
        }
        for other in others(day)
    ]
    return json.dumps(documents, ensure_ascii=False, indent=2).encode()


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _issuer(day: date) -> Fields:
    return {"fechaEmision": _day(day), "dirEstablecimiento": SELLER.branch, "obligadoContabilidad": "SI"}


def _buyer(buyer: Buyer) -> Fields:
    return {
        "tipoIdentificacionComprador": buyer.kind,
        "razonSocialComprador": buyer.name,
        "identificacionComprador": buyer.number,
    }


def _about_factura(number: str, day: date) -> Fields:
    return {"codDocModificado": "01", "numDocModificado": number, "fechaEmisionDocSustento": _day(day)}


def _credit_note(day: date) -> Other:
    info = _issuer(day) | _buyer(HARDWARE) | _about_factura("001-001-000000001", day)
    line = {
        "codigoInterno": "TAL-750",
        "descripcion": "Descuento del 10 % por pronto pago: taladro percutor 750 W",
        "cantidad": "1",
        "precioUnitario": "8.99",
        "impuestos": IVA_15,
    }
    return Other(
        "notaCredito",
        "Nota de crédito: descuento sobre la primera factura",
        HARDWARE.mail,
        {"infoNotaCredito": info | {"motivo": "Descuento por pronto pago"}, "detalles": [line]},
    )


def _debit_note(day: date) -> Other:
    info = _issuer(day) | _buyer(BUILDER) | _about_factura("001-001-000000002", day)
    return Other(
        "notaDebito",
        "Nota de débito: intereses por mora",
        BUILDER.mail,
        {
            "infoNotaDebito": info
            | {"impuestos": IVA_15, "pagos": [{"formaPago": "20", "plazo": "30", "unidadTiempo": "dias"}]},
            "motivos": [{"razon": "Interés por 30 días de mora", "valor": "12.40"}],
        },
    )


def _delivery_guide(day: date) -> Other:
    addressee = {
        "identificacionDestinatario": HARDWARE.number,
        "razonSocialDestinatario": HARDWARE.name,
        "dirDestinatario": HARDWARE.address,
        "motivoTraslado": "Venta",
        "ruta": "Quito – Santo Domingo – Guayaquil",
        "codDocSustento": "01",
        "numDocSustento": "001-001-000000001",
        "fechaEmisionDocSustento": _day(day),
        "detalles": [
            {"codigoInterno": "TAL-750", "descripcion": "Taladro percutor 750 W con maletín", "cantidad": "1"}
        ],
    }
    info = {
        "dirEstablecimiento": SELLER.branch,
        "dirPartida": SELLER.branch,
        "razonSocialTransportista": DRIVER.name,
        "tipoIdentificacionTransportista": DRIVER.kind,
        "rucTransportista": DRIVER.number,
        "obligadoContabilidad": "SI",
        "fechaIniTransporte": _day(day),
        "fechaFinTransporte": _day(day + timedelta(days=1)),
        "placa": "PCK7412",
    }
    return Other(
        "guiaRemision",
        "Guía de remisión: el taladro viaja a Guayaquil",
        HARDWARE.mail,
        {"infoGuiaRemision": info, "destinatarios": [addressee]},
    )


def _withholding(day: date) -> Other:
    bought = {
        "codSustento": "01",
        "codDocSustento": "01",
        "numDocSustento": "002001000000733",
        "fechaEmisionDocSustento": _day(day),
        "pagoLocExt": "01",
        "impuestosDocSustento": [
            {"codImpuestoDocSustento": "2", "codigoPorcentaje": "4", "baseImponible": "480.00"},
        ],
        "retenciones": [
            {"codigo": "1", "codigoRetencion": "312", "baseImponible": "480.00"},
            {"codigo": "2", "codigoRetencion": "1", "baseImponible": "72.00"},
        ],
        "pagos": [{"formaPago": "20"}],
    }
    info = _issuer(day) | {
        "tipoIdentificacionSujetoRetenido": SUPPLIER.kind,
        "parteRel": "NO",
        "razonSocialSujetoRetenido": SUPPLIER.name,
        "identificacionSujetoRetenido": SUPPLIER.number,
    }
    return Other(
        "comprobanteRetencion",
        "Retención de renta y de IVA a un proveedor",
        SUPPLIER.mail,
        {"infoCompRetencion": info, "docsSustento": [bought]},
    )


def _purchase(day: date) -> Other:
    info = _issuer(day) | {
        "tipoIdentificacionProveedor": FARMER.kind,
        "razonSocialProveedor": FARMER.name,
        "identificacionProveedor": FARMER.number,
        "direccionProveedor": FARMER.address,
        "pagos": [{"formaPago": "01"}],
    }
    lines = [
        {"codigoPrincipal": "PAP", "descripcion": "Papa chola, quintal", "cantidad": "12", "precioUnitario": "21.50"},
        {"codigoPrincipal": "ZAN", "descripcion": "Zanahoria, saco", "cantidad": "5", "precioUnitario": "9.75"},
    ]
    return Other(
        "liquidacionCompra",
        "Liquidación de compra a un agricultor sin RUC",
        FARMER.mail,
        {"infoLiquidacionCompra": info, "detalles": [line | {"impuestos": IVA_0} for line in lines]},
    )
