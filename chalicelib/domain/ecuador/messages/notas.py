"""What can be wrong with a nota de crédito or de débito, a liquidación de compra or a guía de remisión only."""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

define(
    Definition(
        "NOTA-CONSUMIDOR-FINAL",
        "Una {name} no puede ser para consumidor final.",
        "Escriba la identificación del comprador; una factura a consumidor final no se modifica con notas.",
    ),
    Definition(
        "NOTA-DOCUMENTO",
        "La {name} dice modificar un documento de tipo {value} ({document}).",
        "Las notas modifican comprobantes de venta: para una factura, codDocModificado es 01.",
    ),
    Definition(
        "NOTA-FECHA",
        "El documento modificado es del {value}, posterior a esta nota ({issued}).",
        "Corrija fechaEmisionDocSustento.",
    ),
    Definition(
        "LIQ-CONSUMIDOR-FINAL",
        "Una liquidación de compra no puede ser a consumidor final.",
        "Escriba la identificación del proveedor: cédula, pasaporte o identificación del exterior.",
    ),
    Definition(
        "GUI-SUSTENTO-INCOMPLETO",
        "El destinatario tiene un documento de sustento y le falta «{name}».",
        "Escriba juntos codDocSustento, numDocSustento y fechaEmisionDocSustento, o ninguno.",
        severity="warning",
    ),
    Definition(
        "GUI-SUSTENTO-FECHA",
        "El documento de sustento es del {value}, posterior a la guía ({issued}).",
        "Revise fechaEmisionDocSustento.",
        severity="warning",
    ),
)
