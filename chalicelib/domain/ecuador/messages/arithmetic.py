"""What can be wrong with the figures of a comprobante. The texts show what it says and what we worked out."""

from __future__ import annotations

from chalicelib.domain.documents.errors import Definition, define

_AGAIN = "Corrija el valor en su sistema y vuelva a enviar el documento; el SRI rechaza las diferencias (error 52)."

define(
    Definition(
        "TOT-LINEA",
        "El total de la línea dice {stated} y cantidad × precio unitario − descuento da {computed}.",
        "Corrija la cantidad, el precio, el descuento o el total de esta línea.",
    ),
    Definition(
        "TOT-LINEA-REDONDEO",
        "El total de la línea dice {stated} y cantidad × precio unitario − descuento da {computed}: "
        "la diferencia parece de un redondeo con menos decimales.",
        "Conviene que su sistema multiplique las cifras que escribe; el SRI ha autorizado diferencias así, pero puede "
        "rechazarla (error 52).",
        severity="warning",
    ),
    Definition(
        "TOT-BASE-IVA",
        "La base del IVA de la línea dice {stated} y debe ser {computed} (total de la línea más su ICE).",
        "Corrija la base imponible de esta línea.",
    ),
    Definition(
        "TOT-IMPUESTO-LINEA",
        "El {tax} de la línea dice {stated} y {base} al {rate} % da {computed}.",
        "Corrija el valor del impuesto de esta línea.",
    ),
    Definition(
        "TOT-SIN-IMPUESTOS",
        "totalSinImpuestos dice {stated} y las líneas suman {computed}.",
        _AGAIN,
    ),
    Definition(
        "TOT-DESCUENTO",
        "totalDescuento dice {stated} y los descuentos de las líneas y los adicionales suman {computed}.",
        _AGAIN,
    ),
    Definition(
        "TOT-IMPUESTO-FALTA",
        "Las líneas tienen {tax} con código {porcentaje} y el total de ese impuesto no consta.",
        "Agregue a totalConImpuestos un totalImpuesto con codigo {tax_code} y codigoPorcentaje {porcentaje}.",
    ),
    Definition(
        "TOT-IMPUESTO-SOBRA",
        "Hay un total de {tax} con código {porcentaje} y ninguna línea lo tiene.",
        "Quite ese totalImpuesto o agregue el impuesto a las líneas.",
    ),
    Definition(
        "TOT-IMPUESTO-REPETIDO",
        "El total de {tax} con código {porcentaje} aparece más de una vez.",
        "Junte esos valores en un solo totalImpuesto.",
    ),
    Definition(
        "TOT-BASE",
        "La base de {tax} con código {porcentaje} dice {stated} y las líneas suman {computed}.",
        _AGAIN,
    ),
    Definition(
        "TOT-IMPUESTO",
        "El {tax} dice {stated} y {base} al {rate} % da {computed}.",
        _AGAIN,
    ),
    Definition(
        "TOT-IMPUESTO-SUMA",
        "El {tax} con código {porcentaje} dice {stated} y las líneas suman {computed}.",
        _AGAIN,
    ),
    Definition(
        "TOT-IMPORTE",
        "{name} dice {stated} y debe ser {computed}: subtotal, impuestos, propina, retenciones, gastos de exportación "
        "y rubros de terceros, menos descuento adicional, devolución del IVA y compensaciones.",
        _AGAIN,
    ),
    Definition(
        "TOT-PAGOS",
        "Las formas de pago suman {stated} y el valor total es {computed}.",
        "Corrija los valores de pagos para que sumen el valor total.",
    ),
    Definition(
        "TOT-PROPINA",
        "La propina es {stated} y no puede pasar del 10 % del subtotal, que es {computed}.",
        "Corrija la propina.",
    ),
    Definition(
        "TOT-REEMBOLSO",
        "{name} dice {stated} y los comprobantes reembolsados suman {computed}.",
        "Corrija el total o el detalle del reembolso.",
    ),
    Definition(
        "TOT-REEMBOLSO-IMPUESTO",
        "El impuesto del comprobante reembolsado dice {stated} y {base} al {rate} % da {computed}.",
        "Copie los valores del comprobante original.",
    ),
    Definition(
        "TOT-MOTIVOS",
        "totalSinImpuestos dice {stated} y los motivos suman {computed}.",
        _AGAIN,
    ),
    Definition(
        "TOT-BASES",
        "Las bases del IVA suman {stated} y deben sumar {computed} (el subtotal más el ICE).",
        "Corrija las bases imponibles o totalSinImpuestos.",
    ),
    Definition(
        "TOT-RETENIDO",
        "valorRetenido dice {stated} y {base} al {rate} % da {computed}.",
        "Corrija el valor, la base o el porcentaje de esta retención.",
    ),
    Definition(
        "TOT-SUSTENTO",
        "{name} del documento de sustento dice {stated} y sus valores dan {computed}.",
        "Compárelo con el documento; puede ser correcto si tiene propina o valores de terceros.",
        severity="warning",
    ),
    Definition(
        "TOT-CENTAVO",
        "{name} dice {stated} y la suma exacta es {computed}: hay un centavo de diferencia.",
        "El SRI suele aceptarlo, pero conviene que su sistema sume los valores ya redondeados.",
        severity="warning",
    ),
)
