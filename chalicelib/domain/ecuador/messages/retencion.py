"""What can be wrong with a comprobante de retención only."""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

define(
    Definition(
        "RET-CONSUMIDOR-FINAL",
        "No se puede retener a consumidor final.",
        "Escriba la identificación del sujeto retenido.",
    ),
    Definition(
        "RET-TIPO-SUJETO-FALTA",
        "El sujeto retenido tiene identificación del exterior y falta tipoSujetoRetenido.",
        "Escriba 01 si es persona natural o 02 si es sociedad.",
    ),
    Definition(
        "RET-TIPO-SUJETO-SOBRA",
        "tipoSujetoRetenido va sólo con identificación del exterior (08) y aquí el tipo es {tipo}.",
        "Quite tipoSujetoRetenido, o corrija el tipo de identificación.",
    ),
    Definition(
        "RET-PERIODO",
        "periodoFiscal dice {value} y el comprobante es de {expected}.",
        "Lo usual es el mes de emisión; revíselo.",
        severity="warning",
    ),
    Definition(
        "RET-SUSTENTO-CODIGO",
        "No conocemos el código de sustento «{value}» en {day} (ATS, tabla 5).",
        "Revise codSustento: 01 es crédito tributario de IVA y 02 costo o gasto.",
        severity="warning",
    ),
    Definition(
        "RET-SUSTENTO-PAREJA",
        "El sustento {sustento} ({name}) no suele ir con documentos de tipo {document}.",
        "Revise codSustento y codDocSustento.",
        severity="warning",
    ),
    Definition(
        "RET-SUSTENTO-FECHA",
        "El documento de sustento es del {value}, posterior a la retención ({issued}).",
        "Corrija fechaEmisionDocSustento.",
    ),
    Definition(
        "RET-SUSTENTO-NUMERO",
        "El número del documento de sustento es sólo ceros.",
        "Escriba establecimiento, punto de emisión y secuencial seguidos, por ejemplo 001001000000123.",
        severity="warning",
    ),
    Definition(
        "RET-AUTORIZACION",
        "El número de autorización {value} no es el del documento {number} del {day}.",
        "Copie del comprobante los 49 dígitos de la clave de acceso; con comprobantes preimpresos son 10.",
        severity="warning",
    ),
    Definition(
        "RET-EXTERIOR-FALTA",
        "El pago es al exterior y falta «{name}».",
        "Agréguelo, o escriba 01 en pagoLocExt si el pago es local.",
    ),
    Definition(
        "RET-EXTERIOR-SOBRA",
        "«{name}» va sólo {when}.",
        "Quítelo, o corrija el dato del que depende.",
        severity="warning",
    ),
    Definition(
        "RET-REGIMEN",
        "No conocemos el tipo de régimen «{value}».",
        "01 es régimen general, 02 paraíso fiscal y 03 régimen preferente.",
        severity="warning",
    ),
    Definition(
        "RET-PAIS",
        "paisEfecPago dice {value}, que no es un país de la tabla 25.",
        "Use el código del SRI: Estados Unidos es 110, Colombia 105.",
        severity="warning",
    ),
    Definition(
        "RET-DIVIDENDOS-FALTA",
        "El sustento es distribución de dividendos (10) y la retención de renta no los detalla.",
        "Agregue <dividendos> con la fecha de pago, el impuesto de la sociedad y el ejercicio.",
    ),
    Definition(
        "RET-DIVIDENDOS-SOBRA",
        "La retención detalla dividendos y el sustento dice {value}.",
        "Escriba 10 en codSustento, o quite <dividendos>.",
        severity="warning",
    ),
    Definition(
        "RET-BANANO-FALTA",
        "El concepto {value} es de banano y falta el detalle de las cajas compradas.",
        "Agregue <compraCajBanano> con el número de cajas y su precio.",
    ),
    Definition(
        "RET-BANANO-SOBRA",
        "La retención detalla cajas de banano y su concepto dice {value}.",
        "Quite <compraCajBanano>, o use el concepto de banano que corresponda.",
        severity="warning",
    ),
    Definition(
        "RET-AUTORRETENCION",
        "Es una autorretención y «{name}» dice {value}.",
        "Debe decir {expected}.",
    ),
    Definition(
        "RET-IVA-CODIGO",
        "El código de retención de IVA «{value}» no existe (tabla 20).",
        "Use 9 (10 %), 10 (20 %), 1 (30 %), 11 (50 %), 2 (70 %), 3 (100 %), 7 (cero) u 8 (no procede).",
    ),
    Definition(
        "RET-IVA-CASILLERO",
        "{value} es un casillero del formulario 104, no un código de retención de IVA.",
        "Escriba {expected} en codigoRetencion (tabla 20).",
    ),
    Definition(
        "RET-IVA-PORCENTAJE",
        "La retención de IVA con código {value} es del {expected} % y porcentajeRetener dice {stated}.",
        "Corrija el código o el porcentaje.",
    ),
    Definition(
        "RET-RENTA-CODIGO",
        "No conocemos el concepto de retención de renta «{value}» (ATS, tabla 3.10).",
        "Revíselo; si el SRI lo creó hace poco, no hace falta cambiar nada.",
        severity="warning",
    ),
    Definition(
        "RET-RENTA-PORCENTAJE",
        "El concepto {value} ({name}) es del {expected} % el {day} y porcentajeRetener dice {stated}.",
        "Revise el porcentaje vigente en la fecha del documento de sustento.",
        severity="warning",
    ),
    Definition(
        "RET-ISD-CODIGO",
        "No conocemos el código de retención de ISD «{value}».",
        "Los vigentes son 4580 (5 %) y 4586 (2.5 %).",
        severity="warning",
    ),
    Definition(
        "RET-ISD-PORCENTAJE",
        "La retención de ISD con código {value} es del {expected} % y porcentajeRetener dice {stated}.",
        "Revise el código y el porcentaje.",
        severity="warning",
    ),
    Definition(
        "RET-BASE-IVA",
        "La base de la retención de IVA es {stated} y el IVA del documento es {computed}.",
        "La base de esta retención es el IVA, no el subtotal; revísela.",
        severity="warning",
    ),
)
