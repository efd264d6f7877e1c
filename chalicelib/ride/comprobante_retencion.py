"""The RIDE of the comprobante de retención (codDoc 07), version 2.0.0.

First the table of the ficha técnica, a row per withholding, and its totals; then, as an annex, each sustento with its
taxes, payments and reimbursed documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from chalicelib.domain.ecuador.catalogs import IMPUESTO_IVA
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import (
    ComprobanteRetencion,
    DocSustento,
    InfoCompRetencion,
    Retencion,
)
from chalicelib.ride import names, pieces, totals
from chalicelib.ride.content import Content, Section
from chalicelib.ride.figures import amount, day, percent, serial
from chalicelib.ride.kit.blocks import Field, Total
from chalicelib.ride.kit.table import Cell, Column, Grid, Kind

NAME = "COMPROBANTE DE RETENCIÓN"
COLUMNS = [
    Column("Comprobante", Kind.PROSE),
    Column("Número", Kind.SERIAL),
    Column("Fecha Emisión", Kind.FIGURE),
    Column("Ejercicio Fiscal", Kind.FIGURE),
    Column("Base Imponible para la Retención", Kind.FIGURE),
    Column("Impuesto", Kind.CODE),
    Column("Código", Kind.CODE),
    Column("Porcentaje Retención", Kind.FIGURE),
    Column("Valor Retenido", Kind.FIGURE, ""),
]
"""The columns of the ficha técnica, and the code of the withholding; what the code stands for is a note of the row."""


def content(comprobante: ComprobanteRetencion) -> Content:
    """What is printed of a comprobante de retención 2.0.0."""
    info = comprobante.infoCompRetencion
    rows = [
        _row(info, sustento, retencion) for sustento in comprobante.docsSustento for retencion in sustento.retenciones
    ]
    withheld = (
        (retencion.codigo, retencion.valorRetenido)
        for sustento in comprobante.docsSustento
        for retencion in sustento.retenciones
    )
    count = len(comprobante.docsSustento)
    return Content(
        NAME,
        [
            *pieces.receiver(comprobante, "Sujeto Retenido: Razón Social / Nombres y Apellidos", "Sujeto retenido"),
            Field("Período Fiscal", info.periodoFiscal, 6),
            Field("Tipo de Sujeto Retenido", _capital(names.persona(info.tipoSujetoRetenido or "")), 3),
            Field("Parte Relacionada", _yes(info.parteRel), 3),
        ],
        [Section(grid=Grid(COLUMNS, rows))],
        withheld_totals(withheld),
        notes=pieces.notes(comprobante),
        annex=[
            section
            for number, sustento in enumerate(comprobante.docsSustento, 1)
            for section in _sustento(sustento, f" {number} DE {count}" if count > 1 else "")
        ],
    )


def withheld_totals(withheld: Iterable[tuple[str, Decimal]]) -> list[Total]:
    """The sum per tax, if there are several, and the sum of all."""
    sums: dict[str, Decimal] = {}
    for codigo, value in withheld:
        sums[codigo] = sums.get(codigo, Decimal(0)) + value
    each = [
        totals.line(f"RETENCIÓN {names.impuesto_retenido(codigo).upper()}", sums[codigo]) for codigo in sorted(sums)
    ]
    return [*(each if len(each) > 1 else ()), totals.grand(sum(sums.values(), Decimal(0)), "TOTAL RETENIDO")]


def concept(codigo: str, codigo_retencion: str) -> tuple[str, ...]:
    """What is withheld for, as notes of a row."""
    found = names.concepto(codigo, codigo_retencion)
    return (found,) if found else ()


def _row(info: InfoCompRetencion, sustento: DocSustento, retencion: Retencion) -> list[Cell]:
    return [
        Cell(names.documento(sustento.codDocSustento), _notes(retencion)),
        Cell(serial(sustento.numDocSustento)),
        Cell(day(sustento.fechaEmisionDocSustento)),
        Cell(info.periodoFiscal),
        Cell(amount(retencion.baseImponible)),
        Cell(names.impuesto_retenido(retencion.codigo)),
        Cell(retencion.codigoRetencion),
        Cell(percent(retencion.porcentajeRetener)),
        Cell(amount(retencion.valorRetenido)),
    ]


def _notes(retencion: Retencion) -> tuple[str, ...]:
    found = [*concept(retencion.codigo, retencion.codigoRetencion)]
    if dividends := retencion.dividendos:
        found += [
            f"Dividendo pagado el {day(dividends.fechaPagoDiv)}",
            f"Utilidades de {dividends.ejerFisUtDiv}",
            f"Renta de la sociedad: {amount(dividends.imRentaSoc)}",
        ]
    if boxes := retencion.compraCajBanano:
        found.append(f"{boxes.numCajBan} cajas de banano a {amount(boxes.precCajBan)}")
    return tuple(found)


def _sustento(sustento: DocSustento, which: str) -> list[Section]:
    registered = sustento.fechaRegistroContable
    taxes = Grid(
        [
            Column("Impuesto del Sustento", Kind.PROSE),
            Column("Base", Kind.FIGURE),
            Column("Valor", Kind.FIGURE),
        ],
        [
            [
                Cell(
                    f"{'IVA ' if tax.codImpuestoDocSustento == IMPUESTO_IVA else ''}"
                    f"{pieces.rate_of(tax.codImpuestoDocSustento, tax.codigoPorcentaje, tax.tarifa)}"
                ),
                Cell(amount(tax.baseImponible)),
                Cell(amount(tax.valorImpuesto)),
            ]
            for tax in sustento.impuestosDocSustento
        ],
    )
    document = f"{names.documento(sustento.codDocSustento)} {serial(sustento.numDocSustento)}"
    found = [
        Section(
            f"DOCUMENTO DE SUSTENTO{which}",
            [
                Field("Documento", document, 6, strong=True),
                Field("Total sin Impuestos", amount(sustento.totalSinImpuestos), 3),
                Field("Importe Total", amount(sustento.importeTotal), 3),
                Field("Fecha Emisión", day(sustento.fechaEmisionDocSustento), 3),
                Field("Registro Contable", day(registered) if registered else "", 3),
                Field("Número de Autorización", sustento.numAutDocSustento or "", 6),
                Field("Pago", names.pago_local_exterior(sustento.pagoLocExt), 3),
                Field("Sustento Tributario", names.sustento(sustento.codSustento), 9),
                *_abroad(sustento),
            ],
            pair=(taxes, pieces.payments(sustento.pagos)),
        )
    ]
    reimbursement = pieces.reimbursement(sustento, None, pieces.reimbursed(sustento.reembolsos))
    return found if reimbursement.empty else [*found, reimbursement]


def _abroad(sustento: DocSustento) -> list[Field]:
    """What must be told of payments abroad."""
    return [
        Field("Tipo de Régimen Fiscal", names.regimen(sustento.tipoRegi), 3),
        Field("País del Pago", names.pais_pago(sustento.tipoRegi, sustento.paisEfecPago), 3),
        Field("Convenio de Doble Tributación", _yes(sustento.aplicConvDobTrib), 3),
        Field("Pago a Régimen Preferente", _yes(sustento.pagoRegFis), 3),
        Field("Pago Sujeto a Retención por Norma Legal", _yes(sustento.pagExtSujRetNorLeg), 4),
    ]


def _yes(word: str | None) -> str:
    return {"SI": "Sí", "NO": "No"}.get(word or "", word or "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
