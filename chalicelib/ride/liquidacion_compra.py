"""The RIDE of the liquidación de compra (codDoc 03): as a factura, with the supplier in the buyer's place."""

from __future__ import annotations

from chalicelib.domain.ecuador.comprobantes.liquidacion_compra import LiquidacionCompra
from chalicelib.ride import pieces, totals
from chalicelib.ride.content import Content, Section
from chalicelib.ride.kit.blocks import Field


def content(liquidacion: LiquidacionCompra) -> Content:
    """What is printed of a liquidación de compra."""
    info = liquidacion.infoLiquidacionCompra
    taxes = [
        totals.Tax(
            tax.codigo, tax.codigoPorcentaje, tax.tarifa, tax.baseImponible, tax.valor, tax.descuentoAdicional
        )
        for tax in info.totalConImpuestos
    ]  # fmt: skip
    payments = pieces.payments(info.pagos)
    return Content(
        "LIQUIDACIÓN DE COMPRA DE BIENES Y PRESTACIÓN DE SERVICIOS",
        [
            *pieces.receiver(liquidacion, "Proveedor: Razón Social / Nombres y Apellidos", "Proveedor"),
            Field("Dirección", info.direccionProveedor or "", 12),
        ],
        [
            Section(grid=pieces.lines(liquidacion.detalles)),
            pieces.reimbursement(info, info.codDocReembolso, pieces.reimbursed(liquidacion.reembolsos)),
        ],
        [*totals.taxed(taxes, info.totalSinImpuestos, info.totalDescuento), totals.grand(info.importeTotal)],
        info.moneda or "",
        [*([payments] if payments.rows else ()), *pieces.notes(liquidacion, liquidacion.tipoNegociable)],
    )
