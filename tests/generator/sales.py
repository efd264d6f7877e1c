"""Documents as an issuer's system may hand them in: what was sold or withheld, without any figure that follows.

`bare(root, random)` is the body of a document of a kind, ready to be completed. Identities and codes are right, so that
only the arithmetic is at stake.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

IVA = ("0", "4", "5", "6", "7")
ISSUED, OLDER = "03/11/2026", "15/02/2024"

_INFO = {
    "ambiente": "1",
    "tipoEmision": "1",
    "razonSocial": "FERRETERÍA EL TORNILLO S.A.",
    "ruc": "1790016919001",
    "estab": "001",
    "ptoEmi": "001",
    "secuencial": "000000001",
    "dirMatriz": "Av. Amazonas N34-451, Quito",
}
_BUYER = {
    "tipoIdentificacionComprador": "05",
    "razonSocialComprador": "ANA QUISHPE",
    "identificacionComprador": "1710034065",
}
_MODIFIED = {"codDocModificado": "01", "numDocModificado": "001-001-000000007"}


def bare(root: str, random: Random) -> dict[str, Any]:
    """The body of a document without the figures that follow."""
    makers = {
        "factura": _factura,
        "liquidacionCompra": _liquidacion,
        "notaCredito": _nota_credito,
        "notaDebito": _nota_debito,
        "comprobanteRetencion": _retencion,
    }
    return makers[root](random)


def with_line(line: dict[str, Any]) -> dict[str, Any]:
    """A factura of one line and nothing else that moves its figures."""
    info, head = _INFO | {"codDoc": "01"}, {"fechaEmision": ISSUED, **_BUYER}
    return {"version": "1.1.0", "infoTributaria": info, "infoFactura": head, "detalles": [line]}


def _number(random: Random, most: int, places: int) -> str:
    return str(Decimal(random.randint(1, most * 10**places)).scaleb(-places))


def _money(random: Random, most: int = 500) -> str:
    return _number(random, most, 2)


def _line(random: Random, code: str, codes: tuple[str, ...], *, ice: bool) -> dict[str, Any]:
    quantity = _number(random, 200, random.choice((0, 0, 2, 3, 6)))
    price = _number(random, 300, random.choice((2, 2, 4, 6)))
    line: dict[str, Any] = {code: "A1", "descripcion": "Artículo", "cantidad": quantity, "precioUnitario": price}
    gross = Decimal(quantity) * Decimal(price)
    if random.random() < 0.4 and gross > 1:
        line["descuento"] = _money(random, int(gross))
    line["impuestos"] = [{"codigo": "2", "codigoPorcentaje": random.choice(codes)}]
    if ice and random.random() < 0.2:
        base, rate = _money(random), random.choice(("10", "20", "75"))
        tax = {"codigo": "3", "codigoPorcentaje": "3610", "tarifa": rate, "baseImponible": base}
        line["impuestos"].append(tax | {"valor": _money(random, 100)})
    return line


def _lines(random: Random, *, code: str = "codigoPrincipal", codes: tuple[str, ...] = IVA, ice: bool = True) -> Any:
    count = random.choice((1, 1, 2, 3, 5, 12, 40))
    return [_line(random, code, codes, ice=ice) for _ in range(count)]


def _payments(random: Random) -> dict[str, Any]:
    choice = random.choice(("none", "one", "two"))
    if choice == "none":
        return {}
    last = {"formaPago": "20", "plazo": "30", "unidadTiempo": "dias"}
    first = {"formaPago": "01", "total": "0.01"}
    return {"pagos": [last] if choice == "one" else [first, last]}


def _reimbursed(random: Random, field: str) -> dict[str, Any]:
    day = random.choice((ISSUED, OLDER))
    codes = random.choice((("4",), ("0",), ("4", "0"))) if day == ISSUED else ("0",)
    return {
        "tipoIdentificacionProveedorReembolso": "04",
        "identificacionProveedorReembolso": "1760013210001",
        "tipoProveedorReembolso": "02",
        "codDocReembolso": "01",
        "estabDocReembolso": "001",
        "ptoEmiDocReembolso": "001",
        "secuencialDocReembolso": "000000009",
        "fechaEmisionDocReembolso": day,
        field: "1234567890",
        "detalleImpuestos": [
            {"codigo": "2", "codigoPorcentaje": code, "baseImponibleReembolso": _money(random)} for code in codes
        ],
    }


def _factura(random: Random) -> dict[str, Any]:
    head = {"fechaEmision": ISSUED, **_BUYER, **_payments(random)}
    if random.random() < 0.3:
        head |= {"fleteInternacional": _money(random), "gastosAduaneros": _money(random)}
    body: dict[str, Any] = {"version": "1.1.0", "infoTributaria": _INFO | {"codDoc": "01"}}
    body |= {"infoFactura": head, "detalles": _lines(random)}
    if random.random() < 0.3:
        head["codDocReembolso"] = "41"
        body["reembolsos"] = [_reimbursed(random, "numeroautorizacionDocReemb") for _ in range(random.randint(1, 3))]
    less = _additional(random, head, body["detalles"], refunds=True)
    rest = sum(map(net, body["detalles"]), Decimal(0)) - less
    if random.random() < 0.3 and rest > 1:
        head["compensaciones"] = [
            {"codigo": "1", "tarifa": rate, "valor": _money(random, int(rest)) if rate == "2" else "0.03"}
            for rate in random.choice((("2",), ("2", "4")))
        ]
        head["propina"] = "0.04"
    if random.random() < 0.3:
        body["retenciones"] = [
            {"codigo": "4", "codigoPorcentaje": code, "tarifa": "0.20", "valor": _money(random, 50)}
            for code in random.choice((("327",), ("3", "328")))
        ]
    if random.random() < 0.3:
        body["version"] = "2.1.0"
        body["otrosRubrosTerceros"] = [
            {"concepto": "Tasa de basura", "total": _money(random, 90)} for _ in range(random.randint(1, 3))
        ]
    return body


def net(line: dict[str, Any]) -> Decimal:
    """A line without its taxes, to the cent."""
    gross = Decimal(line["cantidad"]) * Decimal(line["precioUnitario"]) - Decimal(line.get("descuento", 0))
    return gross.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _additional(random: Random, head: dict[str, Any], lines: list[dict[str, Any]], *, refunds: bool = False) -> Decimal:
    """Discounts that stand in the totals only: at most what the lines of their rate come to. With `refunds` some IVA is
    given back, too."""
    if random.random() > 0.3:
        return Decimal(0)
    keys = dict.fromkeys((tax["codigo"], tax["codigoPorcentaje"]) for line in lines for tax in line["impuestos"])
    head["totalConImpuestos"] = rows = [{"codigo": tax, "codigoPorcentaje": code} for tax, code in keys]
    whole = Decimal(0)
    for row in rows:
        mine = [line for line in lines if row["codigo"] == "2" and row["codigoPorcentaje"] == iva_of(line)]
        most = sum(map(net, mine), Decimal(0))
        if most > 1 and random.random() < 0.7:
            row["descuentoAdicional"] = _money(random, int(most))
            whole += Decimal(row["descuentoAdicional"])
            most -= Decimal(row["descuentoAdicional"])
        if refunds and row["codigoPorcentaje"] == "4" and most > 1 and random.random() < 0.5:
            row["valorDevolucionIva"] = "0.07"
    return whole


def iva_of(line: dict[str, Any]) -> str:
    """The codigoPorcentaje of the IVA of a line."""
    return next(str(tax["codigoPorcentaje"]) for tax in line["impuestos"] if tax["codigo"] == "2")


def _liquidacion(random: Random) -> dict[str, Any]:
    head: dict[str, Any] = {
        "fechaEmision": ISSUED,
        "tipoIdentificacionProveedor": "05",
        "razonSocialProveedor": "LUIS GUAMÁN",
        "identificacionProveedor": "1710034065",
        **_payments(random),
    }
    info = _INFO | {"codDoc": "03"}
    lines = _lines(random, ice=False)
    _additional(random, head, lines)
    return {"version": "1.1.0", "infoTributaria": info, "infoLiquidacionCompra": head, "detalles": lines}


def _nota_credito(random: Random) -> dict[str, Any]:
    day, codes = random.choice(((ISSUED, IVA), (OLDER, ("0", "2", "6", "7"))))
    head: dict[str, Any] = {"fechaEmision": ISSUED, **_BUYER, **_MODIFIED}
    head |= {"fechaEmisionDocSustento": day, "motivo": "Devolución"}
    lines = _lines(random, code="codigoInterno", codes=codes)
    if random.random() < 0.3:
        head["compensaciones"] = [{"codigo": "1", "tarifa": "2", "valor": "0.01"}] * random.randint(1, 2)
    info = _INFO | {"codDoc": "04"}
    return {"version": "1.1.0", "infoTributaria": info, "infoNotaCredito": head, "detalles": lines}


def _nota_debito(random: Random) -> dict[str, Any]:
    reasons = [{"razon": "Interés por mora", "valor": _money(random)} for _ in range(random.randint(1, 4))]
    taxes = [{"codigo": "2", "codigoPorcentaje": "4"}]
    if random.random() < 0.3:
        taxes.insert(0, {"codigo": "2", "codigoPorcentaje": "0", "baseImponible": "0.01"})
    head: dict[str, Any] = {"fechaEmision": ISSUED, **_BUYER, **_MODIFIED, "fechaEmisionDocSustento": "20/10/2026"}
    if random.random() < 0.3:
        head["compensaciones"] = [{"codigo": "1", "tarifa": "2", "valor": "0.01"}]
        reasons.append({"razon": "Gastos", "valor": "1.00"})
    head |= {"impuestos": taxes, **_payments(random)}
    return {
        "version": "1.0.0",
        "infoTributaria": _INFO | {"codDoc": "05"},
        "infoNotaDebito": head,
        "motivos": reasons,
    }


def _retencion(random: Random) -> dict[str, Any]:
    head = {
        "fechaEmision": ISSUED,
        "tipoIdentificacionSujetoRetenido": "04",
        "parteRel": "NO",
        "razonSocialSujetoRetenido": "PROVEEDORA S.A.",
        "identificacionSujetoRetenido": "1760013210001",
    }
    sustentos = [_sustento(random) for _ in range(random.choice((1, 1, 2, 5)))]
    info = _INFO | {"codDoc": "07"}
    return {"version": "2.0.0", "infoTributaria": info, "infoCompRetencion": head, "docsSustento": sustentos}


def _sustento(random: Random) -> dict[str, Any]:
    day = random.choice((ISSUED, "27/02/2026"))
    taxes = [
        {"codImpuestoDocSustento": "2", "codigoPorcentaje": code, "baseImponible": _money(random, 9000)}
        for code in random.choice((("4",), ("0",), ("0", "4")))
    ]
    renta = {"codigo": "1", "codigoRetencion": random.choice(("312", "303", "304A", "3440", "332"))}
    iva = {"codigo": "2", "codigoRetencion": random.choice(("1", "2", "3", "9", "10", "11", "7"))}
    return {
        "codSustento": "01",
        "codDocSustento": "01",
        "numDocSustento": "001001000000123",
        "fechaEmisionDocSustento": day,
        "pagoLocExt": "01",
        "impuestosDocSustento": taxes,
        "retenciones": [row | {"baseImponible": _money(random, 9000)} for row in (renta, iva)],
        "pagos": [{"formaPago": "20"}],
    }
