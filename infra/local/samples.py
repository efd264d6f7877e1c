"""The sample batch: facturas as companies in Ecuador write them, and three that must fail.

A **sample** is one factura in XML as an issuer's system would hand it over: no clave de acceso, totals worked out by
the issuer. The figures are worked out here, apart from the service's own arithmetic, so that the two check each other.
All companies and people are invented; their numbers pass the check digits.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape, quoteattr

CENT = Decimal("0.01")
TODAY, IN_TWO_DAYS = "@hoy", "@en dos días"
"""Stand in a sample's blocks for the day it is dropped and the day after the next."""
IVA_RATES = {"0": "0", "4": "15", "5": "5", "6": "0", "7": "0"}


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Buyer:
    """Who the factura is for: tipo de identificación (tabla 6), number, name."""

    kind: str
    number: str
    name: str
    mail: str = ""
    address: str = ""


@dataclass(frozen=True)
class Line:
    """One line. `iva` and `ice` are codes of tabla 17 and tabla 18; `ice_rate` a percentage; `bottles` pay IRBPNR."""

    code: str
    text: str
    quantity: str
    price: str
    discount: str = "0.00"
    iva: str = "4"
    ice: str = ""
    ice_rate: str = "0"
    bottles: int = 0
    auxiliary: str = ""
    details: Sequence[tuple[str, str]] = ()
    unsubsidised: str = ""

    @property
    def net(self) -> Decimal:
        """Quantity by price, less the discount."""
        return cents(Decimal(self.quantity) * Decimal(self.price)) - Decimal(self.discount)

    @property
    def taxes(self) -> list[tuple[str, str, str, Decimal, Decimal]]:
        """(codigo, codigoPorcentaje, tarifa, base, valor); the base of the IVA holds the ICE."""
        found = []
        base = self.net
        if self.ice:
            ice = cents(self.net * Decimal(self.ice_rate) / 100)
            found.append(("3", self.ice, self.ice_rate, self.net, ice))
            base += ice
        rate = IVA_RATES[self.iva]
        found.insert(0, ("2", self.iva, rate, base, cents(base * Decimal(rate) / 100)))
        if self.bottles:
            found.append(("5", "5001", "0.02", Decimal(self.bottles).quantize(CENT), self.bottles * Decimal("0.02")))
        return found


@dataclass(frozen=True)
class Sample:
    """One factura. `expected` is the state it must end in; `extra` and `before_total` are ready-made pieces of XML."""

    name: str
    about: str
    buyer: Buyer
    lines: Sequence[Line]
    expected: str = "AUTORIZADO"
    version: str = "1.1.0"
    tip: str = "0.00"
    payments: Sequence[tuple[str, str | None, int]] = (("20", None, 0),)
    notes: Sequence[tuple[str, str]] = ()
    foreign_trade: str = ""
    guide: str = ""
    subsidy: str = ""
    reimbursement_totals: str = ""
    charges: Sequence[tuple[str, str]] = ()
    blocks: str = ""
    wrong_total_by: str = "0"
    drop: Sequence[str] = ()
    swap: Sequence[tuple[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Seller:
    """The issuer, as it stands in infoTributaria."""

    ruc: str
    name: str
    trade_name: str
    address: str
    branch: str


def tag(name: str, value: str) -> str:
    """An element with text."""
    return f"<{name}>{escape(value)}</{name}>"


def _tax(codigo: str, porcentaje: str, tarifa: str, base: Decimal, valor: Decimal, element: str = "impuesto") -> str:
    inner = tag("codigo", codigo) + tag("codigoPorcentaje", porcentaje)
    if element == "impuesto":
        inner += tag("tarifa", tarifa)
    return f"<{element}>{inner}{tag('baseImponible', f'{base:.2f}')}{tag('valor', f'{valor:.2f}')}</{element}>"


def _line(line: Line) -> str:
    parts = [tag("codigoPrincipal", line.code)]
    if line.auxiliary:
        parts.append(tag("codigoAuxiliar", line.auxiliary))
    parts += [
        tag("descripcion", line.text),
        tag("cantidad", line.quantity),
        tag("precioUnitario", line.price),
    ]
    if line.unsubsidised:
        parts.append(tag("precioSinSubsidio", line.unsubsidised))
    parts += [tag("descuento", line.discount), tag("precioTotalSinImpuesto", f"{line.net:.2f}")]
    if line.details:
        inner = "".join(f"<detAdicional nombre={quoteattr(n)} valor={quoteattr(v)}/>" for n, v in line.details)
        parts.append(f"<detallesAdicionales>{inner}</detallesAdicionales>")
    parts.append(f"<impuestos>{''.join(_tax(*t) for t in line.taxes)}</impuestos>")
    return f"<detalle>{''.join(parts)}</detalle>"


def _totals(lines: Iterable[Line]) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
    """Base and tax per (codigo, codigoPorcentaje, tarifa): the tax of the sum, not the sum of the taxes."""
    bases: dict[tuple[str, str, str], Decimal] = {}
    for line in lines:
        for codigo, porcentaje, tarifa, base, _ in line.taxes:
            key = (codigo, porcentaje, tarifa)
            bases[key] = bases.get(key, Decimal(0)) + base
    return {
        k: (base, base * Decimal(k[2]) if k[0] == "5" else cents(base * Decimal(k[2]) / 100))
        for k, base in bases.items()
    }


def total(sample: Sample) -> Decimal:
    """The importeTotal of a sample."""
    taxes = sum((valor for _, valor in _totals(sample.lines).values()), Decimal(0))
    charges = sum((Decimal(v) for _, v in sample.charges), Decimal(0))
    return cents(sum((line.net for line in sample.lines), Decimal(0)) + taxes + charges + Decimal(sample.tip))


def xml(sample: Sample, seller: Seller, day: date, sequence: int) -> bytes:
    """The sample as its issuer's system writes it."""
    buyer = sample.buyer
    amount = total(sample)
    totals = "".join(
        _tax(codigo, porcentaje, tarifa, base, valor, "totalImpuesto")
        for (codigo, porcentaje, tarifa), (base, valor) in _totals(sample.lines).items()
    )
    stated = amount + Decimal(sample.wrong_total_by)
    info = "".join(
        (
            tag("fechaEmision", day.strftime("%d/%m/%Y")),
            tag("dirEstablecimiento", seller.branch),
            tag("obligadoContabilidad", "SI"),
            sample.foreign_trade,
            tag("tipoIdentificacionComprador", buyer.kind),
            tag("guiaRemision", sample.guide) if sample.guide else "",
            tag("razonSocialComprador", buyer.name),
            tag("identificacionComprador", buyer.number),
            tag("direccionComprador", buyer.address) if buyer.address else "",
            tag("totalSinImpuestos", f"{sum((line.net for line in sample.lines), Decimal(0)):.2f}"),
            tag("totalSubsidio", sample.subsidy) if sample.subsidy else "",
            tag("incoTermTotalSinImpuestos", "FOB") if sample.foreign_trade else "",
            tag("totalDescuento", f"{sum((Decimal(line.discount) for line in sample.lines), Decimal(0)):.2f}"),
            sample.reimbursement_totals,
            f"<totalConImpuestos>{totals}</totalConImpuestos>",
            tag("propina", sample.tip),
            "".join(tag(name, value) for name, value in sample.charges),
            tag("importeTotal", f"{stated:.2f}"),
            tag("moneda", "DOLAR"),
            f"<pagos>{_payments(sample, amount)}</pagos>",
        )
    )
    notes = [("email", buyer.mail)] if buyer.mail else []
    fields = "".join(
        f"<campoAdicional nombre={quoteattr(n)}>{escape(v)}</campoAdicional>" for n, v in (*notes, *sample.notes)
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<factura id="comprobante" version="{sample.version}">'
        f"<infoTributaria>{_seller(seller, sequence)}</infoTributaria>"
        f"<infoFactura>{info}</infoFactura>"
        f"<detalles>{''.join(_line(line) for line in sample.lines)}</detalles>"
        f"{sample.blocks.replace(TODAY, f'{day:%d/%m/%Y}').replace(IN_TWO_DAYS, f'{day + timedelta(2):%d/%m/%Y}')}"
        f"{f'<infoAdicional>{fields}</infoAdicional>' if fields else ''}</factura>"
    )
    for old, new in sample.swap:
        assert old in text, f"{sample.name}: nothing to swap"
        text = text.replace(old, new)
    return text.encode()


def _seller(seller: Seller, sequence: int) -> str:
    return "".join(
        (
            tag("ambiente", "1"),
            tag("tipoEmision", "1"),
            tag("razonSocial", seller.name),
            tag("nombreComercial", seller.trade_name),
            tag("ruc", seller.ruc),
            tag("codDoc", "01"),
            tag("estab", "001"),
            tag("ptoEmi", "001"),
            tag("secuencial", f"{sequence:09d}"),
            tag("dirMatriz", seller.address),
        )
    )


def _payments(sample: Sample, amount: Decimal) -> str:
    parts = []
    for form, value, days in sample.payments:
        term = tag("plazo", str(days)) + tag("unidadTiempo", "dias") if days else ""
        parts.append(f"<pago>{tag('formaPago', form)}{tag('total', value or f'{amount:.2f}')}{term}</pago>")
    return "".join(parts)


def batch(samples: Sequence[Sample], seller: Seller, day: date, first: int = 1) -> bytes:
    """Samples as a ZIP with a file per factura; their numbers follow each other from `first`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, sample in enumerate(samples):
            entry = zipfile.ZipInfo(f"{sample.name}.xml", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, xml(sample, seller, day, first + number))
    return out.getvalue()


def reimbursement(issued: str) -> tuple[str, str]:
    """Totals and block of a reimbursement of two purchases made on one day: (for infoFactura, for the end)."""
    purchases = [
        ("0992345671001", "001", "002", "000004567", Decimal("100.00"), "4"),
        ("1791234561001", "002", "001", "000000981", Decimal("40.00"), "0"),
    ]
    rows, bases, taxes = [], Decimal(0), Decimal(0)
    for ruc, estab, pto, seq, base, iva in purchases:
        tax = cents(base * Decimal(IVA_RATES[iva]) / 100)
        bases += base
        taxes += tax
        rows.append(
            "<reembolsoDetalle>"
            + tag("tipoIdentificacionProveedorReembolso", "04")
            + tag("identificacionProveedorReembolso", ruc)
            + tag("codPaisPagoProveedorReembolso", "593")
            + tag("tipoProveedorReembolso", "02")
            + tag("codDocReembolso", "01")
            + tag("estabDocReembolso", estab)
            + tag("ptoEmiDocReembolso", pto)
            + tag("secuencialDocReembolso", seq)
            + tag("fechaEmisionDocReembolso", issued)
            + tag("numeroautorizacionDocReemb", f"{issued.replace('/', '')}01{ruc}2{estab}{pto}{seq}123456781")
            + "<detalleImpuestos><detalleImpuesto>"
            + tag("codigo", "2")
            + tag("codigoPorcentaje", iva)
            + tag("tarifa", IVA_RATES[iva])
            + tag("baseImponibleReembolso", f"{base:.2f}")
            + tag("impuestoReembolso", f"{tax:.2f}")
            + "</detalleImpuesto></detalleImpuestos></reembolsoDetalle>"
        )
    totals = (
        tag("codDocReembolso", "41")
        + tag("totalComprobantesReembolso", f"{bases + taxes:.2f}")
        + tag("totalBaseImponibleReembolso", f"{bases:.2f}")
        + tag("totalImpuestoReembolso", f"{taxes:.2f}")
    )
    return totals, f"<reembolsos>{''.join(rows)}</reembolsos>"
